"""What goes into an archive comes out of its exports unchanged, whatever the text is."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlite_utils.utils import Format, rows_from_file

from export.request import Options, Records, fields_of
from export.writer import write
from scraper.archive.database import Database
from scraper.archive.records import FIELDS, LINK_WHOLE_NUMBERS, SCALARS, WHOLE_NUMBERS
from scraper.items import LINK_FIELDS, LINK_LISTS, Article, Link
from scraper.urls import article_url, from_key, key_of
from tests.conftest import examples
from tests.scraper.archive.making import SOURCED, answered, archive, article, capture, link, rows
from tests.scraper.archive.making import write as keep

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12)
TRICKY = st.sampled_from(
    (
        '"',
        '""',
        ",",
        "\r\n",
        "\r",
        "\n",
        "=1+2",
        "@x",
        "-1",
        "+62",
        "'",
        "NULL",
        "null",
        "1",
        "🌏",
        "\ufeff",
        "\u2028",
        "\x01",
        "\\",
        "<b>",
    )
)
ANY = st.lists(TEXT | TRICKY, min_size=1, max_size=3).map("".join)
MAYBE = st.none() | ANY
DAY = st.dates().map(lambda day: day.isoformat())
MINUTE = st.datetimes().map(lambda moment: f"{moment.isoformat()[:16]}+07:00")
COUNTER = st.none() | st.integers(0, 2**62)
KEY = st.integers(1, 2**31 - 1).flatmap(lambda id_: st.sampled_from((id_, -id_)))


@st.composite
def some_links(draw: st.DrawFn) -> tuple[Link, ...]:
    """Links to articles, to the archive's own ones among them, and to anything else."""
    links = []
    for position in range(1, draw(st.integers(0, 3)) + 1):
        to = draw(st.none() | st.sampled_from((101, 102, -7)) | KEY)
        one = link(position, to, title=draw(MAYBE), photo_alt=draw(MAYBE), date=draw(st.none() | DAY))
        one = replace(one, published_at=draw(st.none() | MINUTE), views=draw(COUNTER), reporter=draw(MAYBE))
        links.append(one if to is not None else replace(one, url=draw(ANY)))
    return tuple(links)


@st.composite
def any_article(draw: st.DrawFn, key: int) -> Article:
    """An article of which any field may say anything that the schema takes."""
    optional = ("slug", "photo_url", "photo_alt", "photo_credit", "reporter", "editor", "translator", "category")
    return article(
        key,
        **{name: draw(MAYBE) for name in (*optional, "category_slug", "quote")},
        **{name: draw(ANY) for name in ("title", "body")},
        **{name: draw(some_links()) for name in LINK_LISTS},
        date=draw(DAY),
        published_at=draw(st.none() | MINUTE),
        views=draw(COUNTER),
    )


ARTICLES = st.lists(st.sampled_from((101, 102, -7)), max_size=3, unique=True).flatmap(
    lambda keys: st.tuples(*(any_article(key) for key in keys))
)


def kept(articles: Iterable[Article]) -> Any:
    pairs = [(capture(n, key_of(a.lang, a.id)), answered(a)) for n, a in enumerate(articles, 1)]
    return archive(pairs)


def expected(db: Database, articles: Iterable[Article]) -> list[dict[str, Any]]:
    """The records by the articles that went in, and by what the archive says of them."""
    by_key = {key_of(a.lang, a.id): a for a in articles}
    known = {row["key"]: row for row in rows(db, f"SELECT * FROM {SOURCED}")}
    records = []
    for key, one in sorted(by_key.items()):
        said = asdict(one)
        popular = [popular_link(each, by_key, known) for each in first_places(one.popular)]
        lists = {"related": list(said.pop("related")), "read_also": list(said.pop("read_also")), "popular": popular}
        del said["popular"]
        if one.slug is None:  # then another article's link may name it
            assert known[key]["slug"] in {None, "tautan"}
            said |= {"slug": known[key]["slug"], "url": article_url(one.lang, one.id, known[key]["slug"])}
        assert {name: known[key][name] for name in said} == said
        record = {**known[key], **lists}
        records.append({name: record[name] for name in FIELDS})
    return records


def first_places(popular: Iterable[Link]) -> list[Link]:
    """Of an article that the list shows twice the first place; what is no article has no counter."""
    places: dict[int, Link] = {}
    for each in popular:
        if each.lang is not None and each.id is not None:
            places.setdefault(key_of(each.lang, each.id), each)
    return list(places.values())


def popular_link(printed: Link, by_key: dict[int, Article], known: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Rank and counter are the page's, headline and address are the archive's own."""
    assert printed.lang is not None
    assert printed.id is not None
    key = key_of(printed.lang, printed.id)
    shown = {name: getattr(by_key.get(key), name, None) for name in LINK_FIELDS}
    url = known[key]["url"] if key in known else article_url(printed.lang, printed.id, None)
    fixed = {"position": printed.position, "url": url, "lang": printed.lang, "id": printed.id, "views": printed.views}
    return {**shown, **fixed}


def exported(db: Database, name: str, options: Options = Options(), fields: str | None = None) -> dict[str, bytes]:  # noqa: B008
    """Write an export; return the bytes of each file by its name."""
    with TemporaryDirectory() as folder:
        write(db, Path(folder) / name, Records(fields=fields_of(fields)), options=options)
        return {each.name: each.read_bytes() for each in Path(folder).iterdir()}


def table(text: bytes, numbers: frozenset[str], encoding: str = "utf-8") -> list[dict[str, Any]]:
    """Read a CSV file with Python's own reader: absent is an empty cell."""
    read = csv.DictReader(io.StringIO(text.decode(encoding), newline=""), strict=True)
    return [
        {name: (int(cell) if name in numbers else cell) if cell else None for name, cell in row.items()} for row in read
    ]


@examples(30)
@given(ARTICLES)
def test_json_and_json_lines_give_every_record_back(articles: tuple[Article, ...]) -> None:
    with kept(articles) as db:
        records = expected(db, articles)
        array = exported(db, "a.json")["a.json"]
        assert json.loads(array) == records
        assert [list(each) for each in json.loads(array)] == [list(FIELDS)] * len(records)
        lines = exported(db, "a.jsonl")["a.jsonl"]
        assert lines.endswith(b"\n") or not records
        assert [json.loads(line) for line in lines.split(b"\n") if line] == records


@examples(30)
@given(ARTICLES)
@example((article(101, body='=1+2\r\n"kutip", koma; ‘’'),))  # noqa: RUF001
def test_csv_gives_every_record_and_link_back(articles: tuple[Article, ...]) -> None:
    with kept(articles) as db:
        files = exported(db, "a.csv")
        records = expected(db, articles)
    assert set(files) == {"a.csv", "a-links.csv"}
    assert table(files["a.csv"], WHOLE_NUMBERS) == [{name: record[name] for name in SCALARS} for record in records]
    read = table(files["a-links.csv"], LINK_WHOLE_NUMBERS | {"key"})
    assert read == [
        {"key": record["key"], "kind": kind, **each}
        for kind in LINK_LISTS
        for record in records
        for each in record[kind]
    ]


@examples(20)
@given(ARTICLES, st.sampled_from(SCALARS))
def test_a_table_of_one_column_has_a_row_for_every_record(articles: tuple[Article, ...], name: str) -> None:
    with kept(articles) as db:
        text = exported(db, "a.csv", fields=name)["a.csv"]
        assert table(text, WHOLE_NUMBERS) == [{name: record[name]} for record in expected(db, articles)]


@examples(20)
@given(ARTICLES)
def test_sqlite_utils_reads_the_tables_too(articles: tuple[Article, ...]) -> None:
    """It folds line ends, as Python's text files do by themselves; nothing else may differ."""
    with kept(articles) as db:
        files = exported(db, "a.csv", Options(bom=True))
        records = expected(db, articles)
    read, found = rows_from_file(io.BytesIO(files["a.csv"]), Format.CSV)
    assert found is Format.CSV
    as_cells = [{name: "" if each[name] is None else str(each[name]) for name in SCALARS} for each in records]
    assert [dict(row) for row in read] == [
        {name: cell.replace("\r\n", "\n").replace("\r", "\n") for name, cell in row.items()} for row in as_cells
    ]


def test_pandas_reads_the_tables_too() -> None:
    pandas = pytest.importorskip("pandas")
    with kept([article(101, body='Satu, "dua"\n\ntiga', editor=None), article(-7)]) as db:
        frame = pandas.read_csv(io.BytesIO(exported(db, "a.csv")["a.csv"]))
    assert list(frame["key"]) == [-7, 101]
    assert frame["body"][1] == 'Satu, "dua"\n\ntiga'
    assert frame["editor"].isna().to_list() == [False, True]


@examples(15)
@given(ARTICLES)
def test_defused_text_is_the_text_with_an_apostrophe_where_it_looked_like_a_formula(
    articles: tuple[Article, ...],
) -> None:
    with kept(articles) as db:
        plain, defused = (exported(db, "a.csv", Options(defuse_formulas=on)) for on in (False, True))
    for name, numbers in (("a.csv", WHOLE_NUMBERS), ("a-links.csv", LINK_WHOLE_NUMBERS | {"key"})):
        before, after = table(plain[name], numbers), table(defused[name], numbers)
        assert after == [{column: defuse(cell) for column, cell in row.items()} for row in before]


def defuse(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[0] in "=+-@\t\r\n" else cell


@examples(20)
@given(ARTICLES)
def test_compressed_files_hold_the_same_and_every_export_is_the_same_bytes(articles: tuple[Article, ...]) -> None:
    with kept(articles) as db:
        for name in ("a.json", "a.jsonl", "a.csv"):
            plain, packed, again = exported(db, name), exported(db, f"{name}.gz"), exported(db, f"{name}.gz")
            assert packed == again
            assert {each.removesuffix(".gz"): gzip.decompress(data) for each, data in packed.items()} == plain
            assert exported(db, name) == plain


def test_the_same_captures_give_the_same_bytes_in_any_order() -> None:
    pairs = [
        (capture(n, n), answered(article(n, related=(link(1, 101),), popular=(link(1, 102),)))) for n in range(101, 110)
    ]
    with archive(pairs) as one, archive(reversed(pairs), batch=2) as other:
        for name in ("a.json.gz", "a.csv.gz"):
            assert exported(one, name) == exported(other, name)


def test_a_byte_order_mark_comes_first_in_both_tables_and_only_once() -> None:
    with kept([article(101)]) as db:
        files = exported(db, "a.csv", Options(bom=True))
        bare = exported(db, "a.csv")
    for name, text in files.items():
        assert text == b"\xef\xbb\xbf" + bare[name]


def test_lines_of_a_table_end_as_rfc_4180_says() -> None:
    with kept([article(101, body="satu\ndua", views=None)]) as db:
        text = exported(db, "a.csv", fields="key,views,body")["a.csv"]
    assert text == b'key,views,body\r\n101,,"satu\ndua"\r\n'


def test_an_empty_archive_gives_empty_files() -> None:
    with archive() as db:
        assert exported(db, "a.json") == {"a.json": b"[]\n"}
        assert exported(db, "a.jsonl") == {"a.jsonl": b""}
        assert exported(db, "a.csv", fields="key,title") == {"a.csv": b"key,title\r\n"}


def test_the_newest_reading_that_carries_a_list_gives_it() -> None:
    with kept([article(101, related=(link(1, 102),), popular=(link(1, 102, views=5),))]) as db:
        later = "2026-10-09T00:00:00.000Z"
        keep(db, [(capture(9, 101, at=later), answered(article(101, template="generic")))])
        record = json.loads(exported(db, "a.jsonl")["a.jsonl"])
    assert [each["id"] for each in record["related"]] == [102]
    assert record["popular"] == []


def test_the_editions_are_told_apart_where_they_share_a_number() -> None:
    with kept([article(7, title="Satu"), article(-7, title="One")]) as db:
        records = json.loads(exported(db, "a.json", fields="key,lang,id,url,title")["a.json"])
    assert [(each["key"], *from_key(each["key"]), each["title"]) for each in records] == [
        (-7, "en", 7, "One"),
        (7, "id", 7, "Satu"),
    ]
    assert [each["url"].split("/read/")[0] for each in records] == [
        "https://www.beritajakarta.id/en",
        "https://www.beritajakarta.id",
    ]
