"""CSV by RFC 4180: a row a record, and a second table with a row a link; absent is an empty cell.

Every text is quoted and no text is ever empty, so an empty cell can only mean that there is none. In a table of one
column that cell is `""`: readers skip a line without anything on it. SQLite does the quoting, which is several times as
fast as a writer in Python.
"""

from collections.abc import Generator, Sequence

from scraper.archive.opening import Database
from scraper.archive.records import LINK_FIELDS, LINK_WHOLE_NUMBERS, WHOLE_NUMBERS, Selection, select, select_links

BOM = b"\xef\xbb\xbf"
LINK_COLUMNS = ("key", "kind", *LINK_FIELDS)
"""The columns of the second table: the record's key and the kind of link, then the link."""

_FORMULA = "IN ('=', '+', '-', '@', char(9), char(10), char(13))"
"""What a cell begins with that a spreadsheet may run (OWASP, CSV injection)."""


def record_lines(
    db: Database, selection: Selection, columns: Sequence[str], *, bom: bool, defuse: bool
) -> Generator[bytes, None, None]:
    """Stream the table of records.

    Args:
        db: the archive.
        selection: which records.
        columns: fields of a record that are no lists.
        bom: whether a byte order mark comes first.
        defuse: whether text that looks like a formula gets an apostrophe before it.

    Yields:
        the header, then one line a record, in UTF-8, ended by CR LF. A text may hold line ends of its own.
    """
    yield (BOM if bom else b"") + _header(columns)
    cells = [_cell(f"articles.{name}", number=name in WHOLE_NUMBERS, defuse=defuse) for name in columns]
    nothing = '""' if len(columns) == 1 else ""
    for (row,) in select(db, selection, [_row(cells)]):
        yield f"{nothing if row == '' else row}\r\n".encode()


def link_lines(
    db: Database, selection: Selection, kinds: Sequence[str], *, bom: bool, defuse: bool
) -> Generator[bytes, None, None]:
    """Stream the table of links.

    Args:
        db: the archive.
        selection: which records' links.
        kinds: of `LINK_LISTS`.
        bom: as for the records.
        defuse: as for the records.

    Yields:
        the header, then one line a link.
    """
    yield (BOM if bom else b"") + _header(LINK_COLUMNS)
    names = ("of_key", *LINK_COLUMNS[1:])
    cells = [_cell(name, number=name in LINK_WHOLE_NUMBERS, defuse=defuse) for name in names]
    for kind in kinds:
        for (row,) in select_links(db, selection, kind, [_row(cells)]):
            yield f"{row}\r\n".encode()


def _header(columns: Sequence[str]) -> bytes:
    return f"{','.join(columns)}\r\n".encode()


def _row(cells: Sequence[str]) -> str:
    """Return the SQL of a line: `printf` puts it together in one go, and makes nothing of NULL."""
    return f"printf('{','.join(['%s'] * len(cells))}', {', '.join(cells)})"


def _cell(expression: str, *, number: bool, defuse: bool) -> str:
    """Return the SQL of one cell, NULL where there is nothing in it."""
    if number:
        return expression
    text = expression
    if defuse:
        text = f"CASE WHEN substr({text}, 1, 1) {_FORMULA} THEN '''' || {text} ELSE {text} END"
    return f"""'"' || replace({text}, '"', '""') || '"'"""
