"""A data package holds what it says that it holds: tables, keys, sizes, hashes, words."""

import csv
import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from export.formats import ExportError
from export.provenance import profile
from export.request import Records, rows_of_table
from export.writer import write
from scraper.archive.database import Database
from scraper.archive.records import SCALARS, Selection
from tests.scraper.archive.making import answered, archive, article, capture, link, missing

LATER = "2026-11-02T03:00:00.000Z"


@pytest.fixture
def db() -> Iterator[Database]:
    """An archive with some of everything: versions, another template's reading, counters of others, an absence."""
    linked: dict[str, Any] = {"related": (link(1, 102), link(2, 900)), "popular": (link(1, 900, views=7),)}
    pairs = [
        (capture(1, 101), answered(article(101, **linked))),
        (capture(2, 102), answered(article(102, body='Satu, "dua"\r\ntiga; 🌏'))),
        (capture(3, -7), answered(article(-7, title="Market Opens", editor=None))),
        (capture(4, 101, at=LATER), answered(article(101, title="Judul Baru", **linked))),
        (capture(5, 102, at=LATER), answered(article(102, body="satu dua tiga", template="generic"))),
        (capture(6, -7, at=LATER), missing(-7)),
    ]
    with archive(pairs) as made:
        yield made


def package(db: Database, folder: Path, selection: Selection | None = None) -> tuple[dict[str, bytes], dict[str, Any]]:
    write(db, folder / "a.zip", Records(selection=selection or Selection()))
    with ZipFile(folder / "a.zip") as made:
        files = {name: made.read(name) for name in made.namelist()}
    return files, json.loads(files["datapackage.json"])


def table(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def test_every_file_is_described_by_its_size_and_hash(db: Database, tmp_path: Path) -> None:
    files, described = package(db, tmp_path)
    resources = {each["path"]: each for each in described["resources"]}
    assert set(files) == {*resources, "README.md", "datapackage.json"}
    for path, resource in resources.items():
        assert resource["bytes"] == len(files[path])
        assert resource["hash"] == f"sha256:{sha256(files[path]).hexdigest()}"
        head = next(csv.reader(io.StringIO(files[path].decode(), newline="")))
        assert [each["name"] for each in resource["schema"]["fields"]] == head
        assert all(each["description"] for each in resource["schema"]["fields"])


def test_it_holds_the_articles_and_what_belongs_to_them(db: Database, tmp_path: Path) -> None:
    files, _ = package(db, tmp_path)
    tables = {name.removesuffix(".csv"): table(text) for name, text in files.items() if name.endswith(".csv")}
    assert [row["key"] for row in tables["articles"]] == ["-7", "101", "102"]
    assert list(tables["articles"][0]) == list(SCALARS)
    assert [(row["key"], row["version"]) for row in tables["versions"]] == [
        ("-7", "1"),
        ("101", "1"),
        ("101", "2"),
        ("102", "1"),
    ]
    opened = {row["content_hash"] for row in tables["versions"]}
    assert tables["articles"][2]["content_hash"] not in opened, "another template read the same words"
    assert {row["content_hash"] for row in tables["texts"]} == opened | {tables["articles"][2]["content_hash"]}
    assert [(row["key"], row["kind"], row["id"]) for row in tables["links"]] == [
        ("101", "related", "102"),
        ("101", "related", "900"),
        ("101", "popular", "900"),
    ]
    assert {row["key"] for row in tables["view_counts"]} == {"-7", "101", "102"}, "900 is not in the package"
    assert [row["key"] for row in tables["absences"]] == ["-7"]
    assert ('Satu, "dua"\r\ntiga; 🌏') in {row["body"] for row in tables["texts"]}


def test_every_reference_leads_somewhere_and_every_key_is_one(db: Database, tmp_path: Path) -> None:
    files, described = package(db, tmp_path)
    tables = {each["name"]: table(files[each["path"]]) for each in described["resources"]}
    for resource in described["resources"]:
        rows, schema = tables[resource["name"]], resource["schema"]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)
        for reference in schema.get("foreignKeys", ()):
            there = reference["reference"]
            known = {tuple(row[name] for name in there["fields"]) for row in tables[there["resource"]]}
            assert {tuple(row[name] for name in reference["fields"]) for row in rows} <= known
        for field in schema["fields"]:
            cells = [row[field["name"]] for row in rows]
            limits = field.get("constraints", {})
            assert all(cells) or not limits.get("required")
            assert {cell for cell in cells if cell} <= set(limits.get("enum", cells))
            assert all(re.fullmatch(limits.get("pattern", ".*"), cell, re.DOTALL) for cell in cells if cell)


def test_a_selection_takes_only_what_belongs_to_it(db: Database, tmp_path: Path) -> None:
    files, described = package(db, tmp_path, Selection(lang="en", where="title <> '{these}'"))
    for name in ("articles", "versions", "bylines", "view_counts", "absences"):
        assert {row["key"] for row in table(files[f"{name}.csv"])} == {"-7"}
    assert len(table(files["texts.csv"])) == 1
    assert described["provenance"]["selection"] == {"lang": "en", "where": "title <> '{these}'"}


def test_it_says_where_it_comes_from_and_whose_the_texts_are(db: Database, tmp_path: Path) -> None:
    db.execute("INSERT INTO meta VALUES ('site', 'contoh.example')")
    files, described = package(db, tmp_path)
    made = profile(db, Records())[1].content_hash
    readme = files["README.md"].decode()
    assert described["provenance"]["content_hash"] == made
    assert described["name"] == "arsip-contoh.example-2026-11-02"
    assert re.fullmatch(r"[a-z0-9._-]+", described["name"])
    assert described["sources"] == [{"title": "contoh.example", "path": "https://www.contoh.example"}]
    assert "licenses" not in described, "nobody has licensed the texts"
    for text in (readme, described["rights"]):
        assert "covers its own code only, not this data" in text
    assert made in readme
    for name in files:
        assert f"`{name}`" in readme or name in {"README.md", "datapackage.json"}


def test_an_empty_archive_makes_a_package_too(tmp_path: Path) -> None:
    with archive() as db:
        files, described = package(db, tmp_path)
    assert described["name"] == "arsip-empty"
    assert table(files["articles.csv"]) == []


def test_it_takes_no_part_of_an_article_and_no_other_table(db: Database, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="it takes no choice of them"):
        write(db, tmp_path / "a.zip", Records(fields=("key",)))
    with pytest.raises(ExportError, match="it takes no table and no SQL"):
        write(db, tmp_path / "a.zip", rows_of_table(db, "runs"))
    assert not list(tmp_path.iterdir())
