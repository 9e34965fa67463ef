"""The WARC files beside an archive: which are its own, which are still being written, and how others get there.

Several archives may share one folder and its `warc/`. A file belongs to an archive if its name carries the
archive's id, if the archive's captures name it (a merge or an import has brought it in), or if `meta` notes that it was
imported. No command looks into other files.
"""

import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import file_digest
from pathlib import Path
from typing import cast

from scraper.archive import captures
from scraper.archive.captures import warc_names
from scraper.archive.database import Database, archive_id
from scraper.atomic_file import move_into_place, remove_leftovers, sync, temporary_beside
from scraper.exit_codes import USAGE, CannotRun
from scraper.lock import is_locked
from scraper.warc.integrity import read_warcinfo
from scraper.warc.reader import file_in, is_regular
from scraper.warc.records import WarcError
from scraper.warc.writer import OPEN, OURS, file_prefix

IMPORTED = "import-"
"""How the names of files of other programs begin that were imported."""

ENDINGS = (".warc", ".warc.gz", f".warc.gz{OPEN}")

MAX_NAMED = 5
"""Files that an error names; the others are counted."""


@dataclass(frozen=True, slots=True)
class WarcFiles:
    """The WARC files of an archive as they stood at one moment, by their lasting names.

    Attributes:
        folder: `warc/`.
        closed: the files that had them; a file gets it when each record in it has its row.
        alive: the files that a run was writing.
        left: the files that a dead run has left behind.
        foreign: the files that belong to other archives or other programs.
    """

    folder: Path
    closed: frozenset[str]
    alive: frozenset[str]
    left: frozenset[str]
    foreign: frozenset[str] = frozenset()

    @classmethod
    def beside(cls, archive: Path, mirror: Path | None = None) -> "WarcFiles":
        """List all files beside an archive, its own and others; links, pipes and devices are none.

        Or those in a mirror of its `warc/`, as `mirror_at` gives it, to which runs do not write.
        """
        folder = archive.resolve().parent / "warc" if mirror is None else mirror
        found = folder.iterdir() if folder.is_dir() else ()
        endings = ENDINGS if mirror is None else ENDINGS[:2]
        there = sorted(path for path in found if path.name.endswith(endings) and is_regular(path))
        opened = [path for path in there if path.name.endswith(OPEN)]
        alive = frozenset(path.name.removesuffix(OPEN) for path in opened if _is_alive(path))
        names = frozenset(path.name.removesuffix(OPEN) for path in opened)
        return cls(
            folder, frozenset(path.name for path in there) - {path.name for path in opened}, alive, names - alive
        )

    def owned_by(self, db: Database, *, imported: Collection[str] = ()) -> "WarcFiles":
        """Keep the files of an archive, and those that are being imported, and count the others as foreign.

        Raises:
            DatabaseError: where the database cannot be read.
        """
        others = self.not_of(archive_id(db)) - frozenset(imported)
        return self.without(others - warc_names(db) - captures.imported_warcs(db) if others else others)

    def not_of(self, archive: str) -> frozenset[str]:
        """Return the names of the files that do not carry an archive's id."""
        prefix = file_prefix(archive)
        return frozenset(name for name in self.names if not name.startswith(prefix))

    @property
    def names(self) -> frozenset[str]:
        """Lasting names of all files but the foreign ones."""
        return self.closed | self.alive | self.left

    def without(self, names: Collection[str]) -> "WarcFiles":
        """Count some of the files as foreign."""
        foreign = self.foreign | frozenset(names)
        return replace(
            self, closed=self.closed - foreign, alive=self.alive - foreign, left=self.left - foreign, foreign=foreign
        )

    @property
    def notice(self) -> str | None:
        """A sentence about the foreign files; None where there are none."""
        if not self.foreign:
            return None
        files = "file" if len(self.foreign) == 1 else "files"
        return (
            f"{self.folder.name}/ has {len(self.foreign):,} {files} of other archives or programs, such as "
            f"{min(self.foreign)}; left alone (`arsip import FILE` takes pages of this site out of one)"
        )

    def find(self, name: str) -> Path | None:
        """Return where a file is now, by its lasting name; None where it is not, or the name leads elsewhere."""
        try:
            places = (file_in(self.folder, name), file_in(self.folder, f"{name}{OPEN}"))
        except WarcError:
            return None
        return next((path for path in places if path.exists()), None)

    def is_foreign(self, name: str) -> bool:
        """Whether another program has written a file; names and first records of ours identify them."""
        return not name.startswith(OURS) and read_warcinfo(self.folder / name) is None


def mirror_at(place: str) -> Path:
    """Return a folder with copies of WARC files, by its path, or by its URL of fsspec's: `s3://bucket/warc`.

    Raises:
        CannotRun: where there is no such folder, or it cannot be read.
    """
    if "://" not in place:
        folder = Path(place).resolve()
        if not folder.is_dir():
            raise CannotRun(f"{place}: there is no such folder", exit_status=USAGE)
        return folder
    try:
        from upath import UPath  # noqa: PLC0415 - an extra

        there = cast("Path", UPath(place))  # it has all of a path that is used of WARC files
        if there.is_dir():
            return there
    except ModuleNotFoundError as error:
        raise CannotRun("--warc URL needs universal-pathlib: pip install 'arsip[cluster]'") from error
    except Exception as error:  # each file system of fsspec raises its own
        raise CannotRun(f"{place}: {' '.join(str(error).split())}") from error
    raise CannotRun(f"{place}: there is no such folder", exit_status=USAGE)


def left_by(folder: Path, archive: str) -> list[Path]:
    """Return the files in `warc/` that killed runs of an archive, by its id, left open.

    The name alone does not tell: another archive's id may begin alike, and a link may lead to its file.
    """
    there = sorted(path for path in folder.glob(f"{file_prefix(archive)}*{OPEN}") if is_regular(path))
    written_by = {path: read_warcinfo(path) for path in there if not is_locked(path)}
    return [path for path, by in written_by.items() if by is None or by.archive in {None, archive}]


def _is_alive(path: Path) -> bool:
    """Whether a run is writing a file; an empty one counts as such, whose writer may not hold it yet.

    So does a link, which may lead to another archive's file and is not finished here.
    """
    try:
        return path.is_symlink() or path.stat().st_size == 0 or is_locked(path)
    except FileNotFoundError:
        return True


def some_of(names: Sequence[str]) -> str:
    """Return the first of some names for a message, and how many others there are."""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return f"{', '.join(names[:MAX_NAMED])}{more}"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> bool:
    """Give a closed WARC file a second name; where that cannot be, on another disk, copy it.

    Return whether it was linked. The target is whole and on the disk then.
    """
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        sync(target.parent.parent)
    remove_leftovers(target)
    try:
        os.link(source, target)
    except OSError:
        with temporary_beside(target) as part:
            shutil.copyfile(source, part)
            move_into_place(part, target)
        return False
    sync(target)
    sync(target.parent)
    return True
