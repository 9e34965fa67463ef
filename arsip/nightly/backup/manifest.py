"""What a backup is: a manifest that names its database and every WARC file, with their digests."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from scraper.archive.copies.snapshot import Copied
from scraper.maintenance.warc_files import ENDINGS
from scraper.warc.reader import is_file_name
from scraper.warc.writer import OPEN

FORMAT = 1
_STAMP = "%Y%m%dT%H%M%SZ"
_PREFIX = "archive-"
_SHA256 = re.compile("[0-9a-f]{64}")

MAX_BYTES = 2**50
"""A petabyte: no file of a backup is larger."""


class BackupError(Exception):
    """A backup cannot be made, read or put back; the text says which, why, and what to do."""


class WrongPlaceError(BackupError):
    """The place, or the backup in it, is not what was meant: there is none, or it is of another archive."""


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
            told = json.loads(text, object_pairs_hook=_unique)
            if type(told) is not dict:
                raise TypeError(f"it is a {type(told).__name__}, not an object")  # noqa: TRY301
            if told.pop("format") != FORMAT:
                raise BackupError(f"{name}: this backup was made by a newer Arsip; use that one")
            made = moment_of(told["made_at"])
            manifest = cls(
                made_at=made,
                arsip=_text(told["arsip"]),
                holds=_holds(told["holds"]),
                database=_stored(told["database"], "archive.db"),
                compressed=_stored(told["compressed"], database_name(made)),
                warc=tuple(_stored(file, *ENDINGS) for file in told["warc"]),
                unfinished=tuple(_stored(file, OPEN) for file in told["unfinished"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(f"{name}: this is no manifest of a backup: {error}") from error
        if len({file.name for file in manifest.warc}) != len(manifest.warc):
            raise BackupError(f"{name}: this is no manifest of a backup: it names a WARC file twice")
        if name.rpartition("/")[2] != manifest_name(made):
            raise BackupError(f"{name}: this is the manifest of another backup, {manifest_name(made)}")
        return manifest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _text(told: Any) -> str:  # noqa: ANN401 - as JSON gives it
    if type(told) is not str:
        raise TypeError(f"{told!r:.80} is not a text")
    return told


def _holds(told: Any) -> Copied:  # noqa: ANN401 - as JSON gives it
    """Read what a manifest says of what its database holds.

    Raises:
        ValueError: where a number cannot be.
        TypeError: where a value is of another type.
    """
    holds = Copied(**told)
    for text in (holds.archive, holds.schema, holds.site or "", holds.run or ""):
        _text(text)
    for number in (holds.articles, holds.captures):
        if type(number) is not int or not 0 <= number <= MAX_BYTES:
            raise ValueError(f"{number!r:.80} is not a number of rows")
    return holds


def _stored(told: Any, *endings: str) -> Stored:  # noqa: ANN401 - as JSON gives it
    """Read what a manifest says of a file. A backup may be somebody else's, and say what it likes.

    Args:
        told: the object of the manifest.
        endings: one of which the file's name must have.

    Raises:
        ValueError: where the name leads elsewhere, or size or digest cannot be.
        TypeError: where it is no such object.
    """
    file = Stored(**told)
    if not is_file_name(_text(file.name)) or not file.name.endswith(endings) or not file.name.isprintable():
        raise ValueError(f"{file.name!r} is not the name of a file of a backup")
    if type(file.bytes) is not int or not 0 <= file.bytes <= MAX_BYTES:
        raise ValueError(f"{file.name}: {file.bytes!r} is not a size")
    if not isinstance(file.sha256, str) or not _SHA256.fullmatch(file.sha256):
        raise ValueError(f"{file.name}: {file.sha256!r} is not a digest")
    return file


def stamp(moment: datetime) -> str:
    """Write a moment as backups are named: `20261124T191702Z`."""
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(name: str) -> datetime:
    """Read a moment as backups are named.

    Raises:
        ValueError: where it is none.
    """
    moment = datetime.strptime(name, _STAMP).replace(tzinfo=UTC)
    if stamp(moment) != name:
        raise ValueError(f"{name!r} is no moment as backups are named")
    return moment


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
