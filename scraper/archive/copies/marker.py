"""Tells a copy that was made of an archive from an archive itself, and from anything else that may be in its place."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

EDITION = 3
"""Of what a copy has besides the archive; it is kept in `user_version`, and another one makes a copy anew.

No archive itself has one, so that it tells a copy from an archive too.
"""

_MAGIC, _JOURNAL, _WAL = b"SQLite format 3\0", 18, 2
"""How a file of SQLite begins, and the byte that says whether it is written by way of a journal beside it (file format,
1.3). SQLite itself does not say where it is asked to look at no journal, lest it take another file's for this one's."""


def refuse_foreign(archive: str, target: Path) -> int | None:
    """Refuse a target that is anything but a copy of an archive.

    Args:
        archive: its id.
        target: where a copy is to be.

    Returns:
        the edition of the copy that is there; None where there is nothing.

    Raises:
        FileExistsError: where there is anything else; says what it is and what to do.
        OSError: where there can be no copy of this name.
    """
    try:
        str(target).encode()
    except UnicodeEncodeError as error:
        why = "SQLite makes no file whose name is not UTF-8; give another one"
        raise OSError(errno.EILSEQ, why, str(target)) from error
    if not target.exists():
        return None
    found = _marks(target) if target.is_file() else None
    if found is None:
        what = "this is no copy of an archive"
    elif not found[1]:
        what = "this is an archive itself, not a copy of one"
    elif found[0] != archive:
        what = "this is a copy of another archive"
    else:
        return found[1]
    raise FileExistsError(errno.EEXIST, f"{what}, and is not replaced; move it away", str(target))


def is_archive(path: Path) -> bool:
    """Whether a file is an archive itself, and no copy of one.

    Raises:
        OSError: where it cannot be read.
    """
    found = _marks(path)
    return found is not None and not found[1]


def _marks(path: Path) -> tuple[str, int] | None:
    """Return the id of the archive that a file is or is a copy of, and the copy's edition, which is 0 for an archive.

    A copy that has since been written to has become an archive. None where the file is neither.
    """
    with path.open("rb") as file:
        head = file.read(_JOURNAL + 1)
    if not head.startswith(_MAGIC):
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            row = db.execute("SELECT value FROM meta WHERE name = 'archive'").fetchone()
            (edition,) = db.execute("PRAGMA user_version").fetchone()
    except (sqlite3.Error, ValueError):  # of a damaged one, messages and values may be no text
        return None
    return None if row is None else (str(row[0]), 0 if head[_JOURNAL] == _WAL else int(edition))
