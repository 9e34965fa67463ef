"""What a backup is: a manifest that names its database and every WARC file, with their digests."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from scraper.archive.backing_up import Copied

FORMAT = 1
_STAMP = "%Y%m%dT%H%M%SZ"
_PREFIX = "archive-"


class BackupError(Exception):
    """A backup cannot be made, read or put back; the text says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a backup.

    Attributes:
        name: in its folder.
        bytes: its size.
        sha256: of its content.
    """

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup.

    Attributes:
        made_at: the moment, UTC, to the second; it names the backup.
        arsip: the version that made it.
        holds: what the database holds.
        database: as it was, before it was compressed.
        compressed: as it is stored.
        warc: files of `warc/`, finished.
        unfinished: files that were being written; copies of them stand in `open/`, by the backup's name.
    """

    made_at: datetime
    arsip: str
    holds: Copied
    database: Stored
    compressed: Stored
    warc: tuple[Stored, ...]
    unfinished: tuple[Stored, ...]

    @property
    def stamp(self) -> str:
        """Names the backup."""
        return stamp(self.made_at)

    def to_json(self) -> str:
        """Write it."""
        told = asdict(self) | {"made_at": self.stamp, "format": FORMAT}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str) -> "Manifest":
        """Read it.

        Args:
            text: as `to_json` wrote it.
            name: of the file, for the error.

        Raises:
            BackupError: where it is none.
        """
        try:
            told = json.loads(text)
            if told.pop("format") != FORMAT:
                raise BackupError(f"{name}: this backup was made by a newer Arsip; use that one")
            return cls(
                made_at=moment_of(told["made_at"]),
                arsip=told["arsip"],
                holds=Copied(**told["holds"]),
                database=Stored(**told["database"]),
                compressed=Stored(**told["compressed"]),
                warc=tuple(Stored(**file) for file in told["warc"]),
                unfinished=tuple(Stored(**file) for file in told["unfinished"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError(f"{name}: this is no manifest of a backup: {error}") from error


def stamp(moment: datetime) -> str:
    """Write a moment as backups are named: `20261124T191702Z`."""
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(name: str) -> datetime:
    """Read a moment as backups are named.

    Raises:
        ValueError: where it is none.
    """
    return datetime.strptime(name, _STAMP).replace(tzinfo=UTC)


def database_name(made_at: datetime) -> str:
    """Name the compressed database of a backup."""
    return f"{_PREFIX}{stamp(made_at)}.db.zst"


def manifest_name(made_at: datetime) -> str:
    """Name the manifest of a backup."""
    return f"{_PREFIX}{stamp(made_at)}.json"


def made_at(name: str) -> datetime | None:
    """Say when the backup was made of which a file is a part, by its name; None for other files."""
    if not name.startswith(_PREFIX):
        return None
    try:
        return moment_of(name.removeprefix(_PREFIX).partition(".")[0])
    except ValueError:
        return None
