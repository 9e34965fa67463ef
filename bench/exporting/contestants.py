"""Who exports: a command each, with what it is held against."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scraper.archive.records import FIELDS, SCALARS

_ARSIP = (sys.executable, "-m", "arsip", "export")
_PEER = (sys.executable, "-m", "bench.exporting.pyarrow_peer")
_COLUMNS = ",".join(SCALARS)
_IN_A_SHEET = ",".join(name for name in FIELDS if name != "popular")
_SELECT = f"SELECT {_COLUMNS} FROM articles ORDER BY key"  # noqa: S608 - names of ours
_SHELL = "sqlite3"

NO_SHELL = "the sqlite3 shell is not installed: nothing to hold JSON lines and CSV against"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A command that writes an export.

    Attributes:
        name: as the table shows it.
        command: with `DB` for the archive and `OUT` for the file; without `OUT` it prints.
        suffix: of the file.
        against: the name of the contestant that it is held against.
    """

    name: str
    command: tuple[str, ...]
    suffix: str
    against: str | None = None

    def words(self, db: Path, out: Path) -> list[str]:
        """Return the command with the archive and the file in their places."""
        return [{"DB": str(db), "OUT": str(out)}.get(word, word) for word in self.command]

    @property
    def prints(self) -> bool:
        """Whether it prints what is to be in the file."""
        return "OUT" not in self.command


def contestants() -> tuple[Contestant, ...]:
    """Return those that can run here, in the order of their turns."""
    shell = (
        Contestant("sqlite3 .mode json", (_SHELL, "-cmd", ".mode json", "DB", _SELECT), ".json"),
        Contestant("sqlite3 .mode csv", (_SHELL, "-cmd", ".mode csv", "DB", _SELECT), ".csv"),
    )
    return (*(shell if shutil.which(_SHELL) else ()), *_PYARROW, *_OURS)


def _lines(kind: str, against: str) -> Contestant:
    command = (*_ARSIP, "-", "--db", "DB", "--format", kind, "--fields", _COLUMNS)
    return Contestant(f"arsip {kind}", command, f".{kind}", against)


def _file(name: str, suffix: str, *options: str, against: str | None = None) -> Contestant:
    return Contestant(name, (*_ARSIP, "OUT", "--db", "DB", *options), suffix, against)


_PYARROW = (
    Contestant("pyarrow parquet", (*_PEER, "DB", "OUT"), ".parquet"),
    Contestant("pyarrow parquet, with links", (*_PEER, "DB", "OUT", "links"), ".parquet"),
)
_OURS = (
    _lines("jsonl", "sqlite3 .mode json"),
    _lines("csv", "sqlite3 .mode csv"),
    _file("arsip parquet", ".parquet", "--fields", _COLUMNS, against="pyarrow parquet"),
    _file("arsip parquet, with links", ".parquet", against="pyarrow parquet, with links"),
    _file("arsip jsonl, with links", ".jsonl"),
    _file("arsip csv, with links", ".csv"),
    _file("arsip xlsx, without popular links", ".xlsx", "--fields", _IN_A_SHEET),
    _file("arsip zip", ".zip"),
)
