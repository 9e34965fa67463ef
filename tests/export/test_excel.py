"""A workbook holds what the archive holds, opens in Excel whatever the text is, and says what it had to cut."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import DEFAULT_VERSION, ZIP64_VERSION, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from export import excel, zip_writer
from export.excel import MAX_TEXT, fitted
from export.formats import ExportError
from export.request import Records, rows_of_sql
from export.writer import write
from scraper.archive.database import ArchiveError
from scraper.archive.records import FIELDS, Selection
from tests.conftest import examples
from tests.export.reading import NS, sheets
from tests.scraper.archive.making import answered, archive, article, capture, link

ANY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=20)
TRICKY = st.sampled_from(
    ("=1+2", "@x", "+62", "-1", "1", "https://contoh.example/", "<r><t>x</t></r>", "<r></r>", "_x0041_", "\x01\x1f",
     "\ufffe\uffff", "\r\n", " ", "<b>&amp;", "🌏", "NULL", "mailto:a@contoh.example", "{=1}", "internal:x!A1")
)  # fmt: skip


def workbook(db: Any, folder: Path, asked: Any = None) -> dict[str, Any]:
    write(db, folder / "a.xlsx", asked or Records())
    return sheets(folder / "a.xlsx")


@examples(25)
@given(ANY | TRICKY, ANY | TRICKY, st.none() | ANY | TRICKY)
@example("<r><t>a</t></r>", "=cmd|'/c calc'!A1", "_x000D_")
def test_every_text_comes_back_as_text(title: str, body: str, editor: str | None) -> None:
    with archive([(capture(1), answered(article(title=title, body=body, editor=editor)))]) as db:
        folder = Path(db.execute("PRAGMA database_list").fetchone()[2]).parent
        (row,) = workbook(db, folder)["articles"].table()
    assert (row["title"], row["body"], row["editor"]) == (title, body, editor)


def test_numbers_and_dates_are_excels_own(tmp_path: Path) -> None:
    with archive(
        [(capture(1, at="2026-10-02T03:04:05.678Z"), answered(article(views=12, related=(link(1, 102),))))]
    ) as db:
        made = workbook(db, tmp_path)
    (row,) = made["articles"].table()
    assert (row["key"], row["views"], row["version"]) == (101, 12, 1)
    assert row["date"] == datetime(2026, 10, 1)  # noqa: DTZ001 - as Excel has it
    assert row["published_at (Jakarta)"] == datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 - as Excel has it
    assert row["fetched_at (UTC)"] == datetime(2026, 10, 2, 3, 4, 5, 678_000)  # noqa: DTZ001 - as Excel has it
    assert row["gone_since (UTC)"] is None
    assert made["links"].table() == [
        {**dict.fromkeys(made["links"].rows[0]), "key": 101, "kind": "related", "position": 1,
         "url": "https://www.beritajakarta.id/read/102/tautan", "lang": "id", "id": 102}
    ]  # fmt: skip


def test_days_that_excel_does_not_know_stay_text(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article(date="1899-12-31", published_at=None)))]) as db:
        (row,) = workbook(db, tmp_path)["articles"].table()
    assert row["date"] == "1899-12-31"


def test_a_text_too_long_for_a_cell_is_cut_marked_and_reported(tmp_path: Path) -> None:
    long = "Kalimat 🌏. " * 4000
    pairs = [(capture(n, n), answered(article(n, body=long))) for n in range(101, 108)]
    with archive(pairs) as db:
        (written,) = write(db, tmp_path / "a.xlsx", Records())
    cells = [row["body"] for row in sheets(tmp_path / "a.xlsx")["articles"].table()]
    for cell in cells:
        text, _, missing = cell.rpartition(" […")
        assert long.startswith(text)
        assert missing == f"{len(long) - len(text):,} characters more]"
        assert MAX_TEXT - 60 < len(cell.encode("utf-16-le")) // 2 <= MAX_TEXT
    (note,) = written.notes
    assert note.startswith("7 cells were cut at the 32,767 characters that Excel takes")
    assert note.endswith("body of 101, body of 102, body of 103, body of 104, body of 105 and 2 more")
    assert ["What was cut", note] in sheets(tmp_path / "a.xlsx")["about"].rows


def test_a_note_on_a_cut_cell_names_its_row_in_a_short_line_without_control_characters(tmp_path: Path) -> None:
    sql = "SELECT char(27, 10) || printf('%.*c', 40000, 'x') AS body"
    with archive([(capture(1), answered(article()))]) as db:
        (written,) = write(db, tmp_path / "a.xlsx", rows_of_sql(db, sql))
    (note,) = written.notes
    assert note.endswith(f"body of \\x1b {'x' * 78}…")
    assert ["What was cut", note] in sheets(tmp_path / "a.xlsx")["about"].rows


@pytest.mark.parametrize("text", ["a" * MAX_TEXT, "🌏" * (MAX_TEXT // 2), "a" * (MAX_TEXT - 2) + "🌏"])
def test_what_just_fits_is_left_alone(text: str) -> None:
    assert fitted(text) == (text, False)
    assert fitted(text + "🌏")[1]


def test_it_looks_like_a_table(tmp_path: Path) -> None:
    with archive([(capture(n, n), answered(article(n))) for n in (101, 102)]) as db:
        made = workbook(db, tmp_path)
    assert list(made) == ["articles", "links", "columns", "about"]
    root = made["articles"].root
    pane = root.find(".//m:pane", NS)
    assert pane is not None
    assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
    filtered = root.find("m:autoFilter", NS)
    assert filtered is not None
    dimension = root.find("m:dimension", NS)
    assert dimension is not None
    assert filtered.attrib["ref"] == dimension.attrib["ref"] == "A1:AD3"
    widths = [float(each.attrib["width"]) for each in root.iterfind("m:cols/m:col", NS)]
    assert min(widths) > 8
    assert max(widths) < 120


def test_every_column_is_described_and_the_headings_of_times_name_their_zone(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        made = workbook(db, tmp_path)
    described = {(row["sheet"], row["column"]): row["means"] for row in made["columns"].table()}
    assert [name for sheet, name in described if sheet == "articles"] == made["articles"].rows[0]
    assert [name for sheet, name in described if sheet == "links"] == made["links"].rows[0]
    assert all(described.values())
    zones = {name for name in made["articles"].rows[0] if name.endswith(")")}
    assert zones == {
        "published_at (Jakarta)", "fetched_at (UTC)", "first_seen (UTC)", "last_seen (UTC)", "gone_since (UTC)",
    }  # fmt: skip
    assert "published_at (Jakarta)" in made["links"].rows[0]


def test_more_rows_than_a_sheet_holds_are_refused_before_any_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "MAX_ROWS", 3)
    related = tuple(link(n, n) for n in (1, 2, 3))
    with archive([(capture(n, n), answered(article(n, related=related))) for n in (101, 102)]) as db:
        with pytest.raises(ExportError, match=r"6 links are more than a sheet of Excel holds, which is 2; choose"):
            write(db, tmp_path / "a.xlsx", Records())
        write(db, tmp_path / "a.xlsx", Records(fields=tuple(name for name in FIELDS if name != "related")))
        with pytest.raises(ExportError, match="a sheet needs a field"):
            write(db, tmp_path / "b.xlsx", Records(fields=("related",)))
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_only_a_workbook_that_needs_it_has_the_extensions_of_zip64(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel offers to repair a workbook that has them; without them a sheet can have 2 GiB of XML."""

    def needed() -> int:
        write(db, tmp_path / "a.xlsx", Records())
        with ZipFile(tmp_path / "a.xlsx") as made:
            return max(each.extract_version for each in made.infolist())

    with archive([(capture(1), answered(article()))]) as db:
        assert needed() == DEFAULT_VERSION
        monkeypatch.setattr(zip_writer, "ZIP64_LIMIT", 2000)
        assert needed() == ZIP64_VERSION
        assert len(sheets(tmp_path / "a.xlsx")["articles"].table()) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_any_select_fits_a_sheet(tmp_path: Path) -> None:
    sql = "SELECT key, 9007199254740993 AS big, 1e999 AS endless, 1.5 AS half, x'00ff' AS raw, date FROM articles"
    with archive([(capture(1), answered(article()))]) as db:
        made = workbook(db, tmp_path, rows_of_sql(db, sql))
    assert list(made) == ["rows", "columns", "about"]
    assert made["rows"].table() == [
        {"key": 101, "big": "9007199254740993", "endless": "inf", "half": 1.5, "raw": "00FF",
         "date": datetime(2026, 10, 1)}  # noqa: DTZ001
    ]  # fmt: skip


def test_a_workbook_that_cannot_be_finished_leaves_no_trace(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        calls = iter((1, 1))
        db.conn.create_function("twice", 0, lambda: next(calls, 0))
        where = "CASE twice() WHEN 1 THEN 1 ELSE json_extract('no JSON', '$') END"
        with pytest.raises(ArchiveError, match="cannot answer"):
            write(db, tmp_path / "a.xlsx", Records(selection=Selection(where=where)))
    assert not list(tmp_path.iterdir())


def test_no_clock_is_in_it(tmp_path: Path) -> None:
    with archive([(capture(1), answered(article()))]) as db:
        write(db, tmp_path / "a.xlsx", Records())
    with ZipFile(tmp_path / "a.xlsx") as made:
        assert b'<dcterms:created xsi:type="dcterms:W3CDTF">2026-10-02T03:00:00Z' in made.read("docProps/core.xml")
