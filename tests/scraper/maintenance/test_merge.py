"""Archives of one site become one, with their WARC files: whole after a kill, and equal to one never parted."""

import os
import shutil
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from scraper.archive.database import ArchiveError, archive_id, create_or_open, open_to_read
from scraper.archive.frontier.claims import Scope, count_states
from scraper.exit_codes import BUSY, FAILED, USAGE, CannotRun
from scraper.lock import ArchiveLock, holder
from scraper.maintenance import merge as merging
from scraper.maintenance.reparse import reparse
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import verify
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import records, rows
from tests.scraper.maintenance.keeping import Keeper, everything

SITE = Site(name_of=lambda _: "replica", contains=lambda *_: True, default="replica")
merge = partial(merging.merge, site=SITE)
AT = "2026-11-01T00:00:00.000Z"


def part(folder: Path, *, begin: str, run: str, which: slice) -> Path:
    """An archive of some of the replica's articles."""
    folder.mkdir()
    keeper = Keeper(folder, begin=begin, run=run)
    keeper.keep("/robots.txt")
    for path in keeper.paths[which]:
        keeper.keep(path)
    keeper.close()
    return folder / "archive.db"


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """Two archives that have three articles in common."""
    return [
        part(tmp_path / "a", begin="2026-10-01T03:00:00", run="1" * 8, which=slice(0, 6)),
        part(tmp_path / "b", begin="2026-10-03T03:00:00", run="2" * 8, which=slice(3, 9)),
    ]


def all_records(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(open_to_read(path)) as db:
        return records(db)


def test_the_rows_and_the_pages_are_there_and_nothing_is_wrong_with_them(tmp_path: Path, parts: list[Path]) -> None:
    into = tmp_path / "whole" / "archive.db"
    done = merge(parts, into)
    assert [taken.captures for taken in done.taken.values()] == [7, 7]
    assert [taken.articles for taken in done.taken.values()] == [6, 3]
    files = {path.name for each in parts for path in (each.parent / "warc").iterdir()}
    assert {path.name for path in (into.parent / "warc").iterdir()} == files
    assert (done.linked, done.copied) == (len(files), 0)
    assert verify(into, workers=1).faults == 0
    assert holder(into) is None


def test_the_order_and_how_often_do_not_matter(tmp_path: Path, parts: list[Path]) -> None:
    one, other = tmp_path / "one.db", tmp_path / "other" / "other.db"
    merge(parts, one)
    merge(parts[::-1], other)
    assert all_records(one) == all_records(other)
    again = merge([*parts, other], one)
    assert {taken.captures for taken in again.taken.values()} == {0}
    assert (again.linked, again.copied) == (0, 0)
    assert all_records(one) == all_records(other)


def test_from_another_disk_files_are_copied(tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def on_another_disk(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", on_another_disk)
    into = tmp_path / "whole" / "archive.db"
    done = merge(parts, into)
    assert done.linked == 0
    assert done.copied == len(list((into.parent / "warc").iterdir()))
    assert verify(into, workers=1).faults == 0


def test_a_copy_that_was_cut_short_is_made_anew(tmp_path: Path, parts: list[Path]) -> None:
    folder = tmp_path / "whole" / "warc"
    folder.mkdir(parents=True)
    name = next((parts[0].parent / "warc").iterdir()).name
    (folder / f".{name}.0.partial").write_bytes(b"setengah")
    merge(parts, folder.parent / "archive.db")
    assert not list(folder.glob(".*.partial"))
    assert verify(folder.parent / "archive.db", workers=1).faults == 0


def test_missing_files_are_named_and_nothing_is_merged_unless_one_says_so(tmp_path: Path, parts: list[Path]) -> None:
    lost = min((parts[1].parent / "warc").iterdir())
    lost.unlink()
    into = tmp_path / "whole" / "archive.db"
    with pytest.raises(CannotRun, match=lost.name) as refused:
        merge(parts, into)
    assert refused.value.exit_status == FAILED
    assert "--without-warc" in str(refused.value)
    assert not into.exists()
    assert not (into.parent / "warc").exists()
    done = merge(parts, into, without_warc=True)
    assert done.missing == {parts[1]: [lost.name]}
    assert len(all_records(into)["articles"]) == 9


def test_two_files_of_one_name_are_not_taken_for_each_other(tmp_path: Path, parts: list[Path]) -> None:
    original = min((parts[0].parent / "warc").iterdir())
    into = tmp_path / "whole" / "archive.db"
    (into.parent / "warc").mkdir(parents=True)
    shutil.copyfile(original, into.parent / "warc" / original.name)
    assert merge(parts, into).copied == 0
    spoilt = into.parent / "warc" / original.name
    content = bytearray(spoilt.read_bytes())
    content[-3] ^= 1
    spoilt.write_bytes(content)
    before = all_records(into)
    with pytest.raises(CannotRun, match="the same name and is another file"):
        merge(parts, into)
    assert all_records(into) == before


def test_an_archive_whose_run_is_under_way_or_died_is_refused(tmp_path: Path, parts: list[Path]) -> None:
    warc = min((parts[0].parent / "warc").iterdir())
    left = warc.rename(warc.with_name(f"{warc.name}.open"))
    into = tmp_path / "whole" / "archive.db"
    with pytest.raises(CannotRun, match=r"arsip reparse --db .*a/archive.db"):
        merge(parts, into)
    left.rename(warc)
    (warc.parent / f"{warc.name[:15]}sedang.warc.gz.open").touch()
    with pytest.raises(CannotRun, match="a crawl is under way"):
        merge(parts, into)


def test_the_archive_that_grows_is_none_of_those_that_are_taken_in(tmp_path: Path, parts: list[Path]) -> None:
    (tmp_path / "kaitan.db").symlink_to(parts[0])
    for into in (parts[0], tmp_path / "kaitan.db"):
        with pytest.raises(CannotRun, match="the archive that grows") as refused:
            merge(parts, into)
        assert refused.value.exit_status == USAGE


def test_one_that_is_held_is_left_alone(tmp_path: Path, parts: list[Path]) -> None:
    into = tmp_path / "whole" / "archive.db"
    lock = ArchiveLock(into, started_at=AT)
    assert holder(into) == os.getpid()
    with pytest.raises(CannotRun, match=f"process {os.getpid()}, since 2026-11-01 07:00, Jakarta's time") as refused:
        merge(parts, into)
    lock.release()
    assert refused.value.exit_status == BUSY
    assert not into.exists()


def test_another_sites_archive_is_refused_before_anything_is_made(tmp_path: Path, parts: list[Path]) -> None:
    db = create_or_open(parts[1])
    db.execute("UPDATE meta SET value = 'beritajakarta.id' WHERE name = 'site'")
    db.conn.commit()
    db.close()
    into = tmp_path / "whole" / "archive.db"
    with pytest.raises(CannotRun, match=r"b/archive.db: .* beritajakarta\.id, and .*a/archive.db is one of") as refused:
        merge(parts, into)
    assert refused.value.exit_status == USAGE
    assert not into.parent.exists()
    merge(parts[:1], into)
    with pytest.raises(CannotRun, match=r"of beritajakarta\.id, and .*whole/archive.db is one of replica"):
        merge(parts[1:], into)


def test_several_versions_of_the_reader_are_refused_with_what_to_run(tmp_path: Path, parts: list[Path]) -> None:
    db = create_or_open(parts[0])
    db.execute("UPDATE captures SET reader = '1' WHERE reader IS NOT NULL")
    db.conn.commit()
    db.close()
    into = tmp_path / "whole" / "archive.db"
    with pytest.raises(ArchiveError, match=r"`arsip reparse --db .*a/archive.db`$"):
        merge(parts, into)
    merge(parts[:1], into)
    with pytest.raises(ArchiveError, match=r"whole/archive\.db"):
        merge(parts[1:], into)
    for path in (parts[0], into):
        reparse(path, SITE)
    merge(parts[1:], into)
    assert verify(into, workers=1).faults == 0


class Killed(BaseException):
    """What a test raises where a process would die."""


def test_killed_between_two_archives_it_is_whole_and_the_same_call_goes_on(tmp_path: Path, parts: list[Path]) -> None:
    into, expected = tmp_path / "whole" / "archive.db", tmp_path / "other" / "archive.db"

    def die(*_: object) -> None:
        raise Killed

    with pytest.raises(Killed):
        merge(parts, into, progress=die)
    assert verify(into, workers=1).faults == 0
    assert len(all_records(into)["articles"]) == 6
    merge(parts, into)
    merge(parts, expected)
    assert all_records(into) == all_records(expected)
    assert verify(into, workers=1).faults == 0


def test_killed_over_the_files_it_leaves_no_row_without_its_page(
    tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "whole" / "archive.db"
    real, made = os.link, []

    def link(source: Path, target: Path) -> None:
        if made:
            raise Killed
        real(source, target)
        made.append(target)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(Killed):
        merge(parts, into)
    monkeypatch.undo()
    assert not any(all_records(into).values())
    merge(parts, into)
    assert verify(into, workers=1).faults == 0


def test_something_of_everything_keeps_its_meaning(tmp_path: Path) -> None:
    """Revisits, absences, problems and redirects: merged into an empty archive, all is as it was."""
    (tmp_path / "a").mkdir()
    source = everything(tmp_path / "a")
    into = tmp_path / "whole" / "archive.db"
    merge([source], into)
    assert all_records(into) == all_records(source)
    assert verify(into, workers=1).faults == 0
    with closing(open_to_read(source)) as one, closing(open_to_read(into)) as other:
        states = "SELECT key, url, date, seen_in, state FROM frontier ORDER BY key"
        assert rows(one, states) == rows(other, states)
        assert archive_id(one) != archive_id(other)


async def test_ten_parts_of_a_crawl_are_the_whole(tmp_path: Path, replica: Serve, crawl: Crawl) -> None:
    """Ten archives crawled by day; merged, they are what one archive makes of all their WARC files."""
    folders = [tmp_path / f"part-{n}" for n in range(10)]
    async with replica(articles=60, per_day=4) as site:
        days = sorted({site.site.brief("id", id_).moment.date().isoformat() for id_ in site.site.ids("id")})
        edges = [days[n * len(days) // 10] for n in range(10)]
        for n, folder in enumerate(folders):
            span = {"since": edges[n], "until": edges[n + 1] if n < 9 else days[-1]}
            run = await crawl(site.url, settings={"ARSIP_DB": str(folder / "archive.db")}, **span)
            assert run.exit_status == 0
        articles = sum(len(site.site.ids(lang)) for lang in ("id", "en"))
    into = tmp_path / "merged" / "archive.db"
    done = merge([folder / "archive.db" for folder in folders[::-1]], into)
    assert sum(taken.captures for taken in done.taken.values()) == done.held.captures
    whole = tmp_path / "read-again" / "archive.db"
    (whole.parent / "warc").mkdir(parents=True)
    for folder in folders:
        for file in (folder / "warc").iterdir():
            shutil.copyfile(file, whole.parent / "warc" / file.name)
    reparse(whole, SITE)
    assert all_records(into) == all_records(whole)
    assert len(all_records(into)["articles"]) == articles
    assert verify(into, workers=1).faults == 0
    with closing(open_to_read(into)) as db:
        assert count_states(db, Scope()).keys() <= {"archived", "pending"}
