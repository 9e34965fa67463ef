"""A dataset says where it comes from, and its fingerprint is that of the records and of nothing else."""

import json
import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from export.provenance import HASHED, Provenance, in_words, profile
from export.request import Records, Request, rows_of_sql, rows_of_table
from export.writer import write
from scraper.archive.database import Database, archive_id, create_or_open
from scraper.archive.merge import take_in
from scraper.archive.records import Selection
from tests.scraper.archive.making import answered, archive, article, capture, file_of, fill, link, missing, rows
from tests.scraper.archive.making import write as keep

LATER = "2026-11-02T03:00:00.000Z"


def origin_of(db: Database, request: Request | None = None) -> Provenance:
    return profile(db, request or Records())[1]


def three() -> Any:
    return archive((capture(n, n), answered(article(n, related=(link(1, 5),)))) for n in (101, 102, -7))


def note_run(db: Database, run: str, ended_at: str | None) -> None:
    db.execute(
        "INSERT INTO runs VALUES (?, 'crawl articles', '{}', 's', 'u', 'obey', 1, '2026-10-01T00:00:00.000Z', ?, 'r', 'v', 0, '{}')",  # noqa: E501
        [run, ended_at],
    )


def test_it_names_the_archive_its_state_and_what_was_counted() -> None:
    with three() as db:
        keep(db, [(capture(9, 101, at=LATER, run="run-2"), answered(article(101, title="Judul Baru")))])
        db.execute("INSERT INTO meta VALUES ('site', 'contoh.example')")
        note_run(db, "run-1", "2026-10-02T04:00:00.000Z")
        note_run(db, "run-2", None)
        note_run(db, "run-3", "2026-12-01T00:00:00.000Z")
        said = origin_of(db, Records(selection=Selection(lang="id")))
        assert said.archive == archive_id(db)
    assert (said.site, said.as_of) == ("contoh.example", LATER)
    assert (said.run, said.run_ended_at) == ("run-1", "2026-10-02T04:00:00.000Z"), "the others wrote nothing or go on"
    assert (said.rows, said.versions, said.captures) == (2, 3, 3)
    assert said.selection == {"lang": "id"}
    assert said.content_hash in said.citation()
    assert json.loads(said.as_json())["content_hash"] == said.content_hash
    assert ("Articles", "2") in said.lines()


def test_it_tells_what_web_archives_captured_from_what_was_fetched(tmp_path: Path) -> None:
    with three() as db:
        db.execute("INSERT INTO meta VALUES ('site', 'contoh.example')")
        assert origin_of(db).sources == {"site": 3}
        assert "Of these from elsewhere" not in dict(origin_of(db).lines())
        early = replace(capture(9, 101, at="2019-01-01T00:00:00.000Z"), source="wayback")
        keep(db, [(early, answered(article(101, title="Judul Lama")))])
        said = origin_of(db)
        assert (said.captures, said.sources) == (4, {"site": 3, "wayback": 1})
        assert dict(said.lines())["Of these from elsewhere"] == "A web archive (Wayback Machine): 1"
        assert origin_of(db, Records(selection=Selection(lang="en"))).sources == {"site": 1}
        write(db, tmp_path / "all.zip", Records())
    with ZipFile(tmp_path / "all.zip") as package:
        described = json.loads(package.read("datapackage.json"))
    assert described["sources"][1:] == [{"title": "A web archive (Wayback Machine)"}]
    assert described["provenance"]["sources"] == {"site": 3, "wayback": 1}


def test_the_fingerprint_can_be_made_again_by_any_sqlite_and_by_python(tmp_path: Path) -> None:
    with three() as db:
        made = origin_of(db).content_hash
        found = rows(db, f"SELECT {', '.join(HASHED)} FROM articles ORDER BY key")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(file_of(db), tmp_path / "a.db")
    lines = [json.dumps(list(row.values()), ensure_ascii=False, separators=(",", ":")) + "\n" for row in found]
    assert sha256("".join(lines).encode()).hexdigest() == made
    if shutil.which("sqlite3"):
        sql = f"SELECT json_array({', '.join(HASHED)}) FROM articles ORDER BY key"
        printed = subprocess.run(["sqlite3", str(tmp_path / "a.db"), sql], capture_output=True, check=True).stdout
        assert sha256(printed).hexdigest() == made


def test_the_manual_tells_how_to_make_it_again() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "using.md").read_text()
    assert f'"SELECT json_array({", ".join(HASHED)}) FROM articles ORDER BY key" | sha256sum' in manual


@pytest.mark.parametrize(
    "change",
    [
        lambda db: keep(db, [(capture(9, 101, at=LATER), answered(article(101, title="Judul Baru")))]),
        lambda db: keep(db, [(capture(9, 101, at=LATER), answered(article(101, views=99)))]),
        lambda db: keep(db, [(capture(9, 101, at=LATER), missing(101))]),
        lambda db: keep(db, [(capture(9, 900, at=LATER), answered(article(900)))]),
    ],
    ids=["text", "counter", "being there", "one more"],
)
def test_whatever_changes_in_a_record_changes_the_fingerprint(change: Any) -> None:
    with three() as db:
        before = origin_of(db).content_hash
        change(db)
        assert origin_of(db).content_hash != before


def test_it_is_of_the_selection_only() -> None:
    with three() as db:
        hashes = {
            origin_of(db, Records(selection=chosen)).content_hash for chosen in (Selection(), Selection(lang="en"))
        }
        assert len(hashes) == 2
        assert origin_of(db, Records(fields=("key",))).content_hash == origin_of(db).content_hash, (
            "fields are a matter of looks"
        )
        empty = origin_of(db, Records(selection=Selection(category="tidak-ada")))
    assert (empty.rows, empty.content_hash) == (0, sha256().hexdigest())


def test_archives_merged_in_either_order_have_one_fingerprint(tmp_path: Path) -> None:
    parts = {
        "a": [(capture(n, n), answered(article(n))) for n in (101, 102)],
        "b": [
            (capture(3, 102, at=LATER), answered(article(102, title="Judul Baru"))),
            (capture(4, -7), answered(article(-7))),
        ],
    }
    hashes = set()
    for one, other in ("ab", "ba"):
        for name in (one, other):
            fill(tmp_path / f"{one}{name}.db", parts[name])
        db = create_or_open(tmp_path / f"{one}{one}.db")
        take_in(db, tmp_path / f"{one}{other}.db")
        hashes.add((origin_of(db).content_hash, origin_of(db, rows_of_table(db, "captures")).content_hash))
        db.close()
    assert len(hashes) == 1


def test_a_table_and_a_select_have_one_of_all_their_columns() -> None:
    with three() as db:
        table = origin_of(db, rows_of_table(db, "bylines"))
        found = rows(db, "SELECT * FROM bylines ORDER BY key, role, position")
        lines = [json.dumps(list(row.values()), separators=(",", ":")) for row in found]
        select = origin_of(db, rows_of_sql(db, "SELECT * FROM bylines ORDER BY 1, 2, 3;"))
    assert table.content_hash == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert select.content_hash == table.content_hash
    assert (table.selection, table.rows, table.versions) == ({"table": "bylines"}, len(lines), None)
    assert select.selection == {"sql": "SELECT * FROM bylines ORDER BY 1, 2, 3;"}
    assert "the table bylines" in table.citation()


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ({}, "every article"),
        ({"since": "2026-10-01", "lang": "en"}, "articles published on 2026-10-01 or later, of the edition en"),
        (
            {"reporter": "Dewi {Ayu}", "search": "banjir", "where": "views > 1"},
            "articles by Dewi {Ayu}, matching the search banjir, where views > 1",
        ),
        ({"sql": "SELECT 1"}, "the rows of SELECT 1"),
    ],
)
def test_the_selection_is_said_in_words(selection: dict[str, str], words: str) -> None:
    assert in_words(selection) == words
