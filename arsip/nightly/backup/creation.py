"""Makes a backup: the database as it is at one moment, compressed, and each WARC file once."""

import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import zstandard

from arsip.nightly.backup.destination import Destination
from arsip.nightly.backup.manifest import (
    BackupError,
    Manifest,
    StoredFile,
    WrongPlaceError,
    database_name,
    manifest_name,
    stamp,
)
from scraper.archive.copies.snapshot import Contents, copy, examine
from scraper.archive.database import open_to_read
from scraper.atomic_file import temporary_beside
from scraper.maintenance.warc_files import WarcFiles, sha256_of
from scraper.progress import Progress, no_progress
from scraper.warc.writer import OPEN

LEVEL = 3
"""Of zstd: a third of the size at the speed of a disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup that was made; WARC files are those copied: what is at the destination already is not copied again."""

    name: str
    holds: Contents
    database_bytes: int
    stored_bytes: int
    warc_files: int
    warc_bytes: int


def back_up(archive: Path, target: str, *, now: datetime, progress: Progress = no_progress) -> Backup:
    """Make a backup of an archive, named by `now`, or by the next free second; a crawl may be writing to it.

    Raises:
        BackupError: where it cannot be made; the backups there are stay.
        scraper.archive.database.ArchiveError: where the archive cannot be read, or its copy is damaged.
    """
    destination = Destination(target)
    now = now.replace(microsecond=0)
    open_to_read(archive).close()  # else a folder would be made for an archive that is not there
    beside = archive.resolve().with_name(f"{archive.name}.backup")
    with destination.named_errors(), temporary_beside(beside, folder=True) as scratch:
        before = destination.manifests()
        while any(manifest.stamp == stamp(now) for manifest in before):
            now += timedelta(seconds=1)
        plain, packed = scratch / "archive.db", scratch / "archive.db.zst"
        copy(archive, plain, progress=progress)
        holds = examine(plain)
        with closing(open_to_read(plain)) as db:
            files = WarcFiles.beside(archive).owned_by(db)  # after the copy: its rows never run ahead of the files
        if {manifest.holds.archive for manifest in before} - {holds.archive}:
            raise WrongPlaceError(
                f"{destination.name}: there are backups of another archive here; give each its own place"
            )
        database = _described(plain)
        with plain.open("rb") as source, packed.open("wb") as out:
            packer = zstandard.ZstdCompressor(level=LEVEL, threads=-1, write_checksum=True)
            packer.copy_stream(source, out, size=database.bytes)
        plain.unlink()
        compressed = _described(packed, database_name(now))
        warc, unfinished, copied = _copy_warc(
            files, destination, before, name=stamp(now), scratch=scratch, progress=progress
        )
        destination.put(packed, compressed.name)
        manifest = Manifest(
            made_at=now, arsip=version("arsip"), holds=holds, database=database, compressed=compressed,
            warc=tuple(warc), unfinished=tuple(unfinished),
        )  # fmt: skip
        (scratch / "manifest.json").write_text(manifest.to_json(), "utf-8")
        destination.put(scratch / "manifest.json", manifest_name(now))
    return Backup(
        name=compressed.name.removesuffix(".db.zst"),
        holds=holds,
        database_bytes=database.bytes,
        stored_bytes=compressed.bytes,
        warc_files=len(copied),
        warc_bytes=sum(file.bytes for file in copied),
    )


def _copy_warc(
    files: WarcFiles, destination: Destination, before: list[Manifest], *, name: str, scratch: Path, progress: Progress
) -> tuple[list[StoredFile], list[StoredFile], list[StoredFile]]:
    """Copy the WARC files that are not at the destination yet, and what is being written as far as it goes.

    Returns:
        finished files that are there now, old and new; unfinished files; those that were copied now.
    """
    known = {file.name: file for manifest in reversed(before) for file in manifest.warc}
    existing = destination.names("warc")
    finished: list[StoredFile] = []
    unfinished: list[StoredFile] = []
    names = sorted(files.names)
    for number, lasting_name in enumerate(names, 1):
        path = files.folder / lasting_name
        progress("warc", number, len(names))
        if lasting_name not in files.closed:
            opened = _copy_unfinished(path.with_name(lasting_name + OPEN), destination, name, scratch)
            if opened is not None:
                unfinished.append(opened)
                continue
        size, recorded = path.stat().st_size, known.get(lasting_name)
        file = recorded if recorded and recorded.bytes == size else _described(path)  # not read again where known
        if lasting_name not in existing:
            destination.put(path, f"warc/{lasting_name}")
        elif existing[lasting_name] != size or (recorded and recorded.sha256 != file.sha256):
            raise BackupError(
                f"{destination.name}: warc/{lasting_name} there is another file than here; "
                "`arsip verify` says whether the one here is right"
            )
        finished.append(file)
    return finished, unfinished, [*(file for file in finished if file.name not in existing), *unfinished]


def _copy_unfinished(path: Path, destination: Destination, name: str, scratch: Path) -> StoredFile | None:
    """Copy a file that is being written; return None where it was finished meanwhile."""
    snapshot = scratch / path.name
    try:
        shutil.copyfile(path, snapshot)  # it may be a gigabyte
    except FileNotFoundError:
        return None
    file = _described(snapshot)
    destination.put(snapshot, f"open/{name}/{path.name}")
    snapshot.unlink()
    return file


def _described(path: Path, name: str = "") -> StoredFile:
    return StoredFile(name or path.name, path.stat().st_size, sha256_of(path))
