"""CSV by RFC 4180: a table with a row a record, and a second one with a row a link; absent is an empty cell.

Every text is quoted and no text of the archive is empty, so an empty cell can only mean that there is none. In a table
of one column that cell is `""`: programs skip a line without anything on it. U+FFFD stands for NUL, at which many
programs end a text.
"""

from collections.abc import Generator, Sequence
from pathlib import Path

from export.columns import Column, columns_of
from export.formats import ExportError
from export.lines import TextFile, as_text, decoded, joined, without_nul
from export.request import Job, Options, Records, Rows, Table
from scraper.archive.database import Database
from scraper.archive.sql_guard import quoted

BOM = b"\xef\xbb\xbf"

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
        raise ExportError("a table needs a field that is no list of links; CSV has those in a file of their own")
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
    return _lines(db, table, [column.name for column in columns], _row(columns, options), options)


def _any_lines(db: Database, rows: Rows, options: Options) -> Generator[bytes, None, None]:
    cells = [("%s", _any_cell(quoted(name), options)) for name in rows.names]
    return _lines(db, rows, rows.names, joined(cells), options)


def _lines(
    db: Database, table: Table, names: Sequence[str], row: str, options: Options
) -> Generator[bytes, None, None]:
    header = ",".join(_header(name) for name in names)
    yield (BOM if options.bom else b"") + f"{header}\r\n".encode()
    nothing = b'""' if len(names) == 1 else b""
    for line in decoded(table.select(db, [row])):
        yield (line or nothing) + b"\r\n"


def _header(name: str) -> str:
    """Quote a name only where it must be: ours are plain words, those of a user's SELECT may be anything."""
    return name if name.replace("_", "").isalnum() else '"' + name.replace('"', '""') + '"'


def _row(columns: Sequence[Column], options: Options) -> str:
    """Return the SQL of a row whose columns have known types.

    A NUL is looked for in the row as a whole: looking for it in each cell takes half as long again.
    """
    texts = [column.sql for column in columns if not column.is_number]
    plain = joined([("%s", _cell(column, column.sql, options)) for column in columns])
    if not texts:
        return plain
    mended = joined([("%s", _cell(column, without_nul(column.sql), options)) for column in columns])
    return f"CASE WHEN {' OR '.join(f'instr({text}, char(0))' for text in texts)} THEN {mended} ELSE {plain} END"


def _cell(column: Column, text: str, options: Options) -> str:
    return column.sql if column.is_number else _quoted(_defused(column.sql, text, options))


def _any_cell(column: str, options: Options) -> str:
    text = _quoted(_defused(column, without_nul(column), options))
    return f"iif(typeof({column}) = 'text', {text}, {as_text(column)})"


def _quoted(text: str) -> str:
    return f"""'"' || replace({text}, '"', '""') || '"'"""


def _defused(value: str, text: str, options: Options) -> str:
    """Return the SQL of a text with an apostrophe before it where it looks like a formula, if requested."""
    if not options.defuse_formulas:
        return text
    return f"CASE WHEN substr({value}, 1, 1) {_FORMULA} THEN char(39) || {text} ELSE {text} END"
