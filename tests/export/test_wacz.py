"""A WACZ holds the WARC files as they are, an index that leads to each record, and always the same bytes."""

import hashlib
import json
import tracemalloc
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from fastwarc import ArchiveIterator

from export.formats import ExportError
from export.request import Records
from export.wacz import surt
from export.writer import write
from scraper.archive.database import ArchiveError, create_or_open, open_to_read
from scraper.archive.records import Selection
from scraper.items import Answer
from scraper.progress import Progress, no_progress
from scraper.warc.records import WarcError
from tests.conftest import Crawl, Serve
from tests.scraper.archive.making import answered, article, capture, fill

EVERYTHING = Selection()


def pack(
    folder: Path,
    selection: Selection = EVERYTHING,
    name: str = "a.wacz",
    *,
    progress: Progress = no_progress,
    notes: list[str] | None = None,
) -> int:
    """Write a WACZ and return how many articles it lists; its notes are added to a list."""
    with closing(open_to_read(folder / "archive.db")) as db:
        (written,) = write(db, folder / name, Records(selection=selection), progress=progress)
    if notes is not None:
        notes += written.notes
    return written.counts["articles"]


def lines(wacz: ZipFile, name: str) -> list[Any]:
    """The JSON of each line of a file; of the index behind its key and moment."""
    return [json.loads(line[line.index(b"{") :]) for line in wacz.read(name).splitlines()]


async def test_a_crawl_packed_has_every_page_in_its_place(replica: Serve, crawl: Crawl, tmp_path: Path) -> None:
    async with replica(articles=12) as running:
        await crawl(running.url, photos="1")
    progress: list[tuple[str, int, int | None]] = []
    hints: list[str] = []
    assert pack(tmp_path, progress=lambda *told: progress.append(told), notes=hints) == 12
    (warc,) = (tmp_path / "warc").iterdir()
    size = warc.stat().st_size
    assert progress[-1] == ("warc", size, size)
    assert hints == []
    with ZipFile(tmp_path / "a.wacz") as wacz:
        assert wacz.testzip() is None
        told = ["indexes/index.cdx", "pages/pages.jsonl", "datapackage.json", "datapackage-digest.json"]
        assert wacz.namelist() == [f"archive/{warc.name}", *told]
        assert wacz.getinfo(f"archive/{warc.name}").compress_type == ZIP_STORED
        assert wacz.read(f"archive/{warc.name}") == warc.read_bytes()
        package = json.loads(wacz.read("datapackage.json"))
        digest = json.loads(wacz.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"
        for resource in package["resources"]:
            held = wacz.read(resource["path"])
            assert resource["hash"] == f"sha256:{hashlib.sha256(held).hexdigest()}"
            assert resource["bytes"] == len(held)
        index, (head, *pages) = lines(wacz, "indexes/index.cdx"), lines(wacz, "pages/pages.jsonl")
        keys = [line.split(b" ", 2)[:2] for line in wacz.read("indexes/index.cdx").splitlines()]
    assert keys == sorted(keys)
    for entry in index:
        at = int(entry["offset"])
        record = next(ArchiveIterator(BytesIO(warc.read_bytes()[at : at + int(entry["length"])])))
        assert record.headers["WARC-Target-URI"] == entry["url"]
        assert record.headers["WARC-Payload-Digest"] == entry["digest"]
    db = open_to_read(tmp_path / "archive.db")
    assert len(index) == db.execute("SELECT count(*) FROM captures").fetchone()[0]
    titles = db.execute("SELECT source_url, title FROM articles ORDER BY date DESC, abs(key) DESC, key").fetchall()
    db.close()
    assert head["format"] == "json-pages-1.0"
    assert [(page["url"], page["title"]) for page in pages] == titles
    assert {(page["url"], page["ts"]) for page in pages} <= {
        (entry["url"], f"{m[:4]}-{m[4:6]}-{m[6:8]}T{m[8:10]}:{m[10:12]}:{m[12:]}Z")
        for entry, m in zip(index, (moment.decode() for _, moment in keys), strict=True)
    }
    assert package["wacz_version"] == "1.1.1"
    assert package["arsip"]["rows"] == package["arsip"]["listed"] == 12


PAIRS = [
    (capture(1, 101, warc="a.warc.gz"), answered(article(101, photo_url="https://m.beritajakarta.id/p.jpg"))),
    (capture(2, 102, warc="b.warc.gz"), answered(article(102))),
    (capture(3, 103, warc="c.warc.gz", revisit_of=capture(2).capture), answered(article(103))),
    (capture(4, None, warc="d.warc.gz", url="https://m.beritajakarta.id/p.jpg"), Answer(outcome="photo")),
    (capture(5, -7, warc="e.warc.gz"), answered(article(-7, title='New\u2028 "Market" \\ </script>'))),
    (capture(6, None, warc="f.warc.gz", url="https://m.beritajakarta.id/robots.txt"), Answer(outcome="robots")),
]
"""Each answer in a WARC file of its own."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of several WARC files, whose content does not matter to those who pack them."""
    fill(tmp_path / "archive.db", PAIRS)
    (tmp_path / "warc").mkdir()
    for name in "abcdef":
        (tmp_path / "warc" / f"{name}.warc.gz").write_bytes(name.encode() * 5000)
    return tmp_path


def held(path: Path) -> str:
    """The WARC files in a WACZ, each by its letter."""
    with ZipFile(path) as wacz:
        assert {entry["filename"] for entry in lines(wacz, "indexes/index.cdx")} == {
            name.removeprefix("archive/") for name in wacz.namelist() if name.startswith("archive/")
        }
        return "".join(name[8] for name in wacz.namelist() if name.startswith("archive/"))


@pytest.mark.parametrize(
    ("selection", "listed", "files"),
    [
        (EVERYTHING, 4, "abcdef"),
        (Selection(where="key = 101"), 1, "ad"),
        (Selection(where="key = 102"), 1, "b"),
        (Selection(where="key = 103"), 1, "bc"),
        (Selection(lang="en"), 1, "e"),
        (Selection(since="2026-10-01"), 4, "abcde"),
    ],
)
def test_a_selection_lists_its_articles_and_brings_the_files_that_they_need(
    folder: Path, selection: Selection, listed: int, files: str
) -> None:
    assert pack(folder, selection) == listed
    assert held(folder / "a.wacz") == files
    with ZipFile(folder / "a.wacz") as wacz:
        assert len(lines(wacz, "pages/pages.jsonl")) == listed + 1


def test_what_is_open_or_missing_is_left_out_and_told_of(folder: Path) -> None:
    (folder / "warc" / "b.warc.gz").rename(folder / "warc" / "b.warc.gz.open")
    (folder / "warc" / "e.warc.gz").unlink()
    hints: list[str] = []
    assert pack(folder, notes=hints) == 1, "103 repeats what is in b"
    assert held(folder / "a.wacz") == "acdf"
    assert [hint.split(" ")[:4] for hint in hints] == [
        ["b.warc.gz", "is", "left", "out:"], ["e.warc.gz", "is", "left", "out:"], ["3", "articles", "are", "not"],
    ]  # fmt: skip
    with ZipFile(folder / "a.wacz") as wacz:
        about = json.loads(wacz.read("datapackage.json"))["arsip"]
    assert (about["rows"], about["listed"], about["left_out"]) == (4, 1, ["b.warc.gz", "e.warc.gz"])


def test_an_article_is_listed_as_its_newest_page_that_is_there_has_it(folder: Path) -> None:
    later = "2026-10-03T03:00:00.000Z"
    read = answered(article(102, title="Judul Baru"))
    fill(folder / "archive.db", [(capture(7, 102, at=later, warc="g.warc.gz", revisit_of=capture(1).capture), read)])
    hints: list[str] = []
    assert pack(folder, notes=hints) == 4
    assert [hint.split(":")[0] for hint in hints] == ["g.warc.gz is left out"]
    with ZipFile(folder / "a.wacz") as wacz:
        pages = {page["id"]: page for page in lines(wacz, "pages/pages.jsonl")}
    assert pages[capture(2).capture]["title"] == "Pasar Baru Dibuka"
    (folder / "warc" / "g.warc.gz").touch()
    assert pack(folder) == 4
    with ZipFile(folder / "a.wacz") as wacz:
        pages = {page["id"]: page for page in lines(wacz, "pages/pages.jsonl")}
    newest = pages[capture(7).capture]
    assert (newest["title"], newest["ts"]) == ("Judul Baru", "2026-10-03T03:00:00Z")
    (folder / "warc" / "a.warc.gz").unlink()
    assert pack(folder) == 3, "101 has no page any more; of 102 there is the older one"


@pytest.mark.parametrize(
    ("spoil", "selection", "says"),
    [
        (lambda warc: warc.rename(warc.with_name("gone")), EVERYTHING, "a.warc.gz is not here"),
        (
            lambda warc: (warc / "e.warc.gz").rename(warc / "e.warc.gz.open"),
            Selection(lang="en"),
            "has this WARC file open",
        ),
        (lambda _: None, Selection(where="key = 999"), "no article is chosen"),
    ],
)
def test_where_there_is_nothing_to_pack_the_old_file_stays(
    folder: Path, spoil: Any, selection: Selection, says: str
) -> None:
    spoil(folder / "warc")
    (folder / "a.wacz").write_bytes(b"the old one")
    with pytest.raises((ArchiveError, ExportError), match=says):
        pack(folder, selection)
    assert (folder / "a.wacz").read_bytes() == b"the old one"
    assert [each.name for each in folder.glob(".*")] == []


def test_sql_that_is_wrong_is_told(folder: Path) -> None:
    with pytest.raises(ArchiveError, match="no such column: judul"):
        pack(folder, Selection(where="judul = 1"))
    assert not (folder / "a.wacz").exists()


def test_the_same_archive_gives_the_same_bytes(folder: Path) -> None:
    pack(folder, name="a.wacz")
    (folder / "warc" / "a.warc.gz").chmod(0o600)
    (folder / "warc" / "b.warc.gz").touch()
    pack(folder, name="b.wacz")
    assert (folder / "a.wacz").read_bytes() == (folder / "b.wacz").read_bytes()
    pack(folder, Selection(lang="id"), name="c.wacz")
    assert (folder / "c.wacz").read_bytes() != (folder / "a.wacz").read_bytes()


def test_what_pages_say_stays_in_its_line(folder: Path) -> None:
    pack(folder, Selection(lang="en"))
    with ZipFile(folder / "a.wacz") as wacz:
        raw = wacz.read("pages/pages.jsonl")
        assert raw.count(b"\n") == 2
        assert json.loads(raw.split(b"\n")[1])["title"] == 'New\u2028 "Market" \\ </script>'


def test_memory_does_not_grow_with_files_or_responses(folder: Path) -> None:
    db = create_or_open(folder / "archive.db")
    columns = [row[1] for row in db.execute("PRAGMA table_info(captures)")]
    given = ", ".join({"capture": "'urn:uuid:' || n", "url": "url || n"}.get(column, column) for column in columns)
    db.execute(
        f"WITH RECURSIVE more (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM more WHERE n < 5000) "
        f"INSERT INTO captures SELECT {given} FROM captures, more WHERE warc = 'f.warc.gz'"
    )
    db.close()
    (folder / "warc" / "f.warc.gz").write_bytes(bytes(12_000_000))
    tracemalloc.start()
    assert pack(folder) == 4
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    with ZipFile(folder / "a.wacz") as wacz:
        assert len(wacz.read("indexes/index.cdx").splitlines()) == 5_006
    assert peak < 6_000_000


ADDRESSES = {
    "https://www.beritajakarta.id/read/142433/Jalan_Berlubang": "id,beritajakarta)/read/142433/jalan_berlubang",
    "http://m.beritajakarta.id:80/en/read/7/": "id,beritajakarta,m)/en/read/7",
    "https://m.beritajakarta.id": "id,beritajakarta,m)/",
    "https://m.beritajakarta.id/": "id,beritajakarta,m)/",
    "http://127.0.0.1:8899/berita/terkini?page=2": "1,0,0,127:8899)/berita/terkini?page=2",
    "https://www.beritajakarta.id/news_index/search?q=Air+Rob&p=2": "id,beritajakarta)/news_index/search?p=2&q=air+rob",
    "https://m.beritajakarta.id/a//b/../c/./d?": "id,beritajakarta,m)/a/c/d",
    "https://m.beritajakarta.id/x?b=2&a=%2541&flag": "id,beritajakarta,m)/x?a=a&b=2&flag",
    "https://m.beritajakarta.id/read/1/caf\u00e9#bagian": "id,beritajakarta,m)/read/1/caf%c3%a9",
    "https://m.beritajakarta.id/read/1/a%20b": "id,beritajakarta,m)/read/1/a%20b",
    "https://www2.beritajakarta.id/A": "id,beritajakarta)/a",
}
"""As the package `surt` makes them; `tests/interop/test_wacz.py` holds these against it."""


@pytest.mark.parametrize("url", ADDRESSES)
def test_keys_of_addresses(url: str) -> None:
    assert surt(url) == ADDRESSES[url]


@pytest.mark.parametrize("url", ["", "mailto:a@b", "http://[x/y", "http://a:b/c d", "javascript:alert(1)"])
def test_what_is_no_address_is_a_key_without_blanks(url: str) -> None:
    assert " " not in surt(url)


def test_no_file_from_outside_of_the_folder_is_packed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not for others")
    (tmp_path / "warc").mkdir()
    fill(tmp_path / "archive.db", [(capture(1, warc="../secret"), answered(article()))])
    with pytest.raises(WarcError, match=r"'\.\./secret' is not the name of a WARC file"):
        pack(tmp_path)
    assert not (tmp_path / "a.wacz").exists()
