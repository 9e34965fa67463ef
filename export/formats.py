"""Which format a file's name asks for, and the way from an archive to that file."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from export import csv_table, json_records
from export.output import copy, replacing
from scraper.archive.opening import Database
from scraper.archive.records import FIELDS, LINK_LISTS, Selection, count

Format: TypeAlias = Literal["json", "jsonl", "csv"]


class ExportError(Exception):
    """An export cannot be made as it was asked for; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How CSV is to be written; the other formats know no choice.

    Attributes:
        bom: begin the file with a byte order mark, by which Excel knows UTF-8.
        defuse_formulas: put an apostrophe before text that a spreadsheet would run as a formula.
    """

    bom: bool = False
    defuse_formulas: bool = False


def format_of(name: str) -> tuple[Format, bool]:
    """Tell a file's format by its name.

    Args:
        name: such as `articles.json` or `articles.csv.gz`.

    Returns:
        the format, and whether the file is to be compressed.

    Raises:
        ExportError: where the name ends otherwise.
    """
    plain = name.removesuffix(".gz")
    for known in get_args(Format):
        if plain.endswith(f".{known}"):
            return known, plain != name
    raise ExportError(f"{name}: its format is not known; end it in .json, .jsonl or .csv, and .gz if you like")


def fields_of(text: str | None) -> tuple[str, ...]:
    """Read a list of fields.

    Args:
        text: names, parted by commas; None for all.

    Raises:
        ExportError: where a record has no such field, or one is named twice.
    """
    if text is None:
        return FIELDS
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in FIELDS]
    if unknown or not names:
        raise ExportError(f"a record has no field {', '.join(unknown) or repr(text)}; it has {', '.join(FIELDS)}")
    if len(set(names)) < len(names):
        raise ExportError(f"a field is named twice: {text}")
    return names


def write(db: Database, target: Path, selection: Selection, fields: Sequence[str], dialect: Dialect) -> dict[Path, int]:
    """Write records to a file, and for CSV their links to a second one; all are written beside and then renamed.

    Args:
        db: the archive.
        target: the file; its name says the format.
        selection: which records.
        fields: what to write of each, in order.
        dialect: for CSV.

    Returns:
        each file written, with the number of its records or links.

    Raises:
        ExportError: where the format does not fit what is asked for.
        scraper.archive.opening.ArchiveError: where the selection's SQL is wrong.
        OSError: where a file cannot be written.
    """
    kind, compressed = format_of(target.name)
    kinds = [name for name in LINK_LISTS if name in fields] if kind == "csv" else []
    with db.atomic(), ExitStack() as files:  # all of one moment, though a crawl may be writing
        written = {target: count(db, selection)}
        out = files.enter_context(replacing(target, compressed=compressed))
        copy(lines(db, kind, selection, fields, dialect), out)
        if kinds:
            links = csv_table.link_lines(db, selection, kinds, bom=dialect.bom, defuse=dialect.defuse_formulas)
            beside = files.enter_context(replacing(links_file(target), compressed=compressed))
            written[links_file(target)] = copy(links, beside) - 1
    return written


def lines(
    db: Database, kind: Format, selection: Selection, fields: Sequence[str], dialect: Dialect
) -> Generator[bytes, None, None]:
    """Stream a file of records.

    Args:
        db: the archive.
        kind: of file.
        selection: which records.
        fields: what to write of each, in order; a table of CSV leaves out the lists of links.
        dialect: for CSV.

    Yields:
        pieces of the file.

    Raises:
        ExportError: where a table would have no column.
    """
    if kind == "json":
        return json_records.array(db, selection, fields)
    if kind == "jsonl":
        return json_records.lines(db, selection, fields)
    columns = [name for name in fields if name not in LINK_LISTS]
    if not columns:
        raise ExportError("a table needs a field that is no list of links; CSV has those in a file of their own")
    return csv_table.record_lines(db, selection, columns, bom=dialect.bom, defuse=dialect.defuse_formulas)


def links_file(target: Path) -> Path:
    """Return the file that takes the links beside a table: `articles.csv` has `articles-links.csv`."""
    stem, _, _ = target.name.rpartition(".csv")
    return target.with_name(f"{stem}-links{target.name[len(stem) :]}")
