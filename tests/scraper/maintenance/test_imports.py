"""WARC files of any program imported: their pages read like any page, once, in any order, whatever is wrong in them."""

import gzip
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from arsip.nightly.repair import repair
from scraper.archive.captures import incomplete_warcs
from scraper.archive.database import claim_site, create_or_open, open_to_read
from scraper.archive.schema.tables import RECORD_TABLES
from scraper.clock import now
from scraper.crawl.site import site_name
from scraper.exit_codes import BUSY, FAILED, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.imports import Imported, import_files
from scraper.maintenance.merge import merge
from scraper.maintenance.reparse import reparse
from scraper.maintenance.site import Site
from scraper.maintenance.verify.verification import verify
from scraper.warc.integrity import members
from scraper.warc.writer import OPEN
from tests.scraper.archive.making import record_rows
from tests.scraper.maintenance.keeping import ORIGIN, Keeper, everything

SITE = Site(name_of=site_name, contains=lambda url, name: site_name(url) == name, default="beritajakarta.id")
Tables = dict[str, list[tuple[object, ...]]]


def records(path: Path) -> Tables:
    with closing(open_to_read(path)) as db:
        return {table: record_rows(db, table) for table in RECORD_TABLES}


def brought(path: Path, *files: Path) -> Imported:
    return import_files(path, files, SITE)


def warcs(path: Path) -> list[Path]:
    return sorted(path.parent.glob("warc/*"))


class Program:
    """Writes a file as another program does, of pages of a replica: records to the second, ids of its own."""

    def __init__(self, path: Path, *, day: int = 10, seed: int = 1, packed: bool = True) -> None:
        self.path = path
        self._random = random.Random(f"{path.name} {day} {seed}")
        self._stream = path.open("wb")
        self._writer = WARCWriter(self._stream, gzip=packed)
        self._moment = f"2026-10-{day:02d}T03:{{:02d}}:{{:02d}}Z"
        self._number = 0
        self._write(self._writer.create_warcinfo_record(path.name, {"software": "lain"}), id_=self._id())

    def _id(self) -> str:
        return f"<urn:uuid:{self._random.getrandbits(128):032x}>"

    def date(self) -> str:
        """Return the next moment."""
        self._number += 1
        return self._moment.format(*divmod(self._number, 60))

    def add(self, url: str, body: bytes, *, status: str = "200 OK", id_: str | None = None) -> str:
        """Write a response, and return its date."""
        date = self.date()
        headers = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
        told = {"WARC-Date": date, "WARC-Record-ID": id_ or self._id()}
        self._write(
            self._writer.create_warc_record(
                url, "response", BytesIO(body), len(body), http_headers=headers, warc_headers_dict=told
            )
        )
        return date

    def repeat(self, url: str, date: str) -> None:
        """Write that a page was as it had been at a moment."""
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
        record = self._writer.create_revisit_record(
            url, f"sha1:{32 * 'A'}", url, date, http_headers=http, warc_headers_dict={"WARC-Date": self.date()}
        )
        self._write(record, id_=self._id())

    def name(self, host: str) -> None:
        """Write that a name was looked up."""
        self._write(self._writer.create_warc_record(f"dns:{host}", "resource", BytesIO(b"1"), 1, "text/dns"))

    def _write(self, record: object, id_: str | None = None) -> None:
        if id_ is not None:
            record.rec_headers.replace_header("WARC-Record-ID", id_)  # type: ignore[attr-defined]
        self._writer.write_record(record)
        record.raw_stream.close()  # type: ignore[attr-defined]  # warcio leaves the file open in which it counted

    def close(self) -> Path:
        """Return the file, written."""
        self._stream.close()
        return self.path


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Pages of articles and of a list, by their addresses."""
    keeper = Keeper(tmp_path_factory.mktemp("pages"), begin="2026-10-09T03:00:00", seed=2)
    paths = ["/berita/terkini", *keeper.paths]
    found = {ORIGIN + path: keeper.page(path).decoded for path in paths}
    keeper.close()
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything(tmp_path_factory.mktemp("whole")).parent


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    """A copy of an archive in which something of everything is."""
    return Path(shutil.copytree(whole, tmp_path / "copy")) / "archive.db"


@pytest.fixture
def empty(tmp_path: Path) -> Callable[[str], Path]:
    """Makes archives of the replica without a page."""

    def made(name: str) -> Path:
        path = tmp_path / name / "archive.db"
        with closing(create_or_open(path)) as db:
            claim_site(db, "replica")
        return path

    return made


def taken(folder: Path, pages: dict[str, bytes], name: str = "unduhan.warc.gz", **options: int) -> Path:
    """A file with an edit, an absence, a list, a page of another site, and a name that was looked up."""
    program = Program(folder / name, **options)
    program.name("127.0.0.1")
    program.add("https://contoh.example/read/1/x", b"<h1>Lain</h1>")
    for url, body in pages.items():
        program.add(url, body)
    first = list(pages)[1]
    program.add(first, pages[first].replace(b"</p>", b" Dan seterusnya.</p>", 3))
    program.add(list(pages)[2], b"", status="404 Not Found")
    return program.close()


def packed(path: Path, *files: Path, how: int = ZIP_STORED) -> Path:
    """A WACZ of some WARC files."""
    with ZipFile(path, "w", how) as archive:
        archive.writestr("datapackage.json", "{}")
        for file in files:
            archive.write(file, f"archive/{file.name}")
    return path


# -- what comes in


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
                merge([whole / "archive.db"], archive)
            elif dice.random() < 0.5:
                other = empty(f"other-{seed}-{len(found)}-{step.name}")  # type: ignore[attr-defined]
                brought(other, step)  # type: ignore[arg-type]
                merge([other], archive)
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
    done = brought(other, taken(tmp_path, pages))
    assert (done.found, done.left_out["page of another site"]) == (0, len(pages) + 3)
    assert verify(other).faults == 0


def test_a_lost_archive_is_rebuilt_with_what_was_imported(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    other = Program(tmp_path / "lain.warc.gz")
    other.add("https://contoh.example/", b"<h1>Lain</h1>")
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


# -- pages that repeat others


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


# -- what is damaged or hostile


def test_damage_that_comes_later_and_edits_of_rows_are_found(
    path: Path, pages: dict[str, bytes], tmp_path: Path
) -> None:
    name = brought(path, taken(tmp_path, pages)).files[0].name
    looked_at = next(check.looked_at for check in verify(path).checks if check.name == "captures")
    assert looked_at == len(records(path)["captures"])
    with closing(create_or_open(path)) as db:
        db.execute("UPDATE captures SET status = 201 WHERE source = 'file' AND key = (SELECT max(key) FROM captures)")
    (fault,) = (fault for check in verify(path).checks for fault in check.faults if fault.column == "status")
    assert fault.file == name
    reparse(path, SITE)
    assert verify(path).faults == 0
    file = path.parent / "warc" / name
    content = bytearray(file.read_bytes())
    start, length = list(members(file))[5]
    content[start + 200 : start + length - 50] = bytes(length - 250)
    file.write_bytes(content)
    found = {fault.byte for check in verify(path).checks for fault in check.faults if fault.file == name}
    assert found == {start}
    before = records(path)
    assert reparse(path, SITE).carried == {name: 1}
    assert records(path) == before


@pytest.mark.parametrize("many", [0, 60])
@pytest.mark.parametrize("is_apart", [False, True])
def test_two_responses_with_one_record_id_are_told(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path, many: int, *, is_apart: bool
) -> None:
    """In one file, near or far apart, or in two; the same response twice is no conflict."""
    first, second, *_ = list(pages)[1:]
    one = Program(tmp_path / "a.warc.gz")
    one.add(first, pages[first], id_="<urn:satu>")
    for number in range(many):
        one.add(f"{ORIGIN}/halaman/{number}", b"<p>Halaman</p>")
    two = Program(tmp_path / "b.warc.gz", day=11) if is_apart else one
    two.add(second, pages[second], id_="<urn:satu>")
    files = [one.close()] + ([two.close()] if is_apart else [])
    found = []
    for name, order in (("one", files), ("two", files[::-1])):
        archive = empty(name)
        done = [brought(archive, file) for file in order]
        assert sum((each.left_out for each in done), Counter()) == {"record with the id of a different one": 1}
        assert brought(archive, *files).left_out["record with the id of a different one"] == 1
        found.append(records(archive))
        assert len(found[-1]["captures"]) == many + 1
        report = reparse(archive, SITE)
        assert (report.is_whole, report.left_out) == (True, {"record with the id of a different one": 1})
        assert records(archive) == found[-1]
    assert found[0] == found[1]


def test_what_is_cut_off_or_damaged_is_named_and_the_rest_comes_in(
    empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    file = taken(tmp_path, pages)
    records_of = list(members(file))
    content = bytearray(file.read_bytes())
    at = records_of[5][0]
    content[at + 100 : at + 300] = bytes(200)
    file.write_bytes(content[:-20])
    archive = empty("one")
    done = brought(archive, file)
    assert [damage.byte for damage in done.damaged] == [at, records_of[-1][0]]
    assert done.added.captures == len(pages) + 2 - 2
    after = records(archive)
    report = reparse(archive, SITE)
    assert (report.is_whole, report.left_out["record that cannot be read"]) == (True, 2)
    assert records(archive) == after
    assert verify(archive).faults == 0


@pytest.mark.parametrize("how", ["plain", "packed together", "packed"])
@pytest.mark.parametrize("number", [0, 5])
def test_behind_a_record_without_an_end_the_rest_comes_in(
    number: int, how: str, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    file = taken(tmp_path, pages)
    parts = [gzip.decompress(file.read_bytes()[at : at + length]) for at, length in members(file)]
    parts[number] = re.sub(rb"Content-Length: \d+", b"Content-Length: -433", parts[number], count=1)
    name = "a.warc" if how == "plain" else "a.warc.gz"
    content = b"".join(gzip.compress(part) if how == "packed" else part for part in parts)
    (tmp_path / name).write_bytes(gzip.compress(content) if how == "packed together" else content)
    archive = empty("one")
    done = brought(archive, tmp_path / name)
    assert len({damage.byte for damage in done.damaged}) == 1
    assert done.found == len(pages) + 2 - (number > 0)
    before = records(archive)
    report = reparse(archive, SITE)
    assert (report.is_whole, report.left_out["record that cannot be read"]) == (True, done.damages)
    assert (records(archive), verify(archive).faults) == (before, 0)


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_any_damage_comes_in_as_far_as_it_goes(
    seed: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    dice = random.Random(seed)
    file = taken(tmp_path, dict(list(pages.items())[:4]))
    content = bytearray(gzip.decompress(file.read_bytes()) if seed % 2 else file.read_bytes())
    for _ in range(3):
        at, size = dice.randrange(len(content)), dice.choice([1, 3, 30])
        content[at : at + size] = dice.choice([b"", b"\0", b"WARC/1.0\r\n", b"\xed\xa0\x80", dice.randbytes(size)])
    file.write_bytes(gzip.compress(content) if seed % 4 == 3 else content)
    archive = empty("one")
    try:
        brought(archive, file)
    except CannotRun:
        return
    before = records(archive)
    assert verify(archive).faults == 0
    if before["captures"]:
        assert reparse(archive, SITE).is_whole
    assert records(archive) == before


@pytest.mark.parametrize("how", [ZIP_STORED, ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_damaged_wacz_comes_in_as_far_as_it_goes(
    how: int, empty: Callable[[str], Path], pages: dict[str, bytes], tmp_path: Path
) -> None:
    wacz = packed(tmp_path / "a.wacz", taken(tmp_path, pages, packed=how == ZIP_STORED), how=how)
    content = bytearray(wacz.read_bytes())
    content[len(content) // 2] ^= 4
    wacz.write_bytes(content)
    archive = empty("one")
    done = brought(archive, wacz)
    assert done.damages >= 1
    assert "ZIP" in done.damaged[0].what
    assert 0 < done.added.captures < len(pages) + 2
    before = records(archive)
    assert (reparse(archive, SITE).is_whole, records(archive), verify(archive).faults) == (True, before, 0)


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


def link(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def bomb(path: Path) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", bytes(20_000_000))
    return path


def linked(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr(link("archive/a.warc.gz"), "/etc/passwd")
    return path


def without(path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("pages/pages.jsonl", "{}")
    return path


def broken(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04" + bytes(500))
    return path


def junk(path: Path) -> Path:
    path.write_text("bukan berkas WARC\n" * 99)
    return path


def nothing(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (bomb, "a.wacz"),
        (linked, "a.wacz"),
        (without, "a.wacz"),
        (broken, "a.wacz"),
        (junk, "a.warc.gz"),
        (junk, "a.txt"),
        (nothing, "a.warc"),
        (junk, f"a.warc.gz{OPEN}"),
    ],
)
def test_what_is_no_warc_file_is_refused_before_anything_is_changed(
    make: Callable[[Path], Path], name: str, path: Path, pages: dict[str, bytes], tmp_path: Path
) -> None:
    before, files = path.read_bytes(), warcs(path)
    with pytest.raises(CannotRun, match=name) as refused:
        brought(path, taken(tmp_path, pages), make(tmp_path / name))
    assert refused.value.exit_status == FAILED
    assert (path.read_bytes(), warcs(path)) == (before, files)
    new = tmp_path / "new" / "archive.db"
    with pytest.raises(CannotRun, match=name):
        brought(new, tmp_path / name)
    assert not new.parent.exists()


def test_names_in_a_wacz_lead_nowhere(path: Path, pages: dict[str, bytes], tmp_path: Path) -> None:
    file = taken(tmp_path, pages)
    with ZipFile(tmp_path / "a.wacz", "w") as archive:
        archive.writestr(ZipInfo("archive/../../../jahat.warc.gz"), file.read_bytes())
    brought(path, tmp_path / "a.wacz")
    assert not list(tmp_path.rglob("jahat*"))
    assert [each.name[:7] for each in warcs(path) if each.name.startswith("import")] == ["import-"]


def test_a_member_that_unpacks_to_gigabytes_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with gzip.open(path, "wb", 1) as stream:
        stream.write(b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 300000000\r\n\r\n")
        for _ in range(300):
            stream.write(bytes(1_000_000))
        stream.write(b"\r\n\r\n")
    script = (
        "import re, sys; from pathlib import Path; from scraper.warc.integrity import members; "
        "from scraper.warc.packing import copy; list(members(Path(sys.argv[1]))); "
        "copy(Path(sys.argv[1]), Path(sys.argv[1] + '.copy')); "
        "print(*re.findall(r'VmHWM:\\s*([0-9]+)', Path('/proc/self/status').read_text()))"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200_000  # KB


def test_another_file_of_an_arsip_name_is_refused(path: Path, tmp_path: Path) -> None:
    first, other = warcs(path)[:2]
    clash = tmp_path / first.name
    clash.write_bytes(other.read_bytes() + first.read_bytes())
    before = records(path)
    with pytest.raises(CannotRun, match="another file of this name"):
        brought(path, clash)
    assert records(path) == before
    assert not list(path.parent.rglob("*partial*"))


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
