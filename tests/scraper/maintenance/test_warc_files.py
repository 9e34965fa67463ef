"""Archives that share a folder and its WARC files: each command sees its own; no new archive in place of a lost one."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from arsip.cli.main import main
from arsip.cli.site import site_of_pages
from arsip.nightly.backup.creation import back_up
from arsip.nightly.repair import repair
from scraper.archive.database import archive_id, claim_site, create_or_open, open_to_read
from scraper.archive.rebuild_target import identify
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.exit_codes import FAILED, USAGE, CannotRun
from scraper.maintenance import ingest
from scraper.maintenance.imports import import_files
from scraper.maintenance.merge import merge
from scraper.maintenance.origin import create_unless_lost
from scraper.maintenance.reparse import compare, reparse
from scraper.maintenance.verify.verification import verify
from scraper.maintenance.warc_files import WarcFiles
from scraper.warc import integrity
from scraper.warc import records as records_of_warc
from scraper.warc.reader import read_at
from scraper.warc.records import WarcError
from scraper.warc.writer import OPEN
from tests.conftest import Crawl
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.imports.foreign_files import Program
from tests.scraper.maintenance.keeping import ORIGIN, Keeper, everything

NOW = datetime(2026, 11, 30, 19, 17, 2, tzinfo=UTC)


def kept(folder: Path, name: str, *, seed: int, pages: int, begin: str = "2026-10-09T03:00:00") -> Path:
    """Make an archive of some pages."""
    folder.mkdir(exist_ok=True)
    keeper = Keeper(folder, begin=begin, seed=seed, name=name, run=f"{seed}1111111-1111-4111-8111-111111111111")
    for path in keeper.paths[:pages]:
        keeper.keep(path)
    keeper.close()
    return folder / name


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return kept(tmp_path, "a.db", seed=1, pages=6)


@pytest.fixture
def b(tmp_path: Path) -> Path:
    return kept(tmp_path, "b.db", seed=2, pages=3, begin="2026-10-10T03:00:00")


def records(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_to_read(path)) as db:
        return {table: record_rows(db, table) for table in RECORD_TABLES}


def identity(path: Path) -> str:
    with closing(open_to_read(path)) as db:
        return archive_id(db)


def files_of(path: Path) -> set[str]:
    return {file.name for file in (path.parent / "warc").iterdir() if identity(path)[:8] in file.name}


def test_verify_looks_at_the_archives_own_files_and_mentions_the_others_once(a: Path, b: Path) -> None:
    report = verify(b)
    assert report.faults == 0
    (notice,) = report.notices
    assert f"{len(files_of(a))} file" in notice
    assert "arsip import" in notice


def test_an_open_file_of_another_archive_is_neither_taken_in_nor_cut(a: Path, b: Path) -> None:
    closed = min((b.parent / "warc" / name) for name in files_of(a))
    left = closed.rename(closed.with_name(closed.name + OPEN))
    left.write_bytes(left.read_bytes()[:-5])
    before = left.read_bytes()
    assert reparse(b, site_of_pages()).salvaged == 0
    assert left.read_bytes() == before
    assert verify(b).faults == 0


@pytest.mark.usefixtures("a")
def test_reparse_reads_the_archives_own_files(b: Path) -> None:
    before = records(b)
    found = compare(b, site_of_pages(), examples=3).changes
    assert found is not None
    assert found.is_none
    report = reparse(b, site_of_pages())
    assert report.is_whole
    assert report.notice is not None
    assert records(b) == before


@pytest.mark.usefixtures("a")
def test_a_backup_has_the_archives_own_files(b: Path, tmp_path: Path) -> None:
    place = tmp_path / "backups"
    back_up(b, str(place), now=NOW)
    assert {file.name for file in (place / "warc").iterdir()} == files_of(b)


def test_merged_files_are_the_archives_own(a: Path, b: Path, tmp_path: Path) -> None:
    into = tmp_path / "whole" / "archive.db"
    merge([a, b], into, site_of_pages())
    report = verify(into)
    assert (report.faults, report.notices) == (0, ())
    place = tmp_path / "backups"
    back_up(into, str(place), now=NOW)
    assert {file.name for file in (place / "warc").iterdir()} == files_of(a) | files_of(b)
    before = records(into)
    assert reparse(into, site_of_pages()).notice is None
    assert records(into) == before


def test_files_of_another_archive_come_in_by_an_import_alone(a: Path, b: Path) -> None:
    both = {row[0] for path in (a, b) for row in records(path)["captures"]}
    done = import_files(b, [b.parent / "warc" / name for name in sorted(files_of(a))], site_of_pages())
    assert {file.copied for file in done.files} == {False}
    assert {row[0] for row in records(b)["captures"]} == both
    assert verify(b).notices == ()


def test_files_of_another_site_are_not_imported(tmp_path: Path, b: Path) -> None:
    with closing(create_or_open(tmp_path / "real.db")) as db:
        db.execute("INSERT INTO meta (name, value) VALUES ('site', 'beritajakarta.id')")
    with pytest.raises(CannotRun, match="no WARC files of"):
        reparse(tmp_path / "real.db", site_of_pages())
    files = [b.parent / "warc" / name for name in sorted(files_of(b))]
    with pytest.raises(CannotRun, match="there is no page of beritajakarta"):
        import_files(tmp_path / "real.db", files, site_of_pages())
    with pytest.raises(CannotRun, match="no WARC files of"):
        reparse(tmp_path / "real.db", site_of_pages())


def test_a_mistyped_archive_is_not_repaired_out_of_anothers_files(a: Path) -> None:
    for command in ("repair", "reparse"):
        result = CliRunner().invoke(main, [command, "--db", str(a.parent / "typo.db")])
        assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
        assert "typo.db: there is no archive here" in result.output
        assert not (a.parent / "typo.db").exists()


@pytest.mark.parametrize("left", ["nothing", "an empty file", "a database whose log was deleted"])
def test_a_lost_archive_is_not_begun_anew_and_is_rebuilt(a: Path, left: str) -> None:
    before, name = records(a), identity(a)
    a.unlink()
    if left == "an empty file":
        a.touch()
    elif left != "nothing":
        with closing(sqlite3.connect(a)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("VACUUM")  # writes its first page
    with pytest.raises(CannotRun, match=rf"WARC files of one: .*arsip repair --db {a}") as refused:
        create_unless_lost(a)
    assert refused.value.exit_status == FAILED
    assert a.exists() is (left != "nothing")
    done = repair(a, site_of_pages(), backups=None, now=NOW)
    assert done.is_sound
    assert (records(a), identity(a)) == (before, name)


def test_a_new_archive_may_be_made_beside_another(a: Path) -> None:
    with closing(create_unless_lost(a.with_name("new.db"))) as db:
        assert archive_id(db) != identity(a)


def test_lost_archives_of_several_sites_are_not_mixed(a: Path) -> None:
    other = Keeper(a.parent, begin="2026-10-11T03:00:00", seed=3, name="c.db")
    other.keep(other.paths[0], url="https://m.beritajakarta.id/read/1/x")
    other.close()
    (a.parent / "c.db").unlink()
    a.unlink()
    with pytest.raises(CannotRun, match="WARC files of several"):
        reparse(a, site_of_pages())
    assert not a.exists()


def test_an_imported_file_stays_known_though_no_record_of_it_became_a_row(b: Path, tmp_path: Path) -> None:
    other = Program(tmp_path / "lain.warc.gz")
    other.repeat(f"{ORIGIN}/read/1/x", "2026-10-01T00:00:00Z")
    before = records(b)
    (source,) = import_files(b, [other.close()], site_of_pages()).files
    assert reparse(b, site_of_pages()).notice is None
    assert records(b) == before
    assert (verify(b).faults, verify(b).notices) == (0, ())
    back_up(b, str(tmp_path / "backups"), now=NOW)
    assert (tmp_path / "backups" / "warc" / source.name).exists()


def test_which_files_are_whose(a: Path, b: Path) -> None:
    (a.parent / "warc" / "lain.warc.gz").write_bytes(b"")
    with closing(open_to_read(a)) as db:
        files = WarcFiles.beside(a).owned_by(db)
    assert files.closed == files_of(a)
    assert files.foreign == files_of(b) | {"lain.warc.gz"}


async def test_a_crawl_asks_for_nothing_beside_the_files_of_a_lost_archive(crawl: Crawl, tmp_path: Path) -> None:
    kept(tmp_path, "archive.db", seed=1, pages=2).unlink()
    with pytest.raises(CannotRun, match="arsip repair --db") as refused:
        await crawl("http://127.0.0.1:9", spider="articles")
    assert refused.value.exit_status == FAILED
    assert not (tmp_path / "archive.db").exists()


@pytest.mark.parametrize("spider", ["gaps", "recheck", "retry"])
async def test_what_needs_an_archive_does_not_make_one(crawl: Crawl, tmp_path: Path, spider: str) -> None:
    with pytest.raises(CannotRun, match="there is no archive here") as refused:
        await crawl("http://127.0.0.1:9", spider=spider)
    assert refused.value.exit_status == USAGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["another archive's, whose id begins alike", "a link", "a pipe"])
def test_an_open_file_that_is_not_the_archives_own_is_not_salvaged(a: Path, b: Path, tmp_path: Path, kind: str) -> None:
    folder = a.parent / "warc"
    theirs = folder / min(files_of(b if kind.startswith("another") else a))
    outside = tmp_path / "outside"
    outside.write_bytes(theirs.read_bytes()[:-5])
    left = folder / f"arsip-{identity(a)[:8]}-20261001000000000-00001-x.warc.gz{OPEN}"
    if kind == "a pipe":
        os.mkfifo(left)
    elif kind == "a link":
        left.symlink_to(outside)
    else:
        outside.rename(left)
    before = None if kind == "a pipe" else left.read_bytes()
    with closing(create_or_open(a)) as db:
        assert ingest.salvage(db, folder) == ingest.Ingested()
    assert left.is_symlink() == (kind == "a link")
    assert before is None or left.read_bytes() == before


async def test_pages_of_a_run_that_died_bind_an_archive_before_another_site_can(crawl: Crawl, tmp_path: Path) -> None:
    """The run died before its first rows were committed: its pages stand in the open file alone."""
    path = kept(tmp_path, "archive.db", seed=1, pages=2)
    name = identity(path)
    path.unlink()
    with closing(create_or_open(path)) as db:
        identify(db, name)
        claim_site(db, "replica")
    for file in (tmp_path / "warc").iterdir():
        file.rename(file.with_name(file.name + OPEN))
    settings = {"USER_AGENT": "arsip (+a@contoh.example)"}
    with pytest.raises(CannotRun, match="this is an archive of replica, not of"):
        await crawl("http://salah.invalid", settings=settings)
    assert len(records(path)["captures"]) == 2


def test_a_lost_archive_is_rebuilt_though_a_dead_run_repeats_what_stands_in_other_files(tmp_path: Path) -> None:
    path = everything(tmp_path)
    before = records(path)
    for file in [each for each in (tmp_path / "warc").iterdir() if "22222222" in each.name]:
        file.rename(file.with_name(file.name + OPEN))
    path.unlink()
    assert repair(path, site_of_pages(), backups=None, now=NOW).is_sound
    assert records(path) == before


def linked(path: Path, outside: Path) -> None:
    shutil.move(path, outside)
    path.symlink_to(outside)


def piped(path: Path, outside: Path) -> None:
    shutil.move(path, outside)
    os.mkfifo(path)


@pytest.mark.parametrize("plant", [linked, piped])
def test_a_link_or_a_pipe_in_place_of_a_file_is_not_followed(
    a: Path, b: Path, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    """A link in somebody else's archive may lead to any file of this machine, and a pipe never ends."""
    name = min(files_of(a))
    plant(a.parent / "warc" / name, tmp_path / "outside")
    assert {fault.file for check in verify(a).checks for fault in check.faults} == {name}
    back_up(a, str(tmp_path / "backups"), now=NOW)
    assert not list((tmp_path / "backups").rglob(name))
    into = tmp_path / "whole" / "archive.db"
    with pytest.raises(WarcError, match="regular file"):
        merge([a, b], into, site_of_pages())
    assert not (into.parent / "warc").exists()


def test_a_record_that_unpacks_to_too_much_is_damage(a: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a.parent / "warc" / max(files_of(a))
    with closing(open_to_read(a)) as db:
        warc, offset, url = db.execute("SELECT warc, offset, url FROM captures ORDER BY offset DESC").fetchone()
    assert read_at(path.parent / warc, offset).url == url
    for module in (records_of_warc, integrity):
        monkeypatch.setattr(module, "MAX_RECORD_BYTES", 2_000)
    with pytest.raises(WarcError, match="unpacks to more than"):
        read_at(path.parent / warc, offset)
    assert any("not a whole record" in fault.what for check in verify(a).checks for fault in check.faults)
