"""Which archive wrote a WARC file, for a database that was lost and has to be rebuilt."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scraper.archive.captures import imported_warcs, warc_names
from scraper.archive.copies.publication import is_archive
from scraper.archive.database import (
    ArchiveError,
    Database,
    DatabaseError,
    NewerArchiveError,
    archive_id,
    create_or_open,
    is_empty,
    open_to_read,
)
from scraper.exit_codes import CannotRun
from scraper.maintenance.warc_files import IMPORTED, WarcFiles
from scraper.urls import host_of
from scraper.warc.integrity import read_warcinfo
from scraper.warc.reader import Damage, walk_captures
from scraper.warc.writer import OURS, file_prefix


@dataclass(frozen=True, slots=True)
class Origin:
    """Id of the archive that wrote a WARC file, and the first address in it that names a host; None where none does."""

    archive: str
    url: str | None


def origins(files: WarcFiles, names: Iterable[str]) -> dict[Origin, int]:
    """Return the archives that wrote some files, each with the number of its files, the first file's first.

    Files that do not say where they come from are left out.
    """
    found: dict[str, tuple[Origin, int]] = {}
    for name in names:
        path = files.find(name)
        if path is None or (origin := _origin_of(path)) is None:
            continue
        first, count = found.get(origin.archive, (origin, 0))
        found[origin.archive] = (first if first.url else origin, count + 1)
    return dict(found.values())


def _origin_of(path: Path) -> Origin | None:
    """Return where a file, perhaps cut off, comes from; None where it is not ours or does not say."""
    warcinfo = read_warcinfo(path) if path.name.startswith(OURS) else None
    if warcinfo is None or warcinfo.archive is None:
        return None
    captures = (found[0] for found in walk_captures(path, warcinfo) if not isinstance(found, Damage))
    return Origin(warcinfo.archive, next((capture.url for capture in captures if host_of(capture.url)), None))


def is_missing(archive: Path) -> bool:
    """Whether there is no database: no file, an empty one, or one without a table."""
    return not archive.exists() or archive.stat().st_size == 0 or is_empty(archive)


def unclaimed(archive: Path, mirror: Path | None = None) -> WarcFiles:
    """List the files of Arsip, and imported ones, beside a path without an archive, but those of others in its folder.

    They belong to an archive that was lost: its database was deleted or emptied, or its WARC files were put here. Of a
    mirror of `warc/`, all files are listed that no archive beside the path owns.
    """
    files = WarcFiles.beside(archive, mirror)
    files = files.without({name for name in files.names if not name.startswith((OURS, IMPORTED))})
    archive = archive.resolve()
    for other in sorted(archive.parent.iterdir()) if archive.parent.is_dir() else ():
        # Copies made for viewing, and what was set aside of this archive, are no other archives.
        if other == archive or other.name.startswith(f"{archive.name}.") or not other.is_file():
            continue
        if is_archive(other):
            try:
                with closing(open_to_read(other)) as db:
                    files = files.without(files.owned_by(db).names)
            except NewerArchiveError:  # its files are not lost, but which they are cannot be read
                raise
            except (ArchiveError, DatabaseError, TypeError, ValueError):
                continue
    return files


def lost(archive: Path, *, but: Collection[str] = (), mirror: Path | None = None) -> dict[Origin, int]:
    """Return the archives whose WARC files stand beside a missing database, each with the number of its files."""
    files = unclaimed(archive, mirror)
    return origins(files, sorted(files.names - frozenset(but)))


def can_be_rebuilt(archive: Path, mirror: Path | None = None) -> bool:
    """Whether WARC files stand beside a missing database from which it can be made: of Arsip, or imported ones."""
    has_imported = any(name.startswith(IMPORTED) for name in unclaimed(archive, mirror).closed)
    return has_imported or bool(lost(archive, mirror=mirror))


def create_unless_lost(archive: Path, *, imported: Collection[str] = ()) -> Database:
    """Open an archive for writing, making it where there is none; but not beside the WARC files of a lost one.

    Else a crawl would silently begin a new archive, and fetch everything again. Files that are `imported` do not count.

    Raises:
        CannotRun: where there are such files; names the command that rebuilds it.
        ArchiveError: as `create_or_open`.
    """
    if is_missing(archive) and (found := lost(archive, but=imported)):
        raise CannotRun(
            f"{archive}: there is no archive here any more, but {_description(archive, found)}; "
            f"`arsip repair --db {archive}` rebuilds it. For a new archive choose another folder"
        )
    return create_or_open(archive)


@contextmanager
def opened_for_work(archive: Path) -> Iterator[Database]:
    """Open an archive as `create_unless_lost` does; where the block fails, an empty one that it made goes again."""
    is_new, is_useless = is_missing(archive), False
    try:
        with closing(create_unless_lost(archive)) as db:
            try:
                yield db
            except BaseException:
                is_useless = is_new and not _holds_anything(db, archive)
                raise
    finally:
        if is_useless:
            for ending in ("-wal", "-shm", ""):
                archive.with_name(archive.name + ending).unlink(missing_ok=True)


def _holds_anything(db: Database, archive: Path) -> bool:
    """Whether an archive has captures or files; one that cannot be read may have some."""
    prefix = file_prefix(archive_id(db))
    own = any(name.startswith(prefix) for name in WarcFiles.beside(archive).names)
    return bool(own or warc_names(db) or imported_warcs(db))


def refuse_several_sites(archive: Path, found: dict[Origin, int], name_of: Callable[[str], str]) -> None:
    """Refuse to choose between lost archives of several sites; those of one site were one, or may become one.

    Raises:
        CannotRun: where they are of several sites.
    """
    if len({name_of(origin.url) for origin in found if origin.url}) > 1:
        raise CannotRun(
            f"{archive}: {_description(archive, found)}; move the files of other sites out of warc/ and give the same "
            "command again"
        )


def _description(archive: Path, found: dict[Origin, int]) -> str:
    of = ", ".join(
        f"{count:,} of {origin.archive[:8]} ({urlsplit(origin.url).netloc if origin.url else 'no page'})"
        for origin, count in found.items()
    )
    return f"{archive.parent / 'warc'} has WARC files of {'one' if len(found) == 1 else 'several'}: {of}"
