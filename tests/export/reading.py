"""Reads a workbook as Excel does, by its XML, without the library that wrote it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Sheet:
    """A sheet: its rows of cells, and what it looks like."""

    rows: list[list[Any]]
    root: ET.Element

    def table(self) -> list[dict[str, Any]]:
        """Return its rows by the names in the first."""
        head, *rows = self.rows
        return [dict(zip(head, [*row, *[None] * (len(head) - len(row))], strict=True)) for row in rows]


def sheets(path: Path) -> dict[str, Sheet]:
    """Return each sheet of a workbook; numbers in cells with a date's format are dates."""
    with ZipFile(path) as archive:
        shared = [each.findtext("m:t", namespaces=NS) for each in xml(archive, "xl/sharedStrings.xml")]
        names = [each.attrib["name"] for each in xml(archive, "xl/workbook.xml").iterfind("m:sheets/m:sheet", NS)]
        dates = date_styles(xml(archive, "xl/styles.xml"))
        return {
            name: sheet(xml(archive, f"xl/worksheets/sheet{number}.xml"), dates, shared)
            for number, name in enumerate(names, 1)
        }


def xml(archive: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314 - we have made it


def date_styles(styles: ET.Element) -> set[int]:
    formats = {each.attrib["numFmtId"] for each in styles.iterfind("m:numFmts/m:numFmt", NS)}
    cells = styles.iterfind("m:cellXfs/m:xf", NS)
    return {at for at, each in enumerate(cells) if each.attrib["numFmtId"] in formats}


def sheet(root: ET.Element, dates: set[int], shared: list[str | None]) -> Sheet:
    rows = []
    for row in root.iterfind("m:sheetData/m:row", NS):
        cells: list[Any] = []
        for cell in row.iterfind("m:c", NS):
            cells += [None] * (column(cell.attrib["r"]) - len(cells)) + [value(cell, dates, shared)]
        rows.append(cells)
    assert not root.findall(".//m:f", NS), "a formula"
    assert not root.findall(".//m:hyperlink", NS), "a link that Excel follows"
    return Sheet(rows, root)


def column(place: str) -> int:
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def value(cell: ET.Element, dates: set[int], shared: list[str | None]) -> Any:
    if cell.attrib.get("t") == "inlineStr":
        text = "".join(each.text or "" for each in cell.iterfind(".//m:t", NS))
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if cell.attrib.get("t") == "s":
        return shared[int(cell.findtext("m:v", namespaces=NS) or "")]
    number = float(cell.findtext("m:v", namespaces=NS) or "nan")
    if int(cell.attrib.get("s", 0)) in dates:
        return DAY_0 + timedelta(milliseconds=round(number * 86_400_000))
    return int(number) if number.is_integer() else number
