"""Any table and any SELECT comes out as it is, in every format that takes it."""

import csv
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from export.formats import ExportError
from export.request import Records, rows_of_sql, rows_of_table
from export.writer import write
from scraper.archive.database import ArchiveError, Database
from scraper.archive.schema.dictionary import DESCRIBED
from tests.conftest import examples
from tests.export.reading import sheets
from tests.scraper.archive.making import answered, archive, article, capture, link, listed, missing, rows

ODD = """
    SELECT 1 AS "satu, ""dua"" tiga", 'a "b", c' AS text, '' AS "", x'00ff' AS raw, 0.5 AS real, NULL AS "50% %s",
           '{"a": 1}' AS json, 'pasar' AS "nama'nya"
"""


@pytest.fixture
def db() -> Iterator[Database]:
    pairs = [
        (capture(1, 101), answered(article(101, related=(link(1, 102),), popular=(link(1, 102, views=3),)))),
        (capture(2, 102), answered(article(102))),
        (capture(3, 102), missing(102)),
        (capture(4, None), listed([101, 102])),
    ]
    with archive(pairs) as made:
        yield made


def written(db: Database, folder: Path, name: str, sql: str) -> bytes:
    (file,) = write(db, folder / name, rows_of_sql(db, sql))
    assert list(file.counts) == ["rows"]
    return (folder / name).read_bytes()


def test_json_has_every_value_whatever_its_name_or_type(db: Database, tmp_path: Path) -> None:
    row = json.loads(written(db, tmp_path, "a.jsonl", ODD))
    assert row == {
        'satu, "dua" tiga': 1,
        "text": 'a "b", c',
        "": "",
        "raw": "00FF",
        "real": 0.5,
        "50% %s": None,
        "json": '{"a": 1}',
        "nama'nya": "pasar",
    }
    assert json.loads(written(db, tmp_path, "a.json", ODD)) == [row]
    assert json.loads(written(db, tmp_path, "b.json", "SELECT 1 AS a WHERE 0")) == []


def test_csv_has_every_value_and_tells_an_empty_text_from_none(db: Database, tmp_path: Path) -> None:
    text = written(db, tmp_path, "a.csv", ODD).decode()
    head, row = csv.reader(io.StringIO(text, newline=""))
    assert head == ['satu, "dua" tiga', "text", "", "raw", "real", "50% %s", "json", "nama'nya"]
    assert row == ["1", 'a "b", c', "", "00FF", "0.5", "", '{"a": 1}', "pasar"]
    assert text.splitlines()[1] == '1,"a ""b"", c","",00FF,0.5,,"{""a"": 1}","pasar"'


@pytest.mark.parametrize("count", [1, 33, 34, 101, 130, 400])
def test_there_may_be_more_columns_than_a_function_of_sqlite_takes(db: Database, count: int, tmp_path: Path) -> None:
    sql = f"SELECT {', '.join(f'{n} AS c{n}' for n in range(count - 1))}{',' if count > 1 else ''} NULL AS last"
    expected = {**{f"c{n}": n for n in range(count - 1)}, "last": None}
    assert json.loads(written(db, tmp_path, "a.jsonl", sql)) == expected
    (row,) = csv.DictReader(io.StringIO(written(db, tmp_path, "a.csv", sql).decode(), newline=""))
    assert row == {name: "" if value is None else str(value) for name, value in expected.items()}
    written(db, tmp_path, "a.parquet", sql)
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [expected]


@given(st.floats(allow_nan=False))
@examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_real_number_comes_back_whole(db: Database, tmp_path: Path, number: float) -> None:
    db.execute("CREATE TABLE IF NOT EXISTS ukuran (n)")
    db.execute("DELETE FROM ukuran")
    db.execute("INSERT INTO ukuran VALUES (?), ('kira-kira'), (x'00')", [number])
    sql = "SELECT n, typeof(n) AS jenis FROM ukuran ORDER BY rowid"
    json_ = json.loads(written(db, tmp_path, "a.json", sql))[0]["n"]
    assert json_ == (number if math.isfinite(number) else None)
    text = written(db, tmp_path, "a.csv", sql).decode()
    assert float(text.splitlines()[1].partition(",")[0]) == number
    written(db, tmp_path, "a.parquet", sql)
    assert float(pq.read_table(tmp_path / "a.parquet").to_pylist()[0]["n"]) == number, "beside texts it is one"


@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "csv.gz"])
@pytest.mark.parametrize("text", ["cast(x'ff41' AS TEXT)", "char(55296)"])
def test_text_that_is_none_in_utf_8_is_refused_as_parquet_does(
    db: Database, tmp_path: Path, kind: str, text: str
) -> None:
    for name in (f"a.{kind}", "a.parquet", "a.xlsx"):
        with pytest.raises(ArchiveError, match="UTF-8"):
            written(db, tmp_path, name, f"SELECT 'a' AS a UNION ALL SELECT {text}")
        assert not (tmp_path / name).exists()


def test_infinity_is_no_number_of_json(db: Database, tmp_path: Path) -> None:
    sql = "SELECT 1e999 AS a, -1e999 AS b, 0.5 AS c"
    assert written(db, tmp_path, "a.jsonl", sql) == b'{"a":null,"b":null,"c":0.5}\n'
    assert written(db, tmp_path, "a.csv", sql) == b"a,b,c\r\nInf,-Inf,0.5\r\n"


def test_csv_says_where_a_nul_was(db: Database, tmp_path: Path) -> None:
    """What follows it would be lost: SQLite's printf ends a text there, and so do many readers of CSV."""
    sql = r"""SELECT 'a' || char(0) || 'b "\u0000" \\u0000 \' || char(0) AS t, char(0) AS n, x'00' AS raw"""
    _, row = csv.reader(io.StringIO(written(db, tmp_path, "a.csv", sql).decode(), newline=""))
    assert row == ['a\ufffdb "\\u0000" \\\\u0000 \\\ufffd', "\ufffd", "00"]
    assert json.loads(written(db, tmp_path, "a.jsonl", sql))["t"] == 'a\0b "\\u0000" \\\\u0000 \\\0'


def test_a_record_with_a_nul_is_whole_in_csv(tmp_path: Path) -> None:
    pair = (capture(1), answered(article(body="Sebelum\0sesudah", related=(link(1, 102, title="Sisi\0lain"),))))
    with archive([pair]) as db:
        write(db, tmp_path / "a.csv", Records(fields=("body", "related")))
        assert (tmp_path / "a.csv").read_bytes().decode() == 'body\r\n"Sebelum\ufffdsesudah"\r\n'
        assert "Sisi\ufffdlain" in (tmp_path / "a-links.csv").read_text("utf-8")
        write(db, tmp_path / "a.zip", Records())
    with ZipFile(tmp_path / "a.zip") as package:
        for name in ("articles.csv", "texts.csv"):
            assert "Sebelum\ufffdsesudah" in package.read(name).decode()


def test_excel_has_bytes_among_texts_as_the_other_formats_do(db: Database, tmp_path: Path) -> None:
    written(db, tmp_path, "a.xlsx", "SELECT x'00ff' AS a UNION ALL SELECT 'teks' UNION ALL SELECT 7")
    assert [row["a"] for row in sheets(tmp_path / "a.xlsx")["rows"].table()] == ["00FF", "teks", 7]


def test_a_name_that_comes_often_has_its_value_each_time(db: Database, tmp_path: Path) -> None:
    """From the sixth on SQLite numbers it at random, and takes a name that it does not know for a text."""
    sql = f"SELECT {', '.join(f'{n} AS a' for n in range(9))}"
    names = ["a", *(f"a:{n}" for n in range(1, 9))]
    expected = {name: n for n, name in enumerate(names)}
    assert json.loads(written(db, tmp_path, "a.jsonl", sql)) == expected
    assert written(db, tmp_path, "a.csv", sql) == f"{','.join(_quoted(names))}\r\n0,1,2,3,4,5,6,7,8\r\n".encode()
    written(db, tmp_path, "a.parquet", sql)
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [expected]
    written(db, tmp_path, "a.xlsx", sql)
    assert sheets(tmp_path / "a.xlsx")["rows"].table() == [expected]


def _quoted(names: list[str]) -> list[str]:
    return [f'"{name}"' if ":" in name else name for name in names]


def test_rows_come_in_the_order_that_was_asked_for(db: Database, tmp_path: Path) -> None:
    sql = "SELECT key FROM articles ORDER BY key DESC -- the newest first"
    keys = [102, 101]
    assert [json.loads(line)["key"] for line in written(db, tmp_path, "a.jsonl", sql).splitlines()] == keys
    assert written(db, tmp_path, "a.csv", sql) == b"key\r\n102\r\n101\r\n"
    written(db, tmp_path, "a.parquet", sql)
    assert pq.read_table(tmp_path / "a.parquet").column("key").to_pylist() == keys
    written(db, tmp_path, "a.xlsx", sql)
    assert [row["key"] for row in sheets(tmp_path / "a.xlsx")["rows"].table()] == keys


@pytest.mark.parametrize("table", DESCRIBED)
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_table_and_view_comes_out_whole(db: Database, table: str, kind: str, tmp_path: Path) -> None:
    asked = rows_of_table(db, table)
    target = tmp_path / f"a.{kind}"
    (file,) = write(db, target, asked)
    (count,) = rows(db, f"SELECT count(*) AS n FROM {table}")
    assert file.counts == {"rows": count["n"]}
    if kind == "jsonl":
        read = [json.loads(line) for line in target.read_text().splitlines()]
        names = list(read[0]) if read else list(asked.names)
    elif kind == "csv":
        names, *read = csv.reader(io.StringIO(target.read_text(), newline=""))
    elif kind == "parquet":
        schema = pq.read_schema(target)
        names, read = schema.names, pq.read_table(target).to_pylist()
        assert all((field.metadata or {}).get(b"description") for field in schema)
        assert all(schema.field(name).type == pa.int64() for name in ("hour", "weekday") if name in names)
    else:
        headings, *read = sheets(target)["rows"].rows
        names = [heading.partition(" (")[0] for heading in headings]  # without the zones of times
    assert tuple(names) == asked.names
    assert len(read) == count["n"]


@pytest.mark.parametrize("name", ["tidak_ada", "sqlite_master", "", 'a"b', "articles; DROP TABLE articles"])
def test_a_table_that_is_not_there_is_named_with_those_that_are(db: Database, name: str) -> None:
    with pytest.raises(ExportError, match=r"there is no table .* in this archive; it has articles, captures"):
        rows_of_table(db, name)


def test_a_computed_column_belongs_to_its_table(db: Database, tmp_path: Path) -> None:
    db.execute("CREATE TABLE harga (n INTEGER PRIMARY KEY, dua AS (n * 2))")
    db.execute("INSERT INTO harga VALUES (2), (1)")
    write(db, tmp_path / "a.jsonl", rows_of_table(db, "harga"))
    assert (tmp_path / "a.jsonl").read_text() == '{"n":1,"dua":2}\n{"n":2,"dua":4}\n'


def test_a_table_of_ones_own_comes_out_too(db: Database, tmp_path: Path) -> None:
    db.execute('CREATE TABLE "catatan saya" (date TEXT, n)')
    db.execute("INSERT INTO \"catatan saya\" VALUES ('kemarin', 1), (NULL, 'x')")
    write(db, tmp_path / "a.parquet", rows_of_table(db, "catatan saya"))
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.to_pylist() == [{"date": None, "n": "x"}, {"date": "kemarin", "n": "1"}]
