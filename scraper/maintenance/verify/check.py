"""One check of an archive: which share of the rows it compares, and the faults that it finds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import blake2b
from typing import Literal, Self, TypeAlias, TypedDict, Unpack

from scraper.archive.database import Database
from scraper.warc.exchange import Capture

Name: TypeAlias = Literal["database", "texts", "captures", "readings", "articles", "search", "frontier"]
"""The checks, in the order in which they are made."""

MAX_FAULTS = 100
"""Faults of one check that are kept; all are counted, and memory stays flat however damaged an archive is."""

MAX_SHOWN = 60
"""Characters of a value that a fault shows."""

REPARSE = "run `arsip reparse`"
RESTORE_WARC = "restore the file from a backup"
RESTORE_ROW = "restore archive.db from a backup"
REPAIR = "run `arsip repair`, which drops what does not belong in an archive"
RESTORE_DATABASE = "run `arsip repair`, or restore archive.db from a backup"


_BYTES = 8
_CIRCLE = 1 << 8 * _BYTES


@dataclass(frozen=True, slots=True)
class Share:
    """The names whose hash lies in an arc, of some size, of the circle of all hashes; all of them by default.

    Shares of one size with consecutive numbers lie side by side, so that together they have every name.
    """

    since: int = 0
    size: int = _CIRCLE

    @classmethod
    def nth(cls, number: int, of: Fraction) -> Self:
        """Return the share of a number, such as the ordinal of the day, and a size above 0 and up to 1."""
        since, until = int(number * of * _CIRCLE), int((number + 1) * of * _CIRCLE)
        return cls(since % _CIRCLE, until - since)

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self.size >= _CIRCLE

    def part_of(self, number: int) -> int:
        """Return about how many of a number are in this share."""
        return round(number * self.size / _CIRCLE)

    def has(self, name: str | int) -> bool:
        """Whether a capture (by its name), a text (its hash) or an article (its key) is in this share."""
        if self.is_all:
            return True
        place = int.from_bytes(blake2b(str(name).encode(), digest_size=_BYTES).digest(), "big")
        return (place - self.since) % _CIRCLE < self.size


ALL = Share()


class Place(TypedDict, total=False):
    """Where a fault is, as far as that is known: see the attributes of `Fault`."""

    table: str | None
    row: str | None
    column: str | None
    file: str | None
    byte: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it should be.

    Attributes:
        what: what is wrong, in a sentence without its end.
        remedy: what to do about it, to follow the sentence.
        row: which row, by its primary key.
        file: its WARC file.
        byte: where in the file.
    """

    check: Name
    what: str
    remedy: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    file: str | None = None
    byte: int | None = None

    @property
    def place(self) -> str:
        """Where it is, as far as that is known: `articles, key 142433, title`, or `warc/a.warc.gz, byte 812`."""
        file = f"warc/{self.file}" if self.file else None
        byte = f"byte {self.byte:,}" if self.byte is not None else None
        return ", ".join(part for part in (self.table, self.row, self.column, file, byte) if part)


@dataclass(slots=True)
class Check:
    """One check, and what it has found so far.

    Attributes:
        looked_at: how many rows or records it has compared with what they should be.
        found: how many faults.
        faults: the first of them.
        older: captures that were read by an older version of the parser than today's, by that version.
        notices: sentences that are worth knowing and no faults.
    """

    name: Name
    looked_at: int = 0
    found: int = 0
    faults: list[Fault] = field(default_factory=list)
    older: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)

    def fault(self, what: str, remedy: str, **place: Unpack[Place]) -> None:
        """Add a fault; its attributes are those of `Fault`."""
        self.found += 1
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(check=self.name, what=what, remedy=remedy, **place))

    def add(self, other: "Check") -> None:
        """Add what another process has found in its part of the same check."""
        self.looked_at += other.looked_at
        self.found += other.found
        self.faults += other.faults[: MAX_FAULTS - len(self.faults)]
        self.older += other.older
        self.notices += other.notices

    def compare(self, has: object, expected: object, source: str, **place: Unpack[Place]) -> None:
        """Add a fault where a column has another value than `source`, such as `its page`, gives it."""
        if has != expected:
            self.fault(f"it is {shown(has)}, but {shown(expected)} according to {source}", REPARSE, **place)

    def compare_capture(
        self, capture: Capture, has: dict[str, object], expected: dict[str, object], source: str
    ) -> None:
        """Compare columns of the row of a capture."""
        for column, value in expected.items():
            self.compare(
                has[column],
                value,
                source,
                table="captures",
                row=f"capture {capture.capture}",
                column=column,
                file=capture.warc,
                byte=capture.offset,
            )

    def compare_rows(
        self,
        db: Database,
        table: str,
        columns: Sequence[str],
        has: Iterable[tuple[object, ...]],
        expected: Iterable[tuple[object, ...]],
        *,
        source: str,
    ) -> None:
        """Compare rows of a table by their primary keys; of several expected rows with one key, the first counts."""
        primary = db.primary_key(table)
        places = [columns.index(column) for column in primary]
        kept = {tuple(row[place] for place in places): row for row in has}
        given: dict[tuple[object, ...], tuple[object, ...]] = {}
        for row in expected:
            given.setdefault(tuple(row[place] for place in places), row)
        for key in sorted(kept.keys() | given.keys(), key=repr):
            name = named(primary, key)
            if key not in given:
                self.fault(f"this row should not exist according to {source}", REPARSE, table=table, row=name)
            elif key not in kept:
                self.fault(f"this row is missing, according to {source}", REPARSE, table=table, row=name)
            else:
                for column, one, other in zip(columns, kept[key], given[key], strict=True):
                    self.compare(one, other, source, table=table, row=name, column=column)


def shown(value: object) -> str:
    """Return a value of a column as a fault shows it: short, on one line."""
    if value is None:
        return "null"
    text = " ".join(str(value).split())
    text = text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
    return f"'{text}'" if isinstance(value, str) else text


def named(columns: Sequence[str], values: Iterable[object]) -> str:
    """Name a row by its primary key: `key 142433, position 2`."""
    return ", ".join(f"{column} {value}" for column, value in zip(columns, values, strict=True))
