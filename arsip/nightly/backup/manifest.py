"""The manifest of a backup: names its database and every WARC file, with sizes and digests."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from scraper.archive.copies.snapshot import Contents
from scraper.maintenance.warc_files import ENDINGS
from scraper.warc.reader import is_file_name
from scraper.warc.writer import OPEN

FORMAT = 1
MAX_BYTES = 2**50
"""A petabyte: no file of a backup is larger."""

_STAMP = "%Y%m%dT%H%M%SZ"
_PREFIX = "archive-"
_SHA256 = re.compile("[0-9a-f]{64}")


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says which, why, and what to do."""


class WrongPlaceError(BackupError):
    """There is no backup at the destination, or it is of another archive than the one meant."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup: its name within its folder, its size, the SHA-256 of its content."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A backup.

    Attributes:
        made_at: UTC, to the second; it names the backup.
        arsip: the version that made it.
        database: before it was compressed.
        warc: finished files, in `warc/`.
        unfinished: files that were being written; copies of them are in `open/STAMP/`.
    """

    made_at: datetime
    arsip: str
    holds: Contents
    database: StoredFile
    compressed: StoredFile
    warc: tuple[StoredFile, ...]
    unfinished: tuple[StoredFile, ...]

    @property
    def stamp(self) -> str:
        """Names the backup, as `20261124T191702Z`."""
        return stamp(self.made_at)

    def to_json(self) -> str:
        """Return the text of the manifest's file."""
        values = asdict(self) | {"made_at": self.stamp, "format": FORMAT}
        return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | bytes, *, name: str) -> "Manifest":
        """Read a manifest, which may be somebody else's and say anything, from a file of a name.

        Raises:
            BackupError: where it is no manifest, or one of another backup than the name says.
        """
        try:
            values = json.loads(text, object_pairs_hook=_without_duplicates)
            if type(values) is not dict:
                raise TypeError(f"it is a {type(values).__name__}, not an object")  # noqa: TRY301
            if values.pop("format") != FORMAT:
                raise BackupError(f"{name}: this backup was made by a newer Arsip; use that one")
            moment = moment_of(values["made_at"])
            manifest = cls(
                made_at=moment,
                arsip=_text(values["arsip"]),
                holds=_holds(values["holds"]),
                database=_stored_file(values["database"], "archive.db"),
                compressed=_stored_file(values["compressed"], database_name(moment)),
                warc=tuple(_stored_file(file, *ENDINGS) for file in values["warc"]),
                unfinished=tuple(_stored_file(file, OPEN) for file in values["unfinished"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BackupError(f"{name}: this is not the manifest of a backup: {error}") from error
        if len({file.name for file in manifest.warc}) != len(manifest.warc):
            raise BackupError(f"{name}: this is not the manifest of a backup: it names a WARC file twice")
        if name.rpartition("/")[2] != manifest_name(moment):
            raise BackupError(f"{name}: this is the manifest of another backup, {manifest_name(moment)}")
        return manifest


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _text(value: Any) -> str:  # noqa: ANN401 - as JSON gives it
    if type(value) is not str:
        raise TypeError(f"{value!r:.80} is not a text")
    return value


def _holds(value: Any) -> Contents:  # noqa: ANN401 - as JSON gives it
    holds = Contents(**value)
    for text in (holds.archive, holds.schema, holds.site or "", holds.run or ""):
        _text(text)
    for number in (holds.articles, holds.captures):
        if type(number) is not int or not 0 <= number <= MAX_BYTES:
            raise ValueError(f"{number!r:.80} is not a number of rows")
    return holds


def _stored_file(value: Any, *endings: str) -> StoredFile:  # noqa: ANN401 - as JSON gives it
    """Check a file's name, which must not lead elsewhere and must have one of the endings, its size and its digest."""
    file = StoredFile(**value)
    if not is_file_name(_text(file.name)) or not file.name.endswith(endings) or not file.name.isprintable():
        raise ValueError(f"{file.name!r} is not the name of a file of a backup")
    if type(file.bytes) is not int or not 0 <= file.bytes <= MAX_BYTES:
        raise ValueError(f"{file.name}: {file.bytes!r} is not a size")
    if not isinstance(file.sha256, str) or not _SHA256.fullmatch(file.sha256):
        raise ValueError(f"{file.name}: {file.sha256!r} is not a digest")
    return file


def stamp(moment: datetime) -> str:
    """Write a moment as it names backups: `20261124T191702Z`."""
    return moment.astimezone(UTC).strftime(_STAMP)


def moment_of(text: str) -> datetime:
    """Read a moment that `stamp` wrote; anything else raises ValueError."""
    moment = datetime.strptime(text, _STAMP).replace(tzinfo=UTC)
    if stamp(moment) != text:
        raise ValueError(f"{text!r} is not a moment such as 20261124T191702Z")
    return moment


def database_name(moment: datetime) -> str:
    """Return the name of the compressed database of a backup."""
    return f"{_PREFIX}{stamp(moment)}.db.zst"


def manifest_name(moment: datetime) -> str:
    """Return the name of the manifest of a backup."""
    return f"{_PREFIX}{stamp(moment)}.json"


def made_at(name: str) -> datetime | None:
    """Return the moment of the backup that a file is part of, by its name; None for other files."""
    if not name.startswith(_PREFIX):
        return None
    try:
        return moment_of(name.removeprefix(_PREFIX).partition(".")[0])
    except ValueError:
        return None
