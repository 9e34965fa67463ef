"""A dead-man check hears of each night, and never troubles one."""

import socket

import pytest

from arsip.nightly import notifications
from arsip.nightly.notifications import PING_TRIES, Pings
from tests.arsip.nightly.listening import RUN, a_night, listening


def test_start_success_and_failure_are_told_by_the_convention() -> None:
    with listening() as heard:
        check = Pings(f"{heard.url}/uuid/")
        assert check.start(RUN)
        assert check.end(a_night(well=True))
        assert check.end(a_night(well=False))
    assert [path for _, path, _ in heard.requests] == [
        f"/uuid/start?rid={RUN}", f"/uuid?rid={RUN}", f"/uuid/fail?rid={RUN}",
    ]  # fmt: skip
    assert heard.requests[1][2] == "done"
    assert heard.requests[2][2].splitlines()[1] == "Next: arsip repair --db /data/archive.db"


def test_it_is_tried_again_a_few_times() -> None:
    with listening() as heard:
        heard.statuses = [500, 502, 200]
        assert Pings(f"{heard.url}/uuid", pause=0).start(RUN)
    assert len(heard.requests) == PING_TRIES


def test_what_cannot_be_reached_is_logged_without_the_address(caplog: pytest.LogCaptureFixture) -> None:
    with listening() as heard:
        url = f"{heard.url}/verysecret"
    assert not Pings(url, pause=0).start(RUN)
    assert "could not be delivered" in caplog.text
    assert "verysecret" not in caplog.text


def test_a_server_that_does_not_answer_is_waited_for_no_longer_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifications, "PING_TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not Pings(f"http://127.0.0.1:{silent.getsockname()[1]}/uuid", pause=0).start(RUN)


def test_none_is_none_and_an_address_that_is_none_is_refused() -> None:
    assert Pings(None).start(RUN)
    with pytest.raises(ValueError, match="invalid URL"):
        Pings("file:///etc/passwd")
