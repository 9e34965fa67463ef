"""CSV by RFC 4180: a table with a row a record, and a second one with a row a link; absent is an empty cell.

Every text is quoted and no text of the archive is empty, so an empty cell can only mean that there is none. In a table
of one column that cell is `""`: programs skip a line without anything on it. U+FFFD stands for NUL, at which many
programs end a text.

SQLite gives each row as cells, and Python quotes and joins them: faster than SQLite's own functions, which copy a text
byte by byte, and a NUL in it ends nothing.
"""

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from export.columns import Column, columns_of
from export.formats import ExportError
from export.lines import TextFile, as_text, decoded
from export.request import Job, Options, Records, Rows, Table
from scraper.archive.database import Database
from scraper.archive.sql_guard import quoted

BOM = b"\xef\xbb\xbf"

_FOR_NUL = "\ufffd".encode()

_FORMULA = "IN ('=', '+', '-', '@', char(9), char(10), char(13))"
"""First characters of a cell that a spreadsheet may run (OWASP, CSV injection)."""


def tables(job: Job) -> list[TextFile]:
    """Return the table, and for records with lists of links that of their links.

    Raises:
        ExportError: where the table would have no column.
    """
    request = job.request
    if isinstance(request, Rows):
        return [TextFile(job.target, request, _any_lines(job.db, request, job.options), extra=1)]
    if not request.scalars:
        raise ExportError("a table needs a field that is not a list of links; CSV has those in a file of their own")
    found: dict[Path, Table] = {job.target: Records(selection=request.selection, fields=request.scalars)}
    if request.links is not None:
        found[links_file(job.target)] = request.links
    return [TextFile(path, table, lines(job.db, table, job.options), extra=1) for path, table in found.items()]


def links_file(target: Path) -> Path:
    """Return the file with the links beside a table: `articles.csv` has `articles-links.csv`."""
    stem, _, _ = target.name.rpartition(".csv")
    return target.with_name(f"{stem}-links{target.name[len(stem) :]}")


def lines(db: Database, table: Table, options: Options = Options()) -> Generator[bytes, None, None]:  # noqa: B008
    """Stream the header and the rows of a table of the archive, in UTF-8, each ended by CR LF.

    A text may contain line ends of its own.
    """
    columns = columns_of(db, table)
    assert columns is not None
    return _lines(db, table, {column.name: _cell(column, options) for column in columns}, options)


def _any_lines(db: Database, rows: Rows, options: Options) -> Generator[bytes, None, None]:
    return _lines(db, rows, {name: _any_cell(quoted(name), options) for name in rows.names}, options)


def _lines(db: Database, table: Table, cells: Mapping[str, str], options: Options) -> Generator[bytes, None, None]:
    """Stream the lines of a table, by the SQL of each column's cell: bytes for a text to be quoted, else text."""
    header = ",".join(_header(name) for name in cells)
    yield (BOM if options.bom else b"") + f"{header}\r\n".encode()
    nothing = b'""' if len(cells) == 1 else b""
    for line in decoded((_line(row),) for row in table.select(db, list(cells.values()))):
        yield (line.replace(b"\0", _FOR_NUL) or nothing) + b"\r\n"


def _line(row: Sequence[object]) -> bytes:
    return b",".join([b'"%b"' % cell.replace(b'"', b'""') if type(cell) is bytes else _plain(cell) for cell in row])


def _plain(cell: object) -> bytes:
    return b"" if cell is None else str(cell).encode()


def _header(name: str) -> str:
    """Quote a name only where it must be: ours are plain words, those of a user's SELECT may be anything."""
    return name if name.replace("_", "").isalnum() else '"' + name.replace('"', '""') + '"'


def _cell(column: Column, options: Options) -> str:
    return column.sql if column.is_number else _text(column.sql, options)


def _any_cell(column: str, options: Options) -> str:
    return f"iif(typeof({column}) = 'text', {_text(column, options)}, {as_text(column)})"


def _text(text: str, options: Options) -> str:
    """Return the SQL of a text as bytes, with an apostrophe before it where it looks like a formula, if requested."""
    if options.defuse_formulas:
        text = f"CASE WHEN substr({text}, 1, 1) {_FORMULA} THEN char(39) || {text} ELSE {text} END"
    return f"CAST({text} AS BLOB)"
