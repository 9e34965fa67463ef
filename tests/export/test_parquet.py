"""Parquet holds what the archive holds, in types that analysts expect, and is replaced as a whole."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given

from export import parquet
from export.formats import ExportError
from export.parquet import PART
from export.request import Options, Records, rows_of_sql, rows_of_table
from export.writer import write
from scraper.archive.database import ArchiveError
from scraper.archive.records import FIELDS, Selection
from scraper.items import LINK_LISTS, Article
from tests.conftest import examples
from tests.export.test_round_trip import ARTICLES, expected, kept
from tests.scraper.archive.making import answered, archive, article, capture, file_of, link

YEARS = Options(partition=True)
JAKARTA = ZoneInfo("Asia/Jakarta")
MOMENTS = ("fetched_at", "first_seen", "last_seen", "gone_since")


def typed(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its days and moments as Python has them."""
    made = dict(record)
    made["date"] = made["date"] and date.fromisoformat(made["date"])
    made["published_at"] = made["published_at"] and datetime.fromisoformat(made["published_at"])
    for name in MOMENTS:
        if made.get(name):
            made[name] = datetime.fromisoformat(made[name])
    return made


def moments(articles: Iterable[Article]) -> Iterator[str]:
    for one in articles:
        printed = (one, *one.related, *one.read_also, *one.popular)
        yield from (each.published_at for each in printed if each.published_at is not None)


@examples(25)
@given(ARTICLES)
def test_every_record_comes_back_with_its_links(articles: tuple[Article, ...]) -> None:
    assume(not any(moment < "0002" for moment in moments(articles)))  # in UTC it would be before Python's first day
    with kept(articles) as db:
        target = file_of(db).with_name("a.parquet")
        write(db, target, Records())
        read = pq.read_table(target).to_pylist()
        records = expected(db, articles)
    for record in records:
        for name in LINK_LISTS:
            record[name] = [typed(each) for each in record[name]]
    assert read == [typed(record) for record in records]


def test_types_are_those_that_analysts_expect(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article(related=(link(1, 102),))))]) as db:
        write(db, tmp_path / "a.parquet", Records())
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert schema.names == list(FIELDS)
    category = pa.dictionary(pa.int32(), pa.string())
    types = {
        "key": pa.int64(),
        "views": pa.int64(),
        "date": pa.date32(),
        "published_at": pa.timestamp("us", "Asia/Jakarta"),
        "fetched_at": pa.timestamp("us", "UTC"),
        "gone_since": pa.timestamp("us", "UTC"),
        "lang": category,
        "status": category,
        "category": category,
        "title": pa.string(),
        "reporter": pa.string(),
    }
    assert {name: schema.field(name).type for name in types} == types
    part = schema.field("related").type.value_type
    assert (part.field("position").type, part.field("date").type) == (pa.int64(), pa.date32())
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert frame.published_at[0] == datetime(2026, 10, 1, 9, 30, tzinfo=JAKARTA)
    assert frame.published_at.dt.hour[0] == 9
    assert frame.fetched_at[0] == datetime(2026, 10, 2, 3, tzinfo=UTC)
    assert str(frame.lang.dtype) == "category"
    assert duckdb.sql(
        f"SELECT related[1].id, extract(hour FROM fetched_at AT TIME ZONE 'UTC') FROM '{tmp_path}/a.parquet'"
    ).fetchall() == [(102, 3)]


def test_the_file_says_what_its_columns_mean_and_where_it_comes_from(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        write(db, tmp_path / "a.parquet", Records(selection=Selection(lang="id")))
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert all(field.metadata[b"description"] for field in schema)
    origin = json.loads(schema.metadata[b"arsip"])
    assert (origin["rows"], origin["selection"]) == (1, {"lang": "id"})
    assert len(origin["content_hash"]) == 64
    about = duckdb.sql(f"SELECT value FROM parquet_kv_metadata('{tmp_path}/a.parquet') WHERE key = 'arsip'").fetchall()
    assert json.loads(about[0][0]) == origin


def test_it_is_compressed_and_in_groups_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts make small groups, so that memory is bounded by their length and not by their number."""
    monkeypatch.setattr(parquet, "GROUP_BYTES", 2_000_000)
    monkeypatch.setattr(parquet, "BATCH_CHARACTERS", 500_000)
    body = "Kalimat panjang sekali. " * 1000
    with archive((capture(n, n), answered(article(n, body=body))) for n in range(1000, 1200)) as db:
        write(db, tmp_path / "a.parquet", Records())
        write(db, tmp_path / "lean.parquet", Records(fields=("key", "title")))
    data = pq.read_metadata(tmp_path / "a.parquet")
    sizes = [data.row_group(at).num_rows for at in range(data.num_row_groups)]
    assert sum(sizes) == 200
    assert 2 <= len(sizes) <= 4
    assert max(sizes) < 150
    assert {data.row_group(0).column(at).compression for at in range(data.num_columns)} == {"ZSTD"}
    assert pq.read_metadata(tmp_path / "lean.parquet").num_row_groups == 1


def years(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): pq.read_metadata(path).num_rows for path in sorted(folder.rglob("*.parquet"))
    }


def several_years() -> Any:
    days = ("2024-12-31", "2025-01-01", "2025-06-01", "2026-10-01")
    return archive(
        (capture(n, n), answered(article(n, date=day, published_at=None, related=(link(1, 5),))))
        for n, day in enumerate(days, 101)
    )


def test_a_folder_of_years_reads_as_one_table(tmp_path: Path) -> None:
    target = tmp_path / "a.parquet"
    with several_years() as db:
        (written,) = write(db, target, Records(), options=YEARS)
        write(db, tmp_path / "one.parquet", Records())
    assert written.counts == {"articles": 4, "files": 3}
    assert years(target) == {
        "year=2024/part-0.parquet": 1,
        "year=2025/part-0.parquet": 2,
        "year=2026/part-0.parquet": 1,
    }
    whole = pq.read_table(tmp_path / "one.parquet").to_pylist()
    assert pq.read_table(target).drop_columns("year").to_pylist() == whole
    assert pd.read_parquet(target).key.to_list() == [101, 102, 103, 104]
    counted = duckdb.sql(f"SELECT year, count(*) FROM '{target}/*/*.parquet' WHERE year >= 2025 GROUP BY 1 ORDER BY 1")
    assert counted.fetchall() == [(2025, 2), (2026, 1)]


def test_a_folder_of_years_keeps_to_the_selection(tmp_path: Path) -> None:
    target = tmp_path / "a.parquet"
    with several_years() as db:
        write(db, target, Records(), options=YEARS)
        write(db, target, Records(selection=Selection(since="2025-03-01", until="2026-06-01")), options=YEARS)
        assert years(target) == {"year=2025/part-0.parquet": 1}, "what was there before is gone as a whole"
        with pytest.raises(ExportError, match="no record fits"):
            write(db, target, Records(selection=Selection(lang="en")), options=YEARS)
    assert years(target) == {"year=2025/part-0.parquet": 1}
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]


def foreign_text(folder: Path) -> Path:
    (folder / "year=2024" / "catatan.txt").touch()
    return folder / "year=2024" / "catatan.txt"


def foreign_deeper(folder: Path) -> Path:
    (folder / "penting" / "year=2011").mkdir(parents=True)
    (folder / "year=2024" / PART).rename(folder / "penting" / "year=2011" / PART)
    return folder / "penting"


def foreign_parquet(folder: Path) -> Path:
    pq.write_table(pa.table({"a": [1]}), folder / "year=2024" / PART)
    return folder / "year=2024" / PART


def foreign_bytes(folder: Path) -> Path:
    (folder / "year=2024" / PART).write_bytes(b"PAR1")
    return folder / "year=2024" / PART


def foreign_empty_folder(folder: Path) -> Path:
    (folder / "kosong").mkdir()
    return folder / "kosong"


def foreign_link(folder: Path) -> Path:
    (folder / "year=2024" / PART).rename(folder.parent / "lain")
    (folder / "year=2024" / PART).symlink_to(folder.parent / "lain")
    return folder / "year=2024" / PART


def foreign_link_to_a_folder(folder: Path) -> Path:
    (folder / "year=2024").rename(folder.parent / "lain")
    (folder / "year=2024").symlink_to(folder.parent / "lain")
    return folder / "year=2024"


def foreign_pipe(folder: Path) -> Path:
    (folder / "year=2024" / PART).unlink()
    os.mkfifo(folder / "year=2024" / PART)
    return folder / "year=2024" / PART


def foreign_year(folder: Path) -> Path:
    (folder / "year=2024").rename(folder / "year=2024-25")
    return folder / "year=2024-25"


@pytest.mark.parametrize(
    "put",
    [
        foreign_text,
        foreign_deeper,
        foreign_parquet,
        foreign_bytes,
        foreign_empty_folder,
        foreign_link,
        foreign_link_to_a_folder,
        foreign_pipe,
        foreign_year,
    ],
)
def test_a_folder_with_other_things_in_it_is_not_replaced(tmp_path: Path, put: Callable[[Path], Path]) -> None:
    target = tmp_path / "a.parquet"
    with several_years() as db:
        write(db, target, Records(), options=YEARS)
        other = put(target)
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(ExportError, match=rf"holds other things too, such as {other}; name another one"):
            write(db, target, Records(), options=YEARS)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_to_a_folder_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.parquet"
    with several_years() as db:
        write(db, tmp_path / "lain.parquet", Records(), options=YEARS)
        target.symlink_to("lain.parquet")
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(ExportError, match=r"a\.parquet: this is a link; name the folder that it leads to"):
            write(db, target, Records(), options=YEARS)
    assert sorted(tmp_path.rglob("*")) == before
    assert target.is_symlink()


def test_a_file_and_a_folder_of_one_name(tmp_path: Path) -> None:
    target = tmp_path / "a.parquet"
    with several_years() as db:
        write(db, target, Records())
        write(db, target, Records(), options=YEARS)
        assert target.is_dir()
        with pytest.raises(IsADirectoryError):
            write(db, target, Records())
    assert len(years(target)) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["a.parquet"]


def test_who_reads_the_folder_finds_all_of_one_or_all_of_the_other(tmp_path: Path) -> None:
    """The names change places in one step: a reader that has the old folder open goes on in it."""
    target = tmp_path / "a.parquet"
    with several_years() as db:
        write(db, target, Records(), options=YEARS)
        before = target.stat().st_ino
        write(db, target, Records(), options=YEARS)
    assert target.stat().st_ino != before


def test_a_table_has_the_types_of_the_schema_though_it_is_empty(tmp_path: Path) -> None:
    with archive() as db:
        write(db, tmp_path / "a.parquet", rows_of_table(db, "absences"))
        write(db, tmp_path / "v.parquet", rows_of_table(db, "versions"))
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert schema.field("since").type == pa.timestamp("us", "UTC")
    assert schema.field("answers").type == pa.int64()
    assert pq.read_schema(tmp_path / "v.parquet").field("version").type == pa.int64()


def test_the_columns_of_a_select_are_of_what_its_values_are(tmp_path: Path) -> None:
    sql = """
        SELECT 1 AS whole, 1.5 AS real, '2026-10-01' AS day, '2026-10-01T09:30+07:00' AS minute,
               '2026-10-02T03:00:00.000Z' AS moment, 'x' AS text, x'00' AS bytes, NULL AS absent, 1 AS mixed
        UNION ALL SELECT NULL, 2, NULL, NULL, NULL, '2026-10-01', NULL, NULL, x'ff'
    """
    with archive() as db:
        write(db, tmp_path / "a.parquet", rows_of_sql(db, sql))
    table = pq.read_table(tmp_path / "a.parquet")
    assert [str(each.type) for each in table.schema] == [
        "int64", "double", "date32[day]", "timestamp[us, tz=Asia/Jakarta]", "timestamp[us, tz=UTC]", "string",
        "binary", "string", "string",
    ]  # fmt: skip
    assert table.column("mixed").to_pylist() == ["1", "FF"]
    assert table.column("real").to_pylist() == [1.5, 2.0]


def test_a_value_that_is_not_of_its_column_is_named(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        db.execute("UPDATE articles SET first_seen = 'kemarin'")
        with pytest.raises(ArchiveError, match="first_seen holds what does not belong there"):
            write(db, tmp_path / "a.parquet", Records())
    assert not list(tmp_path.iterdir())
