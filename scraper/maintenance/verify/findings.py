"""What a check of an archive finds: faults, each with its place and what to do about it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Name: TypeAlias = Literal["database", "texts", "captures", "readings", "articles", "search", "frontier"]
"""The checks, in the order in which they are made."""

MOST = 100
"""Faults of one check that are kept in words; all are counted, and memory stays flat however broken an archive is."""

WIDEST = 60
"""Characters of a value that a fault shows."""

REPARSE = "run `arsip reparse`"
RESTORE_WARC = "restore the file from a backup"
REPAIR = "run `arsip repair`, which drops what does not belong in an archive"
RESTORE_DATABASE = "run `arsip reparse`, or restore archive.db from a backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it should be.

    Attributes:
        check: which check found it.
        what: what is wrong, in a sentence without its end.
        remedy: what to do about it, to follow the sentence.
        table: the table it stands in, where it stands in one.
        row: which row, by its primary key.
        column: which column.
        file: the WARC file, where it stands in one.
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
        name: which one.
        looked_at: how many rows or records it has held against what they should be.
        found: how many faults.
        faults: the first of them.
        older: captures that were read by another version of the parser than today's, by that version.
        notices: what is worth knowing and no fault.
    """

    name: Name
    looked_at: int = 0
    found: int = 0
    faults: list[Fault] = field(default_factory=list)
    older: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)

    def fault(  # noqa: D417 - the rest is what the attributes of Fault say
        self,
        what: str,
        remedy: str,
        *,
        table: str | None = None,
        row: str | None = None,
        column: str | None = None,
        file: str | None = None,
        byte: int | None = None,
    ) -> None:
        """Note a fault.

        Args:
            what: is wrong.
            remedy: what to do about it.
        """
        self.found += 1
        if len(self.faults) < MOST:
            self.faults.append(
                Fault(
                    check=self.name,
                    what=what,
                    remedy=remedy,
                    table=table,
                    row=row,
                    column=column,
                    file=file,
                    byte=byte,
                )
            )

    def take(self, other: "Check") -> None:
        """Add what another process has found in its part of the same check."""
        self.looked_at += other.looked_at
        self.found += other.found
        self.faults += other.faults[: MOST - len(self.faults)]
        self.older += other.older
        self.notices += other.notices


def shown(value: object) -> str:
    """Return a value of a column as a fault shows it: short, on one line."""
    if value is None:
        return "null"
    text = " ".join(str(value).split())
    text = text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
    return f"'{text}'" if isinstance(value, str) else text


def named(columns: Sequence[str], values: Iterable[object]) -> str:
    """Name a row by its primary key: `key 142433, position 2`."""
    return ", ".join(f"{column} {value}" for column, value in zip(columns, values, strict=True))
