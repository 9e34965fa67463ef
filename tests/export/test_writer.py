"""An export is of one moment, replaces its files as a whole, and takes bounded memory."""

import json
import os
import sqlite3
import threading
import tracemalloc
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from export.csv_tables import links_file
from export.formats import ExportError
from export.lines import BackgroundWriter, copy
from export.request import Options, Records, fields_of
from export.writer import write
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.records import FIELDS, Selection
from tests.scraper.archive.making import SOURCED, answered, archive, article, capture, fill, link
from tests.scraper.archive.making import write as keep


@pytest.mark.parametrize("folder", ["a.csv", "a-links.csv"])
def test_both_tables_are_replaced_or_neither(tmp_path: Path, folder: str) -> None:
    fill(tmp_path / "archive.db", [(capture(1), answered(article(related=(link(1, 102),))))])
    db = open_to_read(tmp_path / "archive.db")
    out = tmp_path / "out"
    (out / folder).mkdir(parents=True)
    (old,) = {"a.csv", "a-links.csv"} - {folder}
    (out / old).write_bytes(b"old")
    with pytest.raises(IsADirectoryError, match=f"this is a folder.*{folder}"):
        write(db, out / "a.csv", Records())
    db.close()
    assert (out / old).read_bytes() == b"old"
    assert sorted(each.name for each in out.iterdir()) == ["a-links.csv", "a.csv"]


@pytest.mark.parametrize("kind", ["json", "json.gz", "csv", "parquet", "xlsx", "zip"])
def test_an_error_names_the_file_that_was_asked_for(kind: str) -> None:
    """Not the one beside it, which nobody knows of, and which has another name each time."""
    with archive([(capture(1), answered(article()))]) as db, pytest.raises(OSError, match="No such file") as caught:
        write(db, Path(f"/proc/a.{kind}"), Records())
    assert (caught.value.filename, caught.value.filename2) == (f"/proc/a.{kind}", None)


def test_an_error_names_the_folder_that_was_asked_for() -> None:
    with archive([(capture(1), answered(article()))]) as db, pytest.raises(OSError, match="No such file") as caught:
        write(db, Path("/proc/a.parquet"), Records(), options=Options(partition=True))
    assert caught.value.filename == "/proc/a.parquet"


def test_an_export_is_of_one_moment_though_a_crawl_writes_meanwhile(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db", [(capture(n, n), answered(article(n))) for n in range(1, 30)])
    writing = create_or_open(path)
    db = open_to_read(path)
    more = iter(range(1000, 1010))

    def grows() -> int:
        """Keep one article more at the very moment at which the export looks at a row."""
        for n in more:
            keep(writing, [(capture(n, n), answered(article(n, related=(link(1, 5),))))])
            break
        return 1

    db.conn.create_function("grows", 0, grows)
    written = write(db, tmp_path / "a.csv", Records(selection=Selection(where="grows()")))
    keys = (tmp_path / "a.csv").read_bytes().count(b"\r\n") - 1
    db.close()
    assert writing.execute("SELECT count(*) FROM articles").fetchone() == (39,)
    writing.close()
    assert [each.counts for each in written] == [{"articles": 29}, {"links": 0}]
    assert keys == 29


@pytest.mark.parametrize(
    ("name", "articles", "limit"),
    [
        ("a.json", 5_000, 3_000_000),
        ("a.jsonl", 5_000, 3_000_000),
        ("a.csv", 5_000, 3_000_000),
        ("a.csv.gz", 5_000, 3_000_000),
        ("a.zip", 5_000, 3_000_000),
        ("a.parquet", 8_000, 6_000_000),
        ("a.xlsx", 2_500, 3_000_000),
    ],
)
def test_memory_does_not_grow_with_the_archive(tmp_path: Path, name: str, articles: int, limit: int) -> None:
    """The texts alone are larger than the limit."""
    with archive(
        [(capture(1), answered(article(body="Kalimat panjang sekali. " * 60, related=(link(1, 102),))))]
    ) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(articles)")]
        given = ", ".join({"key": "n", "id": "n"}.get(column, column) for column in columns)
        db.execute(
            f"WITH RECURSIVE more (n) AS (VALUES (1000) UNION ALL SELECT n + 1 FROM more WHERE n < {999 + articles}) "
            f"INSERT INTO articles SELECT {given} FROM articles, more WHERE key = 101"
        )
        write(db, tmp_path / name, Records(selection=Selection(where="key = 101")))  # imports what is imported late
        tracemalloc.start()
        written = write(db, tmp_path / name, Records())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert written[0].counts["articles"] == articles + 1
    assert peak < limit


def test_fields_are_taken_in_their_order_and_wrong_ones_named() -> None:
    assert fields_of("title, key,related") == ("title", "key", "related")
    assert fields_of(None) == FIELDS
    with pytest.raises(ExportError, match="no field judul, isi; it has key, lang"):
        fields_of("judul,title,isi")
    with pytest.raises(ExportError, match="named twice"):
        fields_of("key,title,key")
    for nothing in ("", " , "):
        with pytest.raises(ExportError, match="no field"):
            fields_of(nothing)


def test_the_links_stand_beside_their_table() -> None:
    assert links_file(Path("x/articles.csv")) == Path("x/articles-links.csv")
    assert links_file(Path("x/articles.csv.gz")) == Path("x/articles-links.csv.gz")


def test_the_file_comes_with_its_folder(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        write(db, tmp_path / "a" / "b" / "c.json", Records(fields=("key",)))
    assert json.loads((tmp_path / "a" / "b" / "c.json").read_text()) == [{"key": 101}]


def test_a_line_of_json_says_what_the_row_says(tmp_path: Path) -> None:
    path = fill(tmp_path / "archive.db", [(capture(1), answered(article(body="“Kutip” \\ / \u0007 🌏")))])
    connection = sqlite3.connect(path)
    names = [name for name in FIELDS if name not in {"related", "read_also", "popular"}]
    row = connection.execute(f"SELECT {', '.join(names)} FROM {SOURCED}").fetchone()
    connection.close()
    db = open_to_read(path)
    write(db, tmp_path / "a.jsonl", Records(fields=tuple(names)))
    db.close()
    assert json.loads((tmp_path / "a.jsonl").read_text()) == dict(zip(names, row, strict=True))


@pytest.mark.parametrize("name", ["a.json", "a.csv.gz", "a.parquet", "a.xlsx", "a.zip"])
def test_a_fifo_is_written_into_and_stays(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / name).read_bytes()), daemon=True)
    reader.start()
    with archive([(capture(1), answered(article()))]) as db:
        write(db, tmp_path / name, Records())
        write(db, tmp_path / f"b{name[1:]}", Records())
    reader.join(timeout=10)
    assert (tmp_path / name).is_fifo()
    if name.endswith((".json", ".gz", ".parquet")):
        assert read == [(tmp_path / f"b{name[1:]}").read_bytes()]
    else:
        with ZipFile(BytesIO(read[0])) as packed, ZipFile(tmp_path / f"b{name[1:]}") as other:
            assert packed.testzip() is None
            assert packed.namelist() == other.namelist()


def test_pieces_are_written_together_and_their_generator_is_closed_where_that_fails(tmp_path: Path) -> None:
    closed = []

    def lines() -> Generator[bytes, None, None]:
        try:
            for _ in range(100):
                yield b"x" * 4000
        finally:
            closed.append(True)

    told: list[int] = []
    with (tmp_path / "a").open("wb") as out:
        assert copy(lines(), out, told.append) == 100
    assert (told, closed) == ([66, 100], [True])
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        copy(lines(), full)
    assert closed == [True, True]


def test_an_error_in_the_background_is_raised_by_the_next_write_or_at_the_end(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as out, BackgroundWriter(out) as background:
        assert copy((b"%d\n" % number for number in range(50_000)), background) == 50_000
    assert (tmp_path / "a").read_bytes() == b"".join(b"%d\n" % number for number in range(50_000))
    for pieces in (1, 2, 20):
        with (
            Path("/dev/full").open("wb", buffering=0) as full,
            pytest.raises(OSError, match="No space left"),
            BackgroundWriter(full) as background,
        ):
            copy((b"x" * 100_000 for _ in range(pieces)), background)
