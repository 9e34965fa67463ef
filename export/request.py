"""The request of an export: records, links or rows, a job with its options, and what was written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, TypeAlias

from export.formats import ExportError
from export.lines import register_functions
from scraper.archive import sql_guard
from scraper.archive.database import Database
from scraper.archive.records import FIELDS, Selection, select, select_links
from scraper.archive.schema.dictionary import DESCRIBED
from scraper.items import LINK_LISTS
from scraper.progress import Progress, no_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Articles as they are now."""

    selection: Selection = field(default_factory=Selection)
    fields: tuple[str, ...] = FIELDS
    unit: ClassVar = "articles"

    @property
    def scalars(self) -> tuple[str, ...]:
        """The fields that are one value."""
        return tuple(name for name in self.fields if name not in LINK_LISTS)

    @property
    def links(self) -> "Links | None":
        """The links of these records, where their fields include a list of links."""
        kinds = tuple(name for name in LINK_LISTS if name in self.fields)
        return Links(selection=self.selection, kinds=kinds) if kinds else None

    def select(self, db: Database, expressions: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Stream SQL expressions over `articles`, a tuple a record, in the order of their keys."""
        return select(db, self.selection, expressions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The links of some articles as a table of their own; `kinds` are of `LINK_LISTS`."""

    selection: Selection
    kinds: tuple[str, ...] = LINK_LISTS
    unit: ClassVar = "links"

    def select(self, db: Database, expressions: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Stream SQL expressions over the links, one kind after the other."""
        for kind in self.kinds:
            yield from select_links(db, self.selection, kind, expressions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a SELECT.

    Attributes:
        names: of its columns, all different.
        table: the table or view that it reads, where its columns are that table's.
        values: its parameters.
    """

    sql: str
    names: tuple[str, ...]
    table: str | None = None
    values: tuple[str, ...] = ()
    unit: ClassVar = "rows"

    def select(self, db: Database, expressions: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """Stream SQL expressions over the rows, in their order."""
        register_functions(db)
        source = sql_guard.subquery(self.sql, self.names)
        return sql_guard.stream_rows(db, f"SELECT {', '.join(expressions)} FROM {source}", self.values)  # noqa: S608


Request: TypeAlias = Records | Rows
Table: TypeAlias = Records | Links | Rows


def count_rows(db: Database, table: Table) -> int:
    """Count the records, links or rows."""
    return sum(int(str(number)) for (number,) in table.select(db, ["count(*)"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options that only some formats take; `export.formats` says which.

    Attributes:
        bom: begin a table with a byte order mark, by which Excel recognises UTF-8.
        defuse_formulas: put an apostrophe before text that a spreadsheet would run as a formula.
        partition: write a folder with a file a year.
    """

    bom: bool = False
    defuse_formulas: bool = False
    partition: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An export to a file, of an archive inside a transaction."""

    db: Database
    target: Path
    request: Request
    options: Options = Options()
    progress: Progress = no_progress

    @property
    def selection(self) -> Selection:
        """The articles to export, in a format that takes nothing else."""
        assert isinstance(self.request, Records)
        return self.request.selection

    def count_all(self, tables: Iterable[Table]) -> int:
        """Count the rows of tables where somebody follows the progress; 0 where nobody does."""
        return 0 if self.progress is no_progress else sum(count_rows(self.db, each) for each in tables)

    def report(self, total: int, *, before: int = 0, part: str = "writing") -> Callable[[int], None]:
        """Return a callback that takes the number of rows done after the first `before`; a total of 0 is unknown."""
        return lambda done: self.progress(part, before + done, total) if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file or folder that was written: how many of what it holds, and what to know about it, a sentence each."""

    path: Path
    counts: dict[str, int]
    notes: tuple[str, ...] = ()


def fields_of(text: str | None) -> tuple[str, ...]:
    """Parse a list of fields, separated by commas; None means all.

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


def rows_of_table(db: Database, name: str) -> Rows:
    """Request a whole table or view, in an order that does not depend on how it was written.

    Raises:
        ExportError: where there is none of that name.
    """
    there = {found for (found,) in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    if name not in there or name.startswith("sqlite_"):
        known = [each for each in DESCRIBED if each in there]
        raise ExportError(f"there is no table {name} in this archive; it has {', '.join(known)}")
    whole = f"SELECT * FROM {sql_guard.quoted(name)}"  # noqa: S608 - a name that is there
    names = sql_guard.column_names(db, whole)
    found = db.execute(f"PRAGMA table_info({sql_guard.quoted(name)})").fetchall()
    primary = [column[1] for column in sorted(found, key=lambda column: column[5]) if column[5]]
    order = ", ".join(sql_guard.quoted(each) for each in primary or names)
    return Rows(sql=f"{whole} ORDER BY {order}", names=names, table=name)


def rows_of_sql(db: Database, sql: str) -> Rows:
    """Request the rows of a SELECT, from an archive on which `scraper.archive.sql_guard.read_only` was called.

    Raises:
        scraper.archive.database.ArchiveError: where the archive cannot answer it.
    """
    return Rows(sql=sql, names=sql_guard.column_names(db, sql))
