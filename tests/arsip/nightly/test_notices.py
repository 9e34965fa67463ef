"""Who is told of a night, and of what; never a secret in a log."""

import json
import logging
from pathlib import Path

import pytest

from arsip.nightly import notifications
from arsip.nightly.logs import logging_to
from tests.arsip.nightly.listening import a_night, listening

SECRET = "TopSecretToken123"


def address(url: str) -> str:
    return url.replace("http://", "json://") + f"/{SECRET}"


def test_a_failure_is_told_with_verdict_numbers_and_the_next_command() -> None:
    with listening() as heard:
        assert notifications.notify([address(heard.url)], a_night(well=False), always=False)
    ((_, path, body),) = heard.requests
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
    with listening() as heard:
        assert notifications.notify([address(heard.url)], a_night(well=True), always=always)
    assert len(heard.requests) == number


def test_nobody_who_listens_is_logged_without_the_address(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with listening() as heard:
        gone = address(heard.url)
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
