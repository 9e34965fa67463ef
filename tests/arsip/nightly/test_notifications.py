"""Notifications and pings of nightly runs: who gets which, and never a secret in a log."""

import json
import logging
import socket
from pathlib import Path
from threading import Thread

import pytest

from arsip.nightly import notifications
from arsip.nightly.logs import logging_to
from tests.arsip.nightly.recorder import RUN, a_night, recording

SECRET = "TopSecretToken123"


def address(url: str) -> str:
    return url.replace("http://", "json://") + f"/{SECRET}"


def test_a_failure_is_told_with_verdict_numbers_and_the_next_command() -> None:
    with recording() as recorded:
        assert notifications.notify([address(recorded.url)], a_night(well=False), always=False)
    ((_, path, body),) = recorded.requests
    assert path == f"/{SECRET}"
    told = json.loads(body)
    assert told["title"] == "Arsip: nightly run failed (/data/archive.db)"
    lines = told["message"].splitlines()
    assert lines[0] == "Verify: 2 faults, the first: articles, key 7: its hash is another"
    assert lines[1] == "Next: arsip repair --db /data/archive.db"
    assert "12 new, 3 changed, 1 gone" in lines[2]
    assert "exit status 3" in lines[3]


@pytest.mark.parametrize(("always", "number"), [(False, 0), (True, 1)])
def test_a_good_night_is_told_of_only_where_that_is_wanted(always: bool, number: int) -> None:
    with recording() as recorded:
        assert notifications.notify([address(recorded.url)], a_night(well=True), always=always)
    assert len(recorded.requests) == number


def test_nobody_who_listens_is_logged_without_the_address(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with recording() as recorded:
        gone = address(recorded.url)
    with logging_to(tmp_path, kind="text", secrets=[gone]):
        assert not notifications.notify([gone], a_night(well=False), always=False)
        logging.getLogger("any").warning("they said %s", gone)
    said = "".join(capfd.readouterr()) + (tmp_path / "nightly.log").read_text()
    assert "a notification could not be delivered" in said
    assert "they said …" in said
    assert SECRET not in said


def test_an_address_that_is_none_is_refused_by_its_place_alone(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(notifications.NotificationError, match=r"address 2 \(nosuch\)") as refused:
        notifications.check_addresses(["json://127.0.0.1/a", f"nosuch://{SECRET}"])
    assert SECRET not in str(refused.value)
    assert SECRET not in "".join(capfd.readouterr())
    notifications.check_addresses([])


def test_start_success_and_failure_are_told_by_the_convention() -> None:
    with recording() as recorded:
        check = notifications.Pings(f"{recorded.url}/uuid/")
        assert check.start(RUN)
        assert check.end(a_night(well=True))
        assert check.end(a_night(well=False))
    assert [path for _, path, _ in recorded.requests] == [
        f"/uuid/start?rid={RUN}", f"/uuid?rid={RUN}", f"/uuid/fail?rid={RUN}",
    ]  # fmt: skip
    assert recorded.requests[1][2] == "done"
    assert recorded.requests[2][2].splitlines()[1] == "Next: arsip repair --db /data/archive.db"


def test_it_is_tried_again_a_few_times() -> None:
    with recording() as recorded:
        recorded.statuses = [500, 502, 200]
        assert notifications.Pings(f"{recorded.url}/uuid", pause=0).start(RUN)
    assert len(recorded.requests) == notifications.PING_TRIES


def test_what_cannot_be_reached_is_logged_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    with recording() as recorded:
        url = f"{recorded.url}/verysecret"
    assert not notifications.Pings(url, pause=0).start(RUN)
    assert "could not be delivered" in caplog.text
    assert "verysecret" not in caplog.text


def test_a_server_that_does_not_answer_is_waited_for_no_longer_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "PING_TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not notifications.Pings(f"http://127.0.0.1:{silent.getsockname()[1]}/uuid", pause=0).start(RUN)


def test_a_query_of_the_address_stays_and_is_redacted(tmp_path: Path) -> None:
    with recording() as recorded:
        url = f"{recorded.url}/uuid/?token={SECRET}/"
        assert notifications.Pings(url).end(a_night(well=False))
    assert [path for _, path, _ in recorded.requests] == [f"/uuid/fail?token={SECRET}/&rid={RUN}"]
    with logging_to(tmp_path, kind="text", secrets=[url, f"json://[{SECRET}"]):
        logging.getLogger("any").warning("they said %s/", SECRET)
    assert SECRET not in (tmp_path / "nightly.log").read_text()


def test_a_server_of_another_protocol_fails_the_ping_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            for _ in range(notifications.PING_TRIES):
                client, _ = server.accept()
                with client:
                    client.sendall(b"220 mail ESMTP\r\n")
                    client.recv(1)

        greeter = Thread(target=greet, daemon=True)
        greeter.start()
        assert not notifications.Pings(f"http://127.0.0.1:{server.getsockname()[1]}/uuid", pause=0).start(RUN)
        greeter.join()


def test_an_error_in_a_notification_service_is_logged_and_no_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise TypeError(SECRET)

    monkeypatch.setattr("apprise.Apprise.notify", fail)
    assert not notifications.notify([f"json://127.0.0.1/{SECRET}"], a_night(well=False), always=False)
    assert (SECRET in caplog.text, "TypeError" in caplog.text) == (False, True)


def test_no_address_at_all_is_no_failure() -> None:
    assert notifications.Pings(None).start(RUN)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/{}", "hc-ping.com/{}", "https://me:{}@hc.example/1", "https://hc.example:{}/1",
        "https://hc.example/{} 1", "https://hc.example/{}\n", "https://[hc/{}", "https:///{}", "https://hc.example/é{}",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_pinged_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="invalid URL") as refused:
        notifications.Pings(url.format(SECRET))
    assert SECRET not in str(refused.value)
