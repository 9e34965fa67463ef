"""CSV by RFC 4180: a row a record, and a second table with a row a link; absent is an empty cell.

Every text is quoted and no text of the archive is ever empty, so an empty cell can only mean that there is none. In a
table of one column that cell is `""`: programs skip a line without anything on it. SQLite does the quoting, which is
several times as fast as a writer in Python. In place of a NUL there is U+FFFD: many programs end a text at one.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence

from export.columns import LINK_COLUMNS, Column
from export.request import Asked, ExportError, Records, Rows
from export.sql import Cell, as_text, line, rows, without_nul
from export.sql import lines as text_lines
from scraper.archive.database import Database
from scraper.archive.records import LINK_WHOLE_NUMBERS, WHOLE_NUMBERS, Selection, select, select_links
from scraper.archive.sql_guard import quoted
from scraper.items import LINK_LISTS

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
    made = _line({f"articles.{name}": name in WHOLE_NUMBERS for name in names}, defuse=defuse)
    return _table(names, select(db, asked.selection, [made]), bom=bom)


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
    expression = _line({name: name in LINK_WHOLE_NUMBERS for name in names}, defuse=defuse)
    made = (row for kind in kinds for row in select_links(db, selection, kind, [expression]))
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
    made = _line({quoted(column.name): column.kind in {"whole", "real"} for column in columns}, defuse=False)
    return _table(names, rows(db, sql, names, [made], values), bom=False)


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


def _line(values: Mapping[str, bool], *, defuse: bool) -> str:
    """Return the SQL of a line.

    To look for a NUL in each cell by itself would take half as long again, so it is looked for in the row as a whole.

    Args:
        values: of the cells, each in SQL, and whether it is a number, not a text.
        defuse: as for the records.
    """
    texts = [value for value, is_number in values.items() if not is_number]
    plain, mended = (
        line(
            [
                _cell(value, value if is_plain else without_nul(value), number, defuse)
                for value, number in values.items()
            ]
        )
        for is_plain in (True, False)
    )
    nul = " OR ".join(f"instr({text}, char(0))" for text in texts)
    return f"CASE WHEN {nul} THEN {mended} ELSE {plain} END" if texts else plain


def _cell(value: str, text: str, is_number: bool, defuse: bool) -> Cell:
    """Return a number as it is, a text in quotation marks; nothing where there is none."""
    if is_number:
        return Cell("%s", (value,))
    return Cell("%s", (f"""'"' || replace({_text(value, text, defuse=defuse)}, '"', '""') || '"'""",))


def _any_cell(name: str, *, defuse: bool) -> Cell:
    """Return the cell of a column that may hold anything."""
    column = quoted(name)
    mark = f"iif(typeof({column}) = 'text', '\"', '')"
    text = _text(column, without_nul(column), defuse=defuse)
    value = f"iif(typeof({column}) = 'text', {text}, {as_text(column)})"
    return Cell("%s%w%s", (mark, f"ifnull({value}, '')", mark))


def _text(value: str, text: str, *, defuse: bool) -> str:
    """Return the SQL of a text as a cell takes it: defused where its first letter calls for it."""
    return f"CASE WHEN substr({value}, 1, 1) {_FORMULA} THEN char(39) || {text} ELSE {text} END" if defuse else text
