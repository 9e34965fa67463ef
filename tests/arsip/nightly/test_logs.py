"""The log of the nights, for people and for programs."""

import json
import logging
from pathlib import Path

import pytest

from arsip.nightly import logs
from arsip.nightly.logs import logging_to, summary
from tests.arsip.nightly.recorder import a_night

LOGGER = logging.getLogger("arsip.nightly")


def test_a_line_of_json_has_what_was_given_with_it(tmp_path: Path) -> None:
    with logging_to(tmp_path, kind="json", secrets=["https://me:password@host/hook/abcdefgh"]):
        LOGGER.info("crawl: %s", "12 new", extra={"step": "crawl", "new": 12})
        LOGGER.error("it failed", exc_info=ValueError("sent to /hook/abcdefgh as me:password"))
    first, second = map(json.loads, (tmp_path / "nightly.log").read_text().splitlines())
    assert (first["message"], first["step"], first["new"], first["level"]) == ("crawl: 12 new", "crawl", 12, "INFO")
    assert first["ts"].endswith("+00:00")
    assert "ValueError: sent to" in second["exception"]
    assert "abcdefgh" not in json.dumps(second)
    assert "password" not in json.dumps(second)


def test_people_see_warnings_only_and_the_file_has_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to(tmp_path, kind="text", secrets=[]):
        LOGGER.info("a step")
        LOGGER.warning("a worry")
    LOGGER.warning("after it")
    assert capsys.readouterr().err == "arsip: a worry\n"
    assert [line.split(" ", 2)[2] for line in (tmp_path / "nightly.log").read_text().splitlines()] == [
        "INFO arsip.nightly: a step", "WARNING arsip.nightly: a worry",
    ]  # fmt: skip


def test_a_long_log_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 2000)
    monkeypatch.setattr(logs, "KEPT_FILES", 3)
    with logging_to(tmp_path, kind="text", secrets=[]):
        for number in range(200):
            LOGGER.info("line %d of many", number)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nightly.log", *(f"nightly.log.{n}" for n in (1, 2, 3))]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())


def test_the_summary_is_one_line_that_says_what_to_do() -> None:
    assert summary(a_night(well=True)) == "nightly run done: 12 new, 3 changed, 1 gone, 0 problems, 15 requests, 45 min"
    assert summary(a_night(well=False)) == (
        "nightly run failed: 12 new, 3 changed, 1 gone, 0 problems, 15 requests, 45 min; "
        "verify: 2 faults, the first: articles, key 7: its hash is another; next: arsip repair --db /data/archive.db"
    )
