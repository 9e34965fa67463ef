"""The command `info`, as a user types it."""

from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from arsip.cli.commands.info import info
from scraper.archive.database import claim_site, create_or_open
from scraper.archive.statistics.overview import Edition, overview
from scraper.items import Answer
from tests.scraper.archive.making import answered, article, capture, fill, link, listed, missing, write


def run(*arguments: str, columns: int = 120) -> Result:
    return CliRunner().invoke(info, list(arguments), env={"COLUMNS": str(columns)})


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive in which something of everything has happened."""
    db = create_or_open(tmp_path / "archive.db")
    claim_site(db, "beritajakarta.id")
    write(
        db,
        [
            (capture(1, 101, at=at(1)), answered(article(101, date="2026-10-01"))),
            (
                capture(2, 101, at=at(2)),
                answered(article(101, date="2026-10-01", title="Judul Baru", related=(link(1, 500),))),
            ),
            (capture(3, 102, at=at(1)), answered(article(102, date="2026-10-03", editor=None, reporter="Dewi, Joko"))),
            (capture(4, 102, at=at(4)), missing(102)),
            (capture(5, 102, at=at(6)), missing(102)),
            (capture(6, -7, at=at(6)), answered(article(-7, date="2026-09-30", published_at=None))),
            (capture(7, None, at=at(6)), listed([103, 104], views=3)),
            (capture(8, 105, at=at(6)), Answer(outcome="unreadable", key=105, reader="1", reason="no headline")),
        ],
    )
    db.close()
    return tmp_path / "archive.db"


def test_the_numbers_are_those_of_the_tables(path: Path) -> None:
    db = create_or_open(path)
    held = overview(db)
    db.close()
    assert held.site == "beritajakarta.id"
    assert held.editions == (
        Edition(lang="id", articles=2, first="2026-10-01", last="2026-10-03", with_editor=1, gone=1, changed=1),
        Edition(lang="en", articles=1, first="2026-09-30", last="2026-09-30", with_editor=1, gone=0, changed=0),
    )
    assert (held.captures, held.capture_bytes, held.counters, held.persons) == (8, 7200, 6, 4)
    assert (held.pending, held.problems) == (3, 1)
    assert UUID(held.archive)


def test_they_are_shown_with_the_name_of_the_site(path: Path) -> None:
    result = run("--db", str(path))
    assert result.exit_code == 0
    assert "archive.db: beritajakarta.id" in result.stdout
    indonesian = next(line for line in result.stdout.splitlines() if "Indonesian" in line)
    assert indonesian.split() == ["Indonesian", "2", "2026-10-01", "2026-10-03", "1", "1", "1"]
    assert "8 pages kept" in result.stdout
    assert "3 articles still to fetch" in result.stdout


def test_a_narrow_terminal_cuts_no_heading(path: Path) -> None:
    lines = run("--db", str(path), columns=60).stdout.splitlines()
    assert [line.split() for line in lines[2:10:2]] == [
        ["edition", "Indonesian", "English"],
        ["articles", "2", "1"],
        ["last", "day", "2026-10-03", "2026-09-30"],
        ["changed", "1", "0"],
    ]
    assert "…" not in "".join(lines)
    assert max(map(len, lines[:12])) <= 60


def test_an_archive_without_articles_is_shown_too(tmp_path: Path) -> None:
    result = run("--db", str(fill(tmp_path / "archive.db", [])))
    assert result.exit_code == 0
    assert "archive.db: empty" in result.stdout
    assert "0 pages kept" in result.stdout


def test_what_is_no_archive_is_one_line_with_exit_status_2(tmp_path: Path) -> None:
    (tmp_path / "kosong.db").touch()
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    for name in ("tidak-ada.db", "kosong.db", "catatan.db"):
        result = run("--db", str(tmp_path / name))
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert name in result.stderr


def test_a_damaged_archive_is_one_line_with_exit_status_1(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:16384] + b"\xff" * (len(whole) - 16384))
    result = run("--db", str(path))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert str(path) in result.stderr
    assert "`arsip repair` rebuilds it" in result.stderr
