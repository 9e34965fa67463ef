"""The facts of 307 stored pages, each printed as its page prints it, come back exactly."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from scraper.parser.facts import Byline, byline_of

TABLE = Path(__file__).parents[4] / "shared" / "site" / "facts.tsv"
pytestmark = pytest.mark.skipif(not TABLE.exists(), reason="the facts of the stored pages are not at hand")

DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember"]  # fmt: skip
ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}

Parts = list[tuple[str, ...]]
"""The parts of a byline, each with the texts that may stand in elements of their own."""


class Row:
    """A row of the table: what a page printed."""

    def __init__(self, cells: dict[str, str]) -> None:
        self.reporter, self.editor, self.translator = (cells[name] for name in ("reporter", "editor", "translator"))
        self.views, self.lang, self.time = cells["views"], cells["lang"], cells["time"]
        self.day = date.fromisoformat(cells["date"]) if len(cells["date"]) == 10 else None
        usual = "M1" if cells["host"] == "m" else "D4"
        self.form = cells["form"] if cells["form"] in FORMS else usual
        self.is_video = "VIDEO" in cells["note"].upper()

    def indonesian(self) -> str:
        """`Jumat, 20 April 2018`."""
        assert self.day is not None
        return f"{DAYS[self.day.weekday()]}, {self.day.day:02} {MONTHS[self.day.month - 1]} {self.day.year}"

    def ordinal(self) -> str:
        """`April 20th`."""
        assert self.day is not None
        return f"{self.day:%B} {self.day.day}{ORDINALS.get(self.day.day, 'th')}"

    def half(self) -> str:
        """`04:47 PM`."""
        return f"{datetime.strptime(self.time, '%H:%M'):%I:%M %p}"  # noqa: DTZ007 - as printed

    def people(self, *names: str) -> dict[str, str]:
        """The names in some fields, where they have one."""
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    def expected(self, people: dict[str, str], *, has_time: bool = True) -> Byline:
        """What its byline says, with these people."""
        day = self.day.isoformat() if self.day else None
        moment = f"{day}T{self.time}+07:00" if day and self.time and has_time else None
        return Byline(day, moment, int(self.views) if self.views else None, people)


def d4(row: Row) -> tuple[Parts, Byline]:
    parts: Parts = []
    if row.day and row.lang == "en":
        parts.append((f"{row.day:%A},", row.ordinal(), str(row.day.year)))
    elif row.day:
        parts.append((row.indonesian(),))
    labels = {"Reporter:": row.reporter, "Editor:": row.editor, "Translator:": row.translator}
    parts += [(label, name) for label, name in labels.items() if name]
    parts += [(row.views,)] if row.views else []
    return parts, row.expected(row.people("reporter", "editor", "translator"), has_time=False)


def d3(row: Row) -> tuple[Parts, Byline]:
    parts = [(row.indonesian(), row.time), (row.reporter,), (row.translator,), (row.views,)]
    return [part for part in parts if part[0]], row.expected(row.people("reporter", "translator"))


def d2(row: Row) -> tuple[Parts, Byline]:
    assert row.day is not None
    parts: Parts = [("Reporter :", row.reporter), ("|",), ("Editor :", row.translator), ("|",)]
    parts += [(f"{row.ordinal()}, {row.day.year} {row.half()}", f"{row.time} WIB"), ("|",)]
    parts += [("Dibaca", row.views, "kali")]
    return parts, row.expected({"reporter": row.reporter, "editor": row.translator})


def d1(row: Row) -> tuple[Parts, Byline]:
    assert row.day is not None
    parts: Parts = [("Reporter :", row.reporter), ("|",), ("Editor :", row.translator), ("|",)]
    parts += [(f"{row.day:%B %d, %Y} {row.half()}",), ("|",), ("Hits", row.views)]
    return parts, row.expected({"reporter": row.reporter, "editor": row.translator})


def mobile(row: Row) -> tuple[Parts, Byline]:
    parts: Parts = []
    if row.day:
        english = f"{row.day:%B %d %Y} {row.half()}" if row.time else f"{row.day:%B %d %Y}"
        indonesian = f"{row.indonesian()} {row.time} WIB" if row.time else row.indonesian()
        parts.append(("access_time", english if row.lang == "en" else indonesian))
    parts += [("remove_red_eye", row.views)] if row.views else []
    if row.lang == "en" and row.reporter:
        parts += [
            ("Reported by", row.reporter),
            ("|",),
            ("Translated by", *([row.translator] if row.translator else [])),
        ]
        return parts, row.expected(row.people("reporter", "translator"))
    labels = {"Reporter :": row.reporter, "Editor :": row.editor}
    parts += [("person", label, name) for label, name in labels.items() if name]
    return parts, row.expected(row.people("reporter", "editor"))


FORMS = {"D1": d1, "D2": d2, "D3": d3, "D4": d4, "M1": mobile}


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        found = [Row(cells) for cells in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [row for row in found if (row.day or row.reporter) and not row.is_video]


def layouts(parts: Parts) -> list[Sequence[str]]:
    lines = [" ".join(part) for part in parts]
    return [[" ".join(lines)], lines, [text for part in parts for text in part]]


def test_every_byline_comes_back() -> None:
    seen: set[str] = set()
    for row in rows():
        parts, expected = FORMS[row.form](row)
        for pieces in layouts(parts):
            is_unclear = row.form == "D3" and (len(pieces) == 1 or not row.translator)  # whose the names are
            byline = expected._replace(people={}) if is_unclear else expected
            assert byline_of(pieces, lang=row.lang) == byline, (pieces, row.form)
        seen.add(row.form)
    assert seen == FORMS.keys()


def test_every_list_item_comes_back() -> None:
    for row in (row for row in rows() if row.day):
        views = [row.views] if row.views else []
        desktop = [row.indonesian(), *views]
        mobile = [f"access_time {row.indonesian()}", *(f"remove_red_eye {each}" for each in views)]
        bare = Byline(row.expected({}).date, None, row.expected({}).views, {})
        for pieces in ([" ".join(desktop)], desktop, [f"{row.day:%d-%m-%Y}", *views]):
            assert byline_of(pieces, in_list=True) == bare
        if row.reporter:
            named = bare._replace(people={"reporter": row.reporter})
            assert byline_of([*desktop, row.reporter], in_list=True) == named
            assert byline_of([*mobile, f"person {row.reporter}"], in_list=True) == named
