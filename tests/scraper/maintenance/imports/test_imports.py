"""WARC files of any program imported: their pages read like any page, once, in any order, after any kill."""

import gzip
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from arsip.nightly.repair import repair
from scraper.archive.captures import incomplete_warcs
from scraper.archive.database import open_to_read
from scraper.clock import now
from scraper.exit_codes import BUSY, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.merge import merge
from scraper.maintenance.reparse import reparse
from scraper.maintenance.verify.verification import verify
from scraper.warc.integrity import members
from tests.scraper.maintenance.imports.foreign_files import SITE, Program, brought, packed, records, taken, warcs
from tests.scraper.maintenance.keeping import ORIGIN, Keeper


def test_pages_of_the_site_come_in_and_what_else_there_is_is_counted(
    path: Path, pages: dict[str, bytes], tmp_path: Path
) -> None:
    before = records(path)
    done = brought(path, taken(tmp_path, pages))
    after = records(path)
    assert done.left_out == {"dns": 1, "page of another site": 1}
    assert (done.found, done.added.captures) == (len(pages) + 2, len(pages) + 2)
    assert len(after["captures"]) == len(before["captures"]) + len(pages) + 2
    assert done.added.versions >= 1
    assert done.added.counters == len(after["view_counts"]) - len(before["view_counts"]) > 0
    assert (done.first, done.last, done.damages) == ("2026-10-10", "2026-10-10", 0)
    (file,) = done.files
    assert (file.name.startswith("import-"), file.copied) == (True, True)
    assert (path.parent / "warc" / file.name).read_bytes() == (tmp_path / "unduhan.warc.gz").read_bytes()
    with closing(open_to_read(path)) as db:
        assert db.execute("SELECT DISTINCT source FROM captures WHERE warc = ?", [file.name]).fetchall() == [("file",)]
        assert db.execute("SELECT count(*) FROM listings WHERE capture IN "
                          "(SELECT capture FROM captures WHERE source = 'file')").fetchone()[0] > 0  # fmt: skip
    assert (verify(path).faults, reparse(path, SITE).is_whole) == (0, True)
    assert records(path) == after
    assert verify(path).faults == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://[::1/read/1/x",
        f"{ORIGIN}]/read/1/x",
        f"{ORIGIN}\u2100/read/1/x",
        "http://:80/",
        f"{ORIGIN}:99999/read/1/x",
    ],
)
def test_an_invalid_address_is_a_page_of_another_site(
    path: Path, pages: dict[str, bytes], url: str, tmp_path: Path
) -> None:
    program = Program(tmp_path / "a.warc.gz")
    program.add(url, b"<h1>Lain</h1>")
    program.add(list(pages)[1], pages[list(pages)[1]])
    done = brought(path, program.close())
    assert (done.left_out, done.found, done.damages) == ({"page of another site": 1}, 1, 0)
    before = records(path)
    assert (verify(path).faults, reparse(path, SITE).is_whole) == (0, True)
    assert records(path) == before


def test_a_304_that_names_no_capture_says_nothing(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    program = Program(tmp_path / "a.warc.gz")
    program.add(list(pages)[1], b"", status="304 Not Modified")
    before = records(path)
    done = brought(path, program.close())
    assert (sum(done.left_out.values()), done.found, done.damages) == (1, 0, 0)
    assert records(path) == before
    assert (verify(path).faults, reparse(path, SITE).is_whole) == (0, True)
    assert records(path) == before


def test_the_same_again_adds_nothing_whatever_it_is_called(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    file = taken(tmp_path, pages)
    brought(path, file)
    after, files = records(path), warcs(path)
    renamed = Path(shutil.copy(file, tmp_path / "lain.warc.gz"))
    done = brought(path, file, renamed, packed(tmp_path / "a.wacz", file))
    assert (done.added.captures, {each.copied for each in done.files}, len({each.name for each in done.files})) == (
        0,
        {False},
        1,
    )
    assert (records(path), warcs(path)) == (after, files)


def test_records_that_stand_in_two_files_are_added_once_in_any_order(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    """Unpacked, packed together, and a part of it: each copy has other bytes, and the same records."""
    file = taken(tmp_path, pages)
    content = gzip.decompress(file.read_bytes())
    plain, together = tmp_path / "b.warc", tmp_path / "c.warc.gz"
    plain.write_bytes(content)
    together.write_bytes(gzip.compress(content))
    part = tmp_path / "d.warc.gz"
    part.write_bytes(file.read_bytes()[: sum(list(members(file))[6])])
    found = []
    for number, files in enumerate(([file, plain, together, part], [part, together], [together, part, file])):
        archive = empty(str(number))
        for each in files:
            brought(archive, each)
        found.append(records(archive))
        assert reparse(archive, SITE).is_whole
        assert records(archive) == found[-1]
        assert verify(archive).faults == 0
    assert found[0] == found[2]
    assert {row[0] for row in found[1]["captures"]} == {row[0] for row in found[0]["captures"]}


def test_the_order_of_crawls_imports_and_merges_does_not_matter(
    whole: Path, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    some = dict(list(pages.items())[:5])
    one = taken(tmp_path, some, "a.warc.gz", day=2)
    two = taken(tmp_path, some, "b.warc.gz", day=12, seed=2)
    wacz = packed(tmp_path / "c.wacz", taken(tmp_path, some, "c.warc.gz", day=6, seed=3))
    found = []
    for seed in range(3):
        dice = random.Random(seed)
        archive = empty(f"into-{seed}")
        steps: list[object] = [one, two, wacz, whole / "archive.db"]
        dice.shuffle(steps)
        for step in steps:
            if step == whole / "archive.db":
                merge([whole / "archive.db"], archive, SITE)
            elif dice.random() < 0.5:
                other = empty(f"other-{seed}-{len(found)}-{step.name}")  # type: ignore[attr-defined]
                brought(other, step)  # type: ignore[arg-type]
                merge([other], archive, SITE)
            else:
                brought(archive, step)  # type: ignore[arg-type]
        found.append(records(archive))
    assert verify(archive).faults == 0
    assert found[1:] == found[:1] * 2
    assert reparse(archive, SITE).is_whole
    assert records(archive) == found[0]


def test_files_of_another_archive_keep_their_names(path: Path, tmp_path: Path) -> None:
    other = Keeper(tmp_path / "other", run="44444444-4444-4444-8444-444444444444", begin="2026-10-09T03:00:00", seed=2)
    for address in other.paths:
        other.keep(address)
    other.close()
    files = warcs(tmp_path / "other" / "archive.db")
    before = records(path)
    done = brought(path, *files)
    assert [file.name for file in done.files] == [file.name for file in files]
    after = records(path)
    assert len(after["captures"]) == len(before["captures"]) + len(other.paths)
    assert set(before["captures"]) < set(after["captures"])
    assert verify(path).faults == 0
    renamed = Path(shutil.copy(files[0], tmp_path / "lain.warc.gz"))
    assert {file.copied for file in brought(path, *files, renamed).files} == {False}
    assert records(path) == after
    reparse(path, SITE)
    assert records(path) == after


def test_a_new_archive_gets_the_site_of_the_files(whole: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    archive = tmp_path / "new" / "archive.db"
    done = brought(archive, *warcs(whole / "archive.db"))
    assert records(archive) == records(whole / "archive.db")
    assert done.found == done.added.captures
    other = tmp_path / "real" / "archive.db"
    with pytest.raises(CannotRun, match=r"unduhan\.warc\.gz: there is no page of beritajakarta\.id in it"):
        brought(other, taken(tmp_path, pages))
    assert not other.parent.exists()


def test_a_lost_archive_is_rebuilt_with_what_was_imported(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    other = Program(tmp_path / "lain.warc.gz")
    other.repeat(list(pages)[1], "2026-10-01T00:00:00Z")
    brought(path, taken(tmp_path, pages), other.close())
    before = records(path)
    path.unlink()
    assert reparse(path, SITE).is_whole
    assert records(path) == before
    assert (verify(path).faults, verify(path).notices) == (0, ())


def test_an_archive_of_imports_alone_is_rebuilt(pages: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "new" / "archive.db"
    real = {url.replace(ORIGIN, "https://m.beritajakarta.id"): body for url, body in pages.items()}
    brought(path, taken(tmp_path, real))
    before = records(path)
    path.unlink()
    assert reparse(path, SITE).is_whole
    assert records(path) == before
    assert (verify(path).faults, verify(path).notices) == (0, ())
    path.unlink()
    done = repair(path, SITE, backups=None, now=now())
    assert (done.is_sound, records(path)) == (True, before)


def test_a_page_that_repeats_one_in_another_file_comes_in_whichever_is_first(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    url = list(pages)[1]
    program = Program(tmp_path / "a.warc.gz", day=10)
    date = program.add(url, pages[url])
    original = program.close()
    program = Program(tmp_path / "b.warc.gz", day=12)
    program.repeat(url, date)
    program.add(list(pages)[2], pages[list(pages)[2]])
    later = program.close()
    found = []
    for name, files in (("one", [original, later]), ("two", [later, original])):
        archive = empty(name)
        done = [brought(archive, file) for file in files]
        found.append(records(archive))
        assert verify(archive).faults == 0
        assert reparse(archive, SITE).is_whole
        assert records(archive) == found[-1]
        with closing(open_to_read(archive)) as db:
            assert incomplete_warcs(db) == frozenset()
    assert done[0].left_out == {"revisit of nothing known": 1}
    assert [len(each["captures"]) for each in found] == [3, 3]
    assert found[0] == found[1]


def test_a_merge_brings_imported_files_along_and_looks_at_their_revisits_again(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    url = list(pages)[1]
    program = Program(tmp_path / "a.warc.gz", day=10)
    date = program.add(url, pages[url])
    original = program.close()
    program = Program(tmp_path / "b.warc.gz", day=12)
    program.repeat(url, date)
    later = program.close()
    both = empty("both")
    brought(both, original, later)
    parts = [empty(name) for name in ("one", "two")]
    for part, file in zip(parts, (original, later), strict=True):
        brought(part, file)
    for into, sources in ((empty("new"), parts), (empty("turned"), parts[::-1]), (parts[1], parts[:1])):
        merge(sources, into, SITE)
        assert records(into) == records(both)
        assert {path.name for path in warcs(into)} == {path.name for path in warcs(both)}
        assert verify(into).faults == 0
        assert reparse(into, SITE).is_whole
        assert records(into) == records(both)
        with closing(open_to_read(into)) as db:
            assert incomplete_warcs(db) == frozenset()


def test_a_page_known_by_its_digest_alone_repeats_the_newest_before_it_in_any_order(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    url = list(pages)[1]
    files = []
    for day in (10, 11, 14):
        program = Program(tmp_path / f"{day}.warc.gz", day=day)
        date = program.add(url, pages[url])
        files.append(program.close())
        assert f"-{day}T" in date
    program = Program(tmp_path / "12.warc.gz", day=12)
    program.repeat_digest(url, pages[url])
    files.append(program.close())
    found = []
    for number, order in enumerate(([3, 2, 1, 0], [2, 3, 0, 1], [0, 1, 2, 3])):
        archive = empty(str(number))
        for each in order:
            brought(archive, files[each])
        found.append(records(archive))
        assert verify(archive).faults == 0
        assert reparse(archive, SITE).is_whole
        assert records(archive) == found[-1]
        with closing(open_to_read(archive)) as db:
            original = "SELECT o.fetched_at FROM captures c JOIN captures o ON o.capture = c.revisit_of"
            assert [at[:10] for (at,) in db.execute(original).fetchall()] == [date[:8] + "11"]
    assert found[0] == found[1] == found[2]
    parts = [empty("part"), empty("other")]
    brought(parts[0], files[3], files[0])
    brought(parts[1], files[3], files[1], files[2])
    for number, sources in enumerate((parts, parts[::-1])):
        merged = empty(f"merged-{number}")
        merge(sources, merged, SITE)
        assert records(merged) == found[0]


def test_a_page_that_repeats_one_nobody_has_is_no_damage(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    program = Program(tmp_path / "b.warc.gz")
    program.repeat(list(pages)[1], "2026-10-01T00:00:00Z")
    archive = empty("one")
    done = brought(archive, program.close())
    assert (done.left_out, done.damages) == ({"revisit of nothing known": 1}, 0)
    assert reparse(archive, SITE).is_whole
    assert verify(archive).faults == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_in_a_wacz_come_in(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    files = [taken(tmp_path, pages, "a.warc.gz", day=day).rename(tmp_path / f"{day}.warc.gz") for day in (3, 4)]
    with ZipFile(tmp_path / "a.wacz", "w") as wacz:
        for file in files:
            wacz.write(file, "archive/a.warc.gz")
    done = brought(empty("one"), tmp_path / "a.wacz")
    assert (len({file.name for file in done.files}), done.found) == (2, 2 * (len(pages) + 2))


def test_a_run_that_holds_the_archive_is_waited_for(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    file = taken(tmp_path, pages)
    with ArchiveLock(path), pytest.raises(CannotRun) as refused:
        brought(path, file)
    assert refused.value.exit_status == BUSY


@pytest.mark.parametrize("seed", range(2))
def test_a_kill_leaves_a_whole_archive_and_the_same_command_goes_on(
    seed: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    files = [taken(tmp_path, pages, f"{n}.warc.gz", day=n, seed=n) for n in (2, 5, 9)]
    expected = empty("expected")
    brought(expected, *files)
    archive = empty("killed")
    command = [sys.executable, "-m", "arsip", "import", "--db", str(archive), "--workers", "1", *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 30
        while not warcs(archive) and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(random.Random(seed).random() * 0.4)
        process.send_signal(signal.SIGKILL)
    assert verify(archive).faults == 0
    brought(archive, *files)
    assert records(archive) == records(expected)
    assert not list(archive.parent.rglob("*.partial"))
    assert verify(archive).faults == 0
