"""Checks the rows of captures against the records of the WARC files, and what was read in them against the pages."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

from sqlite_utils import Database

from scraper.archive import rows
from scraper.archive.hashes import content_hash, text_hash
from scraper.archive.rows import is_problem
from scraper.items import Answer
from scraper.maintenance.verify.database import primary_key
from scraper.maintenance.verify.findings import REPARSE, RESTORE_WARC, Check, named, shown
from scraper.maintenance.verify.share import Share
from scraper.warc.exchange import Capture
from scraper.warc.reader import WarcError

ROWS = 250
"""Captures that are held against their records at once."""

KEPT = tuple(column.name for column in fields(Capture))
"""The columns of `captures` that the record says."""

READING = rows.CAPTURE[len(KEPT) :]
"""Those that the page says."""

Found: TypeAlias = tuple[Capture, Callable[[], Answer]]
"""A capture as its record has it, and what reads its page."""

_DETAILS = {
    "links": (rows.LINK, "from_key IN (SELECT key FROM captures WHERE capture IN (SELECT value FROM json_each(?1)))"),
    "view_counts": (rows.COUNTER, "1"),
    "listings": (rows.LISTING, "1"),
    "problems": (rows.PROBLEM, "1"),
}
"""The tables whose rows were read in one capture: their columns, and a condition by which an index finds the rows."""

_CURRENT = """
    SELECT c.capture, f.column1 FROM captures c, (VALUES ('related'), ('read_also')) f
    WHERE c.capture IN (SELECT value FROM json_each(?)) AND c.outcome = 'article' AND c.capture = (
        SELECT n.capture FROM captures n
        JOIN carries k ON k.template = n.template AND k.reader = n.reader AND k.field = f.column1
        WHERE n.key = c.key AND n.outcome = 'article' ORDER BY n.fetched_at DESC, n.capture DESC LIMIT 1)
"""
"""The captures whose links are those that hold now, by the kind of link."""


_SOUND = "typeof(capture) = 'text' AND typeof(warc) = 'text' AND typeof(offset) = 'integer'"
"""Where that is not so, the row is damaged, and SQLite's own check says so."""


def files(db: Database) -> Iterator[tuple[str, int, int]]:
    """Name the WARC files in which captures stand: how many there are in each, and how far they reach."""
    reach = "coalesce(max(offset + length), 0)"
    yield from db.execute(f"SELECT warc, count(*), {reach} FROM captures WHERE {_SOUND} GROUP BY 1 ORDER BY 1")  # noqa: S608 - constants


def stretches(db: Database, share: Share) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Part the captures by their WARC files, in the order in which they stand there.

    Args:
        db: the archive.
        share: which of them.

    Yields:
        a file's name, and offset and name of some captures in it.
    """
    file, some = "", list[tuple[int, str]]()
    for warc, offset, capture in db.execute(
        "SELECT warc, offset, capture FROM captures ORDER BY warc, offset, capture"
    ):
        if warc != file or len(some) >= ROWS:
            if some:
                yield file, some
            file, some = warc, []
        if share.has(capture):
            some.append((offset, capture))
    if some:
        yield file, some


@dataclass(frozen=True, slots=True)
class Comparison:
    """Holds captures against their rows.

    Attributes:
        db: the archive, as it is at one moment.
        today: the version of the parser that reads the pages.
        captures: notes what differs between rows and records.
        readings: notes what differs between rows and pages.
        unknown: columns that the WARC file does not tell, because its warcinfo is lost.
    """

    db: Database
    today: str
    captures: Check
    readings: Check
    unknown: frozenset[str] = frozenset()

    def hold(self, found: Sequence[Found], *, complete: bool) -> None:
        """Hold some captures against their rows.

        Args:
            found: what the WARC file has.
            complete: whether each must have a row.
        """
        names = json.dumps([capture.capture for capture, _ in found])
        kept = {
            row[0]: dict(zip(rows.CAPTURE, row, strict=True))
            for row in _select(self.db, "captures", rows.CAPTURE, names)
        }
        read = []
        for capture, answer in found:
            row = kept.get(capture.capture)
            if row is not None:
                self._hold_capture(capture, row)
                if self._is_of_today(capture, row):
                    try:
                        read.append((capture, answer(), row))
                    except (WarcError, OSError) as error:
                        what = f"its page cannot be read: {error}"
                        at = f"capture {capture.capture}"
                        self.readings.fault(what, RESTORE_WARC, table="captures", row=at)
            elif complete:
                what = f"the record of {capture.capture}, {capture.url}, has no row"
                self.captures.fault(what, REPARSE, table="captures", file=capture.warc, byte=capture.offset)
        self._hold_readings(read, names)

    def _hold_capture(self, capture: Capture, row: Mapping[str, object]) -> None:
        """Hold the columns of a row that the record says."""
        self.captures.looked_at += 1
        for column in KEPT:
            if column not in self.unknown:
                self._hold_value(self.captures, capture, column, (row[column], getattr(capture, column)))

    def _is_of_today(self, capture: Capture, row: Mapping[str, object]) -> bool:
        """Whether today's parser read a capture, or none had to; else note which did."""
        reader = row["reader"]
        if reader in {None, self.today}:
            return True
        older = str(reader)
        if older.isdecimal() and int(older) < int(self.today):
            self.readings.older[older] += 1
        else:
            what = f"it is {shown(reader)}, and this program's parser is {self.today}; a newer Arsip may know it"
            self.readings.fault(what, REPARSE, table="captures", row=f"capture {capture.capture}", column="reader")
        return False

    def _hold_value(self, check: Check, capture: Capture, column: str, values: tuple[object, object]) -> None:
        """Note where a column has another value than it should have."""
        has, should = values
        if has != should:
            by = "its record" if check is self.captures else "its page"
            check.fault(
                f"it is {shown(has)}, and {by} says {shown(should)}",
                REPARSE,
                table="captures",
                row=f"capture {capture.capture}",
                column=column,
                file=capture.warc,
                byte=capture.offset,
            )

    def _hold_readings(self, read: list[tuple[Capture, Answer, dict[str, object]]], names: str) -> None:
        """Hold what was read in some captures against what their pages say."""
        for capture, answer, row in read:
            self.readings.looked_at += 1
            article = answer.article
            hashes = (content_hash(article), text_hash(article)) if article else None
            should = dict(zip(rows.CAPTURE, rows.capture(capture, answer, hashes), strict=True))
            for column in READING:
                self._hold_value(self.readings, capture, column, (row[column], should[column]))
        batch = [(capture, answer) for capture, answer, _ in read]
        current = set(self.db.execute(_CURRENT, [names]))
        articles = [(capture, answer.article) for capture, answer in batch if answer.article]
        expected: dict[str, Iterable[rows.Row]] = {
            "links": (link for link in rows.links(articles) if (link[0], link[2]) in current),
            "view_counts": rows.counters(batch),
            "listings": (
                item
                for capture, answer in batch
                if answer.page and answer.list
                for item in rows.listings(capture, answer.list, answer.page.items)
            ),
            "problems": (rows.problem(capture, answer) for capture, answer in batch if is_problem(answer)),
        }
        looked_at = {capture.capture for capture, _ in batch}
        for table, should_be in expected.items():
            columns, seek = _DETAILS[table]
            has = (row for row in _select(self.db, table, columns, names, seek) if row[0] in looked_at)
            self._hold_rows(table, columns, has, should_be)

    def _hold_rows(
        self, table: str, columns: tuple[str, ...], has: Iterable[rows.Row], should: Iterable[rows.Row]
    ) -> None:
        """Hold the rows of a table against those that the pages give; of two with one key the first is kept."""
        primary = primary_key(self.db, table)
        places = [columns.index(column) for column in primary]
        kept = {tuple(row[place] for place in places): row for row in has}
        given: dict[tuple[object, ...], rows.Row] = {}
        for row in should:
            given.setdefault(tuple(row[place] for place in places), row)
        for at in sorted(kept.keys() | given.keys(), key=repr):
            row_name = named(primary, at)
            if at not in given:
                self.readings.fault("its page gives no such row", REPARSE, table=table, row=row_name)
            elif at not in kept:
                self.readings.fault("its page gives such a row, and it is missing", REPARSE, table=table, row=row_name)
            else:
                for column, one, other in zip(columns, kept[at], given[at], strict=True):
                    if one != other:
                        what = f"it is {shown(one)}, and its page says {shown(other)}"
                        self.readings.fault(what, REPARSE, table=table, row=row_name, column=column)


def _select(db: Database, table: str, columns: tuple[str, ...], names: str, seek: str = "1") -> list[rows.Row]:
    """Return the rows that name one of some captures; `names` is their JSON."""
    return db.execute(
        f"SELECT {', '.join(columns)} FROM {table} "  # noqa: S608 - our names
        f"WHERE {seek} AND capture IN (SELECT value FROM json_each(?1))",
        [names],
    ).fetchall()
