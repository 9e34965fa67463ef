"""Which WARC files stand beside an archive, and which of them are still being written."""

from dataclasses import dataclass
from pathlib import Path

from scraper.warc.checking import about
from scraper.warc.reading import WarcError, file_in
from scraper.warc.salvage import is_being_written
from scraper.warc.writing import OPEN

OURS = "arsip-"
"""How the names of our own files begin (`scraper.warc.writing.file_prefix`)."""

ENDINGS = (".warc", ".warc.gz", f".warc.gz{OPEN}")


@dataclass(frozen=True, slots=True)
class Listed:
    """The WARC files of an archive as they stood at one moment.

    Attributes:
        folder: `warc/`.
        closed: lasting names of the files that had them; a file gets it when each record in it has its row.
        alive: lasting names of the files that a run was writing.
        left: lasting names of the files that a dead run has left behind.
    """

    folder: Path
    closed: frozenset[str]
    alive: frozenset[str]
    left: frozenset[str]

    @classmethod
    def beside(cls, archive: Path) -> "Listed":
        """List the files beside an archive.

        Raises:
            OSError: where the folder cannot be read.
        """
        folder = archive.resolve().parent / "warc"
        there = sorted(path for path in folder.iterdir() if path.name.endswith(ENDINGS)) if folder.is_dir() else []
        opened = [path for path in there if path.name.endswith(OPEN)]
        alive = frozenset(path.name.removesuffix(OPEN) for path in opened if _is_alive(path))
        names = frozenset(path.name.removesuffix(OPEN) for path in opened)
        return cls(
            folder, frozenset(path.name for path in there) - {path.name for path in opened}, alive, names - alive
        )

    def find(self, name: str) -> Path | None:
        """Return where a file is now, by its lasting name; None where it is not, or the name leads elsewhere."""
        try:
            places = (file_in(self.folder, name), file_in(self.folder, f"{name}{OPEN}"))
        except WarcError:
            return None
        return next((path for path in places if path.exists()), None)

    def is_foreign(self, name: str) -> bool:
        """Whether another program has written a file: ours tell so by their names, and by their first record.

        Raises:
            OSError: where the file cannot be read.
        """
        return not name.startswith(OURS) and about(self.folder / name) is None


def _is_alive(path: Path) -> bool:
    """Whether a run is writing a file; an empty one is not asked, whose writer may not hold it yet."""
    try:
        return path.stat().st_size == 0 or is_being_written(path)
    except FileNotFoundError:
        return True
