"""Makes backups, and clears away those that are too many."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard

from arsip.nightly.backup.destination import Place, Watch, silent
from arsip.nightly.backup.manifest import (
    Manifest,
    Stored,
    WrongPlaceError,
    database_name,
    made_at,
    manifest_name,
    stamp,
)
from arsip.nightly.backup.retention import KEPT, Retention, kept
from arsip.nightly.backup.warc_copies import WarcCopies
from scraper.archive.copies.snapshot import Copied, copy, examine
from scraper.archive.database import WrongArchiveError, open_to_read
from scraper.maintenance.warc_files import Listed
from scraper.warc.fsync import sha256_of

LEVEL = 3
"""Of zstd: a third of the size at the speed of a disk."""

LEFTOVER = timedelta(days=1)
"""What a backup that was killed has left is cleared away after so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made.

    Attributes:
        name: of it.
        holds: what its database holds.
        database_bytes: of the database.
        stored_bytes: of the database as it is stored.
        warc_files: that were copied; those that were there are not copied again.
        warc_bytes: of them.
    """

    name: str
    holds: Copied
    database_bytes: int
    stored_bytes: int
    warc_files: int
    warc_bytes: int

    @property
    def numbers(self) -> dict[str, int | float]:
        """What was counted, by name."""
        return {
            "backup_bytes": self.stored_bytes,
            "backup_warc_files": self.warc_files,
            "backup_warc_bytes": self.warc_bytes,
        }


def back_up(archive: Path, target: str, *, now: datetime, watch: Watch = silent) -> Made:
    """Make a backup of an archive; a crawl may be writing to it.

    Args:
        archive: its file.
        target: a folder, or an address of fsspec's.
        now: the moment; it names the backup, or where there is one of that second, the next does.
        watch: told of progress.

    Raises:
        BackupError: where it cannot be made; what was there stays.
        scraper.archive.database.ArchiveError: where the archive cannot be read, or its copy is damaged.
    """
    place = Place(target)
    now = now.replace(microsecond=0)
    with place.used(), _beside(archive) as room:
        before = place.manifests()
        while any(manifest.stamp == stamp(now) for manifest in before):
            now += timedelta(seconds=1)
        plain, packed = room / "archive.db", room / "archive.db.zst"
        copy(archive, plain, watch=lambda done, of: watch("database", done, of))
        holds = examine(plain)
        with closing(open_to_read(plain)) as db:
            files = Listed.beside(archive).owned_by(db)  # after the copy: its rows never run ahead of the files
        others = {manifest.holds.archive for manifest in before} - {holds.archive}
        if others:
            raise WrongPlaceError(f"{place.name}: there are backups of another archive here; give each its own place")
        database = Stored("archive.db", plain.stat().st_size, sha256_of(plain))
        _pack(plain, packed)
        plain.unlink()
        compressed = Stored(database_name(now), packed.stat().st_size, sha256_of(packed))
        warc = WarcCopies(place, before, stamp(now))
        warc.copy(files, room, watch)
        place.put(packed, compressed.name)
        manifest = Manifest(
            made_at=now, arsip=version("arsip"), holds=holds, database=database, compressed=compressed,
            warc=tuple(warc.finished), unfinished=tuple(warc.unfinished),
        )  # fmt: skip
        told = room / "manifest.json"
        told.write_text(manifest.to_json(), "utf-8")
        place.put(told, manifest_name(now))
    return Made(
        name=compressed.name.removesuffix(".db.zst"),
        holds=holds,
        database_bytes=database.bytes,
        stored_bytes=compressed.bytes,
        warc_files=len(warc.copied),
        warc_bytes=sum(file.bytes for file in warc.copied),
    )


def prune_backups(target: str, *, now: datetime, keep: Retention = KEPT) -> list[str]:
    """Clear away the backups that are too many, and what killed ones have left; never a WARC file.

    Args:
        target: where they are.
        now: the moment.
        keep: how many stay.

    Returns:
        names of those cleared away.

    Raises:
        BackupError: where the place cannot be read or written.
    """
    place = Place(target)
    with place.used():
        there = {manifest.made_at: manifest for manifest in place.manifests()}
        stay = kept(there, keep)
        gone = sorted(set(there) - stay)
        for moment in gone:
            place.remove(manifest_name(moment))
            place.remove(database_name(moment))
            place.remove(f"open/{stamp(moment)}")
        for name in place.names():
            begun = made_at(name)
            if begun is not None and begun not in there and begun < now - LEFTOVER:
                place.remove(name)
                place.remove(f"open/{stamp(begun)}")
    return [database_name(moment).removesuffix(".db.zst") for moment in gone]


@contextmanager
def _beside(archive: Path) -> Iterator[Path]:
    """Give a folder on the archive's disk that is gone afterwards, and clear away what killed backups have left."""
    prefix = f".{archive.name}.backup-"
    for left in archive.parent.glob(f"{prefix}*"):
        if not _is_alive(left.name.removeprefix(prefix).partition("-")[0]):
            for file in left.iterdir():
                file.unlink()
            left.rmdir()
    try:
        with TemporaryDirectory(prefix=f"{prefix}{os.getpid()}-", dir=archive.parent) as room:
            yield Path(room)
    except FileNotFoundError as error:
        if archive.parent.exists():
            raise
        raise WrongArchiveError(f"{archive}: there is no archive here; name one with --db") from error


def _is_alive(process: str) -> bool:
    return process.isdecimal() and Path(f"/proc/{process}").exists()


def _pack(source: Path, target: Path) -> None:
    packer = zstandard.ZstdCompressor(level=LEVEL, threads=-1, write_checksum=True)
    with source.open("rb") as plain, target.open("wb") as packed:
        packer.copy_stream(plain, packed, size=source.stat().st_size)
