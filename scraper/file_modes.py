"""Modes of new files: an archive is its owner's alone, unless its own mode or an unusual umask says otherwise."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USUAL_UMASK = 0o022
"""The default umask of nearly every system. Any other one was chosen by someone, and is obeyed."""


@contextmanager
def private_files(archive: Path) -> Iterator[None]:
    """Make files 0600 and folders 0700 in the block, unless the umask was chosen or the archive has another mode.

    Whoever may read an archive that exists may read what is made beside it.
    """
    before = os.umask(USUAL_UMASK)
    os.umask(_umask(archive, before))
    try:
        yield
    finally:
        os.umask(before)


def _umask(archive: Path, usual: int) -> int:
    try:
        shared = stat.S_IMODE(archive.stat().st_mode) & 0o066
    except OSError:
        return usual if usual != USUAL_UMASK else 0o077
    return 0o077 & ~(shared | (shared & 0o044) >> 2)  # whoever may read a file may enter its folder
