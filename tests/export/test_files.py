"""Where an export goes: a file is replaced as a whole or not at all, and memory does not grow with it."""

import errno
import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from export.formats import format_of, write
from export.output import copy, replacing
from export.request import ExportError, Records, fields_of
from export.streams import links_file
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.records import FIELDS, Selection
from tests.scraper.archive.making import answered, archive, article, capture, fill, link
from tests.scraper.archive.making import write as keep


def visible(folder: Path) -> list[str]:
    """What a user sees in a folder, and any pattern such as `*.json` finds."""
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))


def test_an_export_that_fails_midway_leaves_the_old_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"the old one")

    def half() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"), replacing(target, compressed=False) as out:
        copy(half(), out)
    assert target.read_bytes() == b"the old one"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


KILLED = """
import os, signal, sys
from pathlib import Path
from zipfile import ZipFile
from export.output import copy, replacing
def half():
    yield b"x" * 1_000_000
    os.kill(os.getpid(), signal.SIGKILL)
with replacing(Path(sys.argv[1]), compressed=False) as out:
    copy(half(), out)
"""


def test_a_killed_export_leaves_the_old_file_whole_and_the_next_one_clears_up(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.write_bytes(b"the old one")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert target.read_bytes() == b"the old one"
    assert visible(tmp_path) == ["a.json"]
    assert len(list(tmp_path.iterdir())) == 2
    with replacing(target, compressed=False) as out:
        out.write(b"the new one")
    assert target.read_bytes() == b"the new one"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_two_exports_to_one_file_at_once_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    with replacing(target, compressed=False) as one:
        one.write(b"one ")
        with replacing(target, compressed=False) as other:
            other.write(b"other")
        assert target.read_bytes() == b"other"
        one.write(b"alone")
    assert target.read_bytes() == b"one alone"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_a_new_file_is_readable_as_the_users_files_are(tmp_path: Path) -> None:
    (tmp_path / "own").touch()
    with replacing(tmp_path / "a.json", compressed=True) as out:
        out.write(b"[]")
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "own").stat().st_mode
    assert gzip.decompress((tmp_path / "a.json").read_bytes()) == b"[]"


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
        write(db, Path("/proc/a.parquet"), Records(), partition=True)
    assert caught.value.filename == "/proc/a.parquet"


def test_an_error_of_writing_names_the_file_and_any_other_is_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    with pytest.raises(OSError, match="No space left on device") as caught, replacing(target, compressed=False):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.filename == str(target)
    with pytest.raises(FileNotFoundError) as caught, replacing(target, compressed=False):
        (tmp_path / "lain").read_bytes()
    assert caught.value.filename == str(tmp_path / "lain")
    with pytest.raises(OSError, match="only a text"), replacing(target, compressed=False):
        raise OSError("only a text")


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

    db.register_function(grows)
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
        ("a.json", 20_000, 3_000_000),
        ("a.jsonl", 20_000, 3_000_000),
        ("a.csv", 20_000, 3_000_000),
        ("a.csv.gz", 20_000, 3_000_000),
        ("a.zip", 20_000, 3_000_000),
        ("a.parquet", 20_000, 6_000_000),
        ("a.xlsx", 3_000, 3_000_000),
    ],
)
def test_memory_does_not_grow_with_the_archive(tmp_path: Path, name: str, articles: int, limit: int) -> None:
    """Of a workbook 3,000 are enough to see it: their texts alone would be more."""
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


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.json", ("json", False)),
        ("a.json.gz", ("json", True)),
        ("a.b.jsonl", ("jsonl", False)),
        ("a.jsonl.gz", ("jsonl", True)),
        ("a.csv", ("csv", False)),
        ("a.csv.gz", ("csv", True)),
    ],
)
def test_the_name_says_the_format(name: str, format_: tuple[str, bool]) -> None:
    assert format_of(name) == format_


@pytest.mark.parametrize("name", ["a.xml", "a", "json", "a.gz", "a.zip.json.xz", "archive.db"])
def test_a_name_that_says_no_format_is_refused(name: str) -> None:
    with pytest.raises(ExportError, match=r"end it in \.json, \.jsonl or \.csv"):
        format_of(name)


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
    row = connection.execute(f"SELECT {', '.join(names)} FROM articles").fetchone()
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


def test_a_device_is_written_into_and_stays(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to("/dev/null")
    with replacing(tmp_path / "a.json", compressed=False) as out:
        out.write(b"[]")
    assert (tmp_path / "a.json").is_char_device()
    (tmp_path / "full.json").symlink_to("/dev/full")
    with (
        pytest.raises(OSError, match="No space left") as caught,
        replacing(tmp_path / "full.json", compressed=False) as out,
    ):
        out.write(b"[]")
    assert caught.value.filename == str(tmp_path / "full.json")


@pytest.mark.parametrize("there", [True, False])
def test_the_file_that_a_symlink_leads_to_is_replaced(tmp_path: Path, *, there: bool) -> None:
    (tmp_path / "far").mkdir()
    if there:
        (tmp_path / "far" / "real.json").write_bytes(b"the old one")
    (tmp_path / "a.json").symlink_to("far/real.json")
    with replacing(tmp_path / "a.json", compressed=False) as out:
        out.write(b"the new one")
        assert (tmp_path / "far" / "real.json").exists() is there
    assert (tmp_path / "a.json").is_symlink()
    assert (tmp_path / "far" / "real.json").read_bytes() == b"the new one"
    assert {each.name for each in tmp_path.rglob("*")} == {"a.json", "far", "real.json"}
