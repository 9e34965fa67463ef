"""CSV by RFC 4180: a row a record, and a second table with a row a link; absent is an empty cell.

Every text is quoted and no text of the archive is ever empty, so an empty cell can only mean that there is none. In a
table of one column that cell is `""`: readers skip a line without anything on it. SQLite does the quoting, which is
several times as fast as a writer in Python. In place of a NUL there is U+FFFD: many readers end a text at one.
"""

from collections.abc import Generator, Iterator, Sequence

from export.asked import Asked, ExportError, Records, Rows
from export.columns import LINK_COLUMNS, Column
from export.sql import Cell, as_text, line, rows, without_nul
from export.sql import lines as text_lines
from scraper.archive.opening import Database
from scraper.archive.reading import quoted
from scraper.archive.records import LINK_LISTS, LINK_WHOLE_NUMBERS, WHOLE_NUMBERS, Selection, select, select_links

BOM = b"\xef\xbb\xbf"

_FORMULA = "IN ('=', '+', '-', '@', char(9), char(10), char(13))"
"""What a cell begins with that a spreadsheet may run (OWASP, CSV injection)."""


def lines(db: Database, asked: Asked, *, bom: bool = False, defuse: bool = False) -> Generator[bytes, None, None]:
    """Stream a table of records, without their lists of links, or of rows.

    Args:
        db: the archive.
        asked: what for.
        bom: whether a byte order mark comes first.
        defuse: whether text that looks like a formula gets an apostrophe before it.

    Yields:
        the header, then one line a record, in UTF-8, ended by CR LF. A text may hold line ends of its own.

    Raises:
        ExportError: where the table would have no column.
    """
    if isinstance(asked, Rows):
        cells = [_any_cell(name, defuse=defuse) for name in asked.names]
        return _table(asked.names, rows(db, asked.sql, asked.names, [line(cells)]), bom=bom)
    names = _columns(asked)
    cells = [_cell(f"articles.{name}", number=name in WHOLE_NUMBERS, defuse=defuse) for name in names]
    return _table(names, select(db, asked.selection, [line(cells)]), bom=bom)


def link_lines(
    db: Database, selection: Selection, kinds: Sequence[str], *, bom: bool = False, defuse: bool = False
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
    names = ("of_key", *LINK_COLUMNS[1:])
    cells = [_cell(name, number=name in LINK_WHOLE_NUMBERS, defuse=defuse) for name in names]
    made = (row for kind in kinds for row in select_links(db, selection, kind, [line(cells)]))
    return _table(LINK_COLUMNS, made, bom=bom)


def described_lines(
    db: Database, columns: Sequence[Column], sql: str, values: Sequence[str]
) -> Generator[bytes, None, None]:
    """Stream a table of which the kind of each column is known.

    Args:
        db: the archive.
        columns: its columns.
        sql: a SELECT that gives them.
        values: its parameters.

    Yields:
        the header, then one line a row.
    """
    names = [column.name for column in columns]
    cells = [_cell(quoted(column.name), number=column.kind in {"whole", "real"}, defuse=False) for column in columns]
    return _table(names, rows(db, sql, names, [line(cells)], values), bom=False)


def _columns(asked: Records) -> list[str]:
    names = [name for name in asked.fields if name not in LINK_LISTS]
    if not names:
        raise ExportError("a table needs a field that is no list of links; CSV has those in a file of their own")
    return names


def _table(names: Sequence[str], made: Iterator[tuple[object, ...]], *, bom: bool) -> Generator[bytes, None, None]:
    """Stream a header and the lines that SQLite has made; what is wrong with a line is found when it is asked for."""
    header = ",".join(_header(name) for name in names)
    yield (BOM if bom else b"") + f"{header}\r\n".encode()
    nothing = b'""' if len(names) == 1 else b""
    for row in text_lines(made):
        yield (row or nothing) + b"\r\n"


def _header(name: str) -> str:
    """Quote a name only where it must be: our own are plain words, those of somebody's SELECT may be anything."""
    return name if name.replace("_", "").isalnum() else '"' + name.replace('"', '""') + '"'


def _cell(value: str, *, number: bool, defuse: bool) -> Cell:
    """Return a number as it is, a text in quotation marks; nothing where there is none."""
    if number:
        return Cell("%s", (value,))
    mark = f"iif({value} IS NULL, '', '\"')"
    return Cell("%s%w%s", (mark, f"ifnull({_text(value, defuse=defuse)}, '')", mark))


def _any_cell(name: str, *, defuse: bool) -> Cell:
    """Return the cell of a column that may hold anything."""
    column = quoted(name)
    mark = f"iif(typeof({column}) = 'text', '\"', '')"
    value = f"iif(typeof({column}) = 'text', {_text(column, defuse=defuse)}, {as_text(column)})"
    return Cell("%s%w%s", (mark, f"ifnull({value}, '')", mark))


def _text(value: str, *, defuse: bool) -> str:
    """Return the SQL of a text as a cell takes it."""
    text = without_nul(value)
    return f"CASE WHEN substr({value}, 1, 1) {_FORMULA} THEN char(39) || {text} ELSE {text} END" if defuse else text
