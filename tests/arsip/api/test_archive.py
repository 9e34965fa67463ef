"""The Python door: what its documentation shows is true, its records are those of the archive, and it only reads."""

import datetime as dt
import doctest
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import arsip
from arsip import Archive, ArchiveError, Link, Record
from arsip.api import archive as door
from export.request import Records
from export.writer import stream, write
from scraper.archive.database import create_or_open, open_to_read
from scraper.archive.records import FIELDS, SCALARS
from scraper.items import LINK_FIELDS
from tests.scraper.archive.making import answered, article, capture, fill, link, missing
from tests.scraper.archive.making import archive as made

ID = "0f6ad7e2-0000-4000-8000-000000000000"


def at(day: int) -> str:
    return f"2026-10-{day:02d}T03:00:00.000Z"


PAIRS = [
    (capture(1, 101, at=at(2)), answered(article(101))),
    (
        capture(2, 102, at=at(3)),
        answered(
            article(
                102,
                slug="banjir-rob-surut",
                title="Banjir Rob di Muara Contoh",
                date="2026-10-03",
                published_at="2026-10-03T09:30+07:00",
                reporter="Dewi Ayu",
                editor=None,
                category="Lintas Kota",
                category_slug="lintas-kota",
                body="Air laut naik sejak subuh.",
                views=25,
            )
        ),
    ),
    (
        capture(3, -7, at=at(4)),
        answered(
            article(
                -7,
                slug="new-market-opens",
                title="New Market Opens",
                date="2026-10-04",
                published_at=None,
                reporter="Folmer Contoh",
                editor=None,
                translator="Nugroho Contoh",
                category=None,
                category_slug=None,
                body="The market was opened this morning.",
                views=None,
            )
        ),
    ),
    (
        capture(4, 102, at=at(5)),
        answered(
            article(
                102,
                slug="banjir-rob-surut",
                title="Banjir Rob Surut di Muara Contoh",
                date="2026-10-03",
                published_at="2026-10-03T09:30+07:00",
                reporter="Dewi Ayu",
                category="Lintas Kota",
                category_slug="lintas-kota",
                body="Air laut naik sejak subuh.",
                views=480,
                related=(link(1, 101, title="Pasar Baru Dibuka", date="2026-10-01", views=14),),
                read_also=(link(1, None, title="Peta"),),
                popular=(link(1, 101, views=15), link(2, 900)),
            )
        ),
    ),
]
"""What the documentation of the door speaks of."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of three articles, one of them changed once."""
    path = fill(tmp_path / "archive.db", PAIRS)
    db = create_or_open(path)
    with db.atomic():
        db.execute("UPDATE meta SET value = ? WHERE name = 'archive'", [ID])
        db.execute("INSERT INTO meta VALUES ('site', 'beritajakarta.id')")
    db.close()
    return path


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    """The same, opened by the door."""
    with Archive(path) as opened:
        yield opened


def test_what_the_documentation_shows_is_true(path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    found = doctest.DocTestFinder().find(door, globs={**vars(door), "archive": archive})
    runner = doctest.DocTestRunner(optionflags=flags)
    tried = {test.name.rpartition(".")[2] for test in found if test.examples}
    for test in found:
        assert runner.run(test).failed == 0, test.name
    public = {name for name in vars(Archive) if not name.startswith("_")} - {"close"}
    assert tried == {"Archive", *public}, "each question has its example"


def test_a_record_has_the_fields_of_the_archive_in_their_order() -> None:
    assert tuple(field.name for field in fields(Record)) == FIELDS
    assert tuple(field.name for field in fields(Link)) == tuple(LINK_FIELDS)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, dt.datetime):
        if value.utcoffset():
            return value.isoformat(timespec="minutes")
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [{name: plain(getattr(each, name)) for name in LINK_FIELDS} for each in value]
    return value


def test_records_say_what_the_export_says(path: Path, archive: Archive) -> None:
    db = open_to_read(path)
    exported = [json.loads(line) for line in b"".join(stream(db, "jsonl", Records())).splitlines()]
    db.close()
    assert len(exported) == 3
    assert [{name: plain(getattr(record, name)) for name in FIELDS} for record in archive.articles()] == exported


def test_days_are_days_and_moments_moments_of_their_zone(archive: Archive) -> None:
    record = archive.article(102)
    assert record.date == dt.date(2026, 10, 3)
    assert record.published_at == dt.datetime(2026, 10, 3, 2, 30, tzinfo=dt.UTC)
    assert record.published_at.utcoffset() == dt.timedelta(hours=7)
    assert record.fetched_at == dt.datetime(2026, 10, 5, 3, tzinfo=dt.UTC)
    assert record.related[0].date == dt.date(2026, 10, 1)
    assert (record.read_also[0].id, record.read_also[0].url) == (None, "https://contoh.example/1")
    assert [each.views for each in record.popular] == [15, None]
    with pytest.raises(FrozenInstanceError):
        record.title = "lain"  # type: ignore[misc] # it is what must not work
    assert not hasattr(record, "__dict__")


@pytest.mark.parametrize(
    ("which", "keys"),
    [
        ({}, [-7, 101, 102]),
        ({"since": "2026-10-03"}, [-7, 102]),
        ({"since": dt.date(2026, 10, 2), "until": dt.date(2026, 10, 3)}, [102]),
        ({"lang": "en"}, [-7]),
        ({"category": "LINTAS KOTA"}, [102]),
        ({"reporter": "dewi ayu"}, [102]),
        ({"search": "banjir surut", "lang": "id"}, [102]),
        ({"search": "tidakadasamasekali"}, []),
        ({"where": "views > 12 or views is null"}, [-7, 102]),
        ({"changed_since": "2026-10-04"}, [-7, 102]),
        ({"changed_since": dt.date(2026, 10, 5)}, [102]),
        ({"changed_since": dt.datetime(2026, 10, 5, 10, tzinfo=dt.timezone(dt.timedelta(hours=7)))}, [102]),
        ({"changed_since": dt.datetime(2026, 10, 5, 3, 0, 1)}, []),  # noqa: DTZ001 - without a zone it is UTC
        ({"changed_since": "2026-10-05T10:00:01+07:00"}, []),
        ({"since": None, "where": None}, [-7, 101, 102]),
    ],
)
def test_each_condition_chooses(archive: Archive, which: dict[str, Any], keys: list[int]) -> None:
    assert [record.key for record in archive.articles(**which)] == keys
    assert archive.count(**which) == len(keys)


def test_a_condition_that_is_none_is_no_silent_everything(archive: Archive) -> None:
    for ask in (archive.articles, archive.count, archive.to_arrow):
        with pytest.raises(TypeError, match="no condition 'sinc'; the conditions are category, lang"):
            ask(sinc="2026-10-01")  # type: ignore[call-arg] # it is what must not work


@pytest.mark.parametrize("name", [-7, "en/7", "https://www.beritajakarta.id/en/read/7/new-market-opens#.X", "-7"])
def test_an_article_goes_by_any_of_its_names(archive: Archive, name: Any) -> None:
    if name == "-7":
        with pytest.raises(ArchiveError, match="-7"):
            archive.article(name)
    else:
        assert archive.article(name).title == "New Market Opens"
        assert archive.article(archive.article(name)).key == -7


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda a: a.article(900), "article 900 is not in .*archive.db"),
        (lambda a: a.article("berita"), "berita"),
        (lambda a: a.articles(since="kemarin"), "since: invalid date 'kemarin'"),
        (lambda a: a.articles(until=dt.datetime(2026, 10, 1, tzinfo=dt.UTC)), "until: .* is a moment"),
        (lambda a: a.articles(changed_since="2026-10-01T25"), "changed_since"),
        (lambda a: a.count(lang="fr"), "no edition 'fr'"),
        (lambda a: list(a.articles(where="judul = 1")), "no such column: judul"),
        (lambda a: a.count(where="1; delete from articles"), "cannot answer"),
        (lambda a: a.sql("select judul from articles"), "no such column: judul"),
        (lambda a: a.sql("delete from articles"), "only what reads"),
        (lambda a: a.sql("attach 'lain.db' as lain"), "only what reads"),
        (lambda a: a.sql("vacuum into 'lain.db'"), "only what reads"),
        (lambda a: a.sql("create temp table t (x)"), "only what reads"),
        (lambda a: a.sql("select ?"), "bind"),
        (lambda a: a.sql("select 1; select 2"), "one statement"),
        (lambda a: a.cite(900), "article 900 is not in"),
        (lambda a: a.articles(changed_since="9999-12-31T23:59:59-10:00"), "changed_since: .*'9999-12-31T23:59:59"),
        (lambda a: a.search("pasar", since="2026-10-02", until="2026-10-01"), "since: 2026-10-02 is after 2026-10-01"),
        (lambda a: a.search("pasar", limit=-1), "limit: -1 is negative"),
        (lambda a: a.search("pasar", category="nope"), "no article has the category 'nope'; the categories are"),
        (
            lambda a: a.count(reporter="Dewi Ayuu"),
            "no article names 'Dewi Ayuu' as its reporter; did you mean Dewi Ayu",
        ),
        (lambda a: a.count(changed_since="0001-01-01T00:00+14:00"), "changed_since: .*'0001-01-01T00:00\\+14:00'"),
        (lambda a: a.article(10**30), "article 10+ is not in"),
        (lambda a: a.versions(10**30), "no answer: .* too large"),
        (lambda a: a.views(-(10**25)), "no answer: .* too large"),
        (lambda a: a.sql("select ?", [10**30]), "no answer: .* too large"),
        (lambda a: a.sql("select '\udcff'"), "no answer: .*surrogates"),
        (lambda a: a.sql("select 'a\0b'"), "no answer: .*null"),
        (lambda a: a.count(category="\udcff"), "surrogates"),
        (lambda a: a.count(reporter="\udcff"), r"no article names '\\udcff' as its reporter"),
        (lambda a: list(a.sql("select cast(x'ff' as text)")), "no answer: Could not decode"),
    ],
)
def test_what_cannot_be_answered_is_one_kind_of_error_in_a_line(archive: Archive, ask: Any, says: str) -> None:
    with pytest.raises(ArchiveError, match=says) as caught:
        ask(archive)
    assert len(str(caught.value).splitlines()) == 1
    assert archive.count() == 3


def test_nothing_is_written(path: Path, archive: Archive, tmp_path: Path) -> None:
    before = path.read_bytes()
    for record in archive.articles():
        archive.versions(record), archive.views(record), archive.cite(record)
    archive.search("pasar")
    for statement in ("vacuum into 'lain.db'", "attach 'lain.db' as lain", "pragma user_version = 9"):
        with pytest.raises(ArchiveError):
            archive.sql(statement)
    assert path.read_bytes() == before
    assert {each.name.removesuffix("-shm").removesuffix("-wal") for each in tmp_path.iterdir()} == {"archive.db"}


def test_sql_gives_rows_by_name_one_at_a_time(archive: Archive) -> None:
    named = archive.sql("select key, title from articles where lang = :lang order by key", {"lang": "id"})
    assert next(named) == {"key": 101, "title": "Pasar Baru Dibuka"}
    assert next(archive.sql("select 1 as a, 2 as a, 3")) == {"a": 1, "a:1": 2, "3": 3}
    assert next(archive.sql('select 1 as a, 2 as "a:2", 3 as a, 4 as A')) == {"a": 1, "a:2": 2, "a:1": 3, "A": 4}
    assert list(archive.sql("select key from articles where 0")) == []


def test_a_search_takes_the_same_conditions(archive: Archive) -> None:
    assert [hit.key for hit in archive.search("market").hits] == [-7]
    assert archive.search("market", lang="id").total == 0
    hit = archive.search("banjir").hits[0]
    assert (hit.title, hit.date, hit.published_at) == (
        "Banjir Rob Surut di Muara Contoh",
        dt.date(2026, 10, 3),
        dt.datetime(2026, 10, 3, 2, 30, tzinfo=dt.UTC),
    )
    assert archive.search("market muara", lang="en").omitted == ("muara",)
    assert archive.search("market muara", lang="en").searched == "market"
    assert archive.search('"').total == 0
    assert len(archive.search("m*", limit=10**30).hits) == 2


def test_a_search_is_in_the_order_asked_for(archive: Archive) -> None:
    def keys(order: Any) -> list[int]:
        return [hit.key for hit in archive.search("m*", order=order).hits]

    assert keys("date") == [-7, 102]
    assert keys("views") == [102, -7]
    with pytest.raises(ArchiveError, match="there is no order 'newest': expected relevance, date or views"):
        keys("newest")


def test_an_arrow_table_is_what_a_parquet_export_holds(path: Path, archive: Archive, tmp_path: Path) -> None:
    db = open_to_read(path)
    write(db, tmp_path / "a.parquet", Records())
    db.close()
    exported = pq.read_table(tmp_path / "a.parquet").replace_schema_metadata(None)
    table = archive.to_arrow(fields=FIELDS)
    assert table.schema.equals(exported.schema)
    assert table.to_pylist() == exported.to_pylist()
    assert [len(links) for links in table["related"].to_pylist()] == [0, 0, 1]
    assert archive.to_arrow().schema.names == list(SCALARS)
    assert archive.to_arrow(where="0").num_rows == 0


def test_a_data_frame_knows_days_moments_and_absent_numbers(archive: Archive) -> None:
    frame = archive.to_pandas()
    assert frame["views"].dtype == "Int64"
    assert frame["views"].isna().tolist() == [True, False, False]
    assert frame["status"].dtype == "category"
    assert frame["date"].dt.day.tolist() == [4, 1, 3]
    assert str(frame["published_at"].dtype) == "datetime64[us, Asia/Jakarta]"
    assert str(frame["fetched_at"].dtype) == "datetime64[us, UTC]"
    assert frame["published_at"].isna().tolist() == [True, False, False]
    assert frame.loc[frame["key"] == 102, "published_at"].dt.hour.tolist() == [9]
    assert archive.to_pandas(fields=["title"], lang="en")["title"].tolist() == ["New Market Opens"]


@pytest.mark.parametrize("ask", ["to_arrow", "to_pandas"])
def test_tables_that_cannot_be_given_say_why(archive: Archive, ask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArchiveError, match="no field judul"):
        getattr(archive, ask)(fields=["judul"])
    with pytest.raises(ArchiveError, match="no such column: judul"):
        getattr(archive, ask)(where="judul = 1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ArchiveError, match=r"pyarrow is not installed.*make web"):
        getattr(archive, ask)()


def test_the_past_of_what_is_gone(path: Path) -> None:
    fill(path, [(capture(8, 101, at=at(20)), missing(101)), (capture(9, 101, at=at(22)), missing(101))])
    with Archive(path) as archive:
        record = archive.article("101")
        assert record.status == "gone"
        assert record.gone_since == dt.datetime(2026, 10, 20, 3, tzinfo=dt.UTC)
        assert "It was gone from the site by 2026-10-20." in archive.cite(record)
        assert [version.body for version in archive.versions(record)] == [record.body]
        assert archive.versions(999) == archive.views(999) == ()


def test_a_citation_is_one_line_whatever_the_title(tmp_path: Path) -> None:
    title = 'Judul "aneh"\n<script>alert(1)</script>'
    fill(tmp_path / "a.db", [(capture(1, -7), answered(article(-7, title=title, reporter=None)))])
    with Archive(str(tmp_path / "a.db")) as archive:
        said = archive.cite("en/7")
    begins = (
        '“Judul "aneh" <script>alert(1)</script>.” Beritajakarta.id, 1 October 2026. https://www.beritajakarta.id/en/'
    )
    assert said.startswith(begins)


def test_a_closed_archive_says_so(path: Path) -> None:
    archive = Archive(path)
    rows = archive.articles()
    next(rows)
    archive.close()
    archive.close()
    for ask in (archive.count, lambda: next(rows), lambda: archive.article(101), lambda: archive.sql("select 1")):
        with pytest.raises(ArchiveError):
            ask()
    assert repr(archive) == f"Archive({str(path)!r})"


def test_what_is_no_archive_is_the_same_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no archive here"):
        Archive(tmp_path / "archive.db")
    (tmp_path / "catatan.db").write_text("bukan basis data " * 99)
    with pytest.raises(ArchiveError, match="this file is not an archive of Arsip"):
        Archive(tmp_path / "catatan.db")


def test_memory_does_not_grow_with_the_archive() -> None:
    with made([(capture(1), answered(article(body="Kalimat panjang sekali. " * 60, related=(link(1, 102),))))]) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(articles)")]
        given = ", ".join({"key": "n", "id": "n"}.get(column, column) for column in columns)
        db.execute(
            f"WITH RECURSIVE more (n) AS (VALUES (1000) UNION ALL SELECT n + 1 FROM more WHERE n < 4999) "
            f"INSERT INTO articles SELECT {given} FROM articles, more WHERE key = 101"
        )
        path = Path(db.execute("PRAGMA database_list").fetchone()[2])
        with Archive(path) as archive:
            tracemalloc.start()
            assert sum(1 for _ in archive.articles()) == 4001
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert peak < 1_000_000


def test_importing_arsip_imports_next_to_nothing() -> None:
    code = "import sys, arsip; print(sorted(name for name in sys.modules if name.startswith(('sqlite', 'arsip.'))))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"
    assert set(arsip.__all__) <= set(dir(arsip))
    for name in arsip.__all__:
        assert getattr(arsip, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Arsip'"):
        _ = arsip.Arsip  # type: ignore[attr-defined] # it is what must not work
