"""The modes of the files that a verb makes: an archive and all that comes with it is its owner's alone by default."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USUAL_UMASK = 0o022
"""The umask of nearly every system: nobody has chosen it. Any other one is taken for a choice, and obeyed."""


@contextmanager
def private_files(archive: Path) -> Iterator[None]:
    """Make files 0600 and folders 0700, unless the owner or the umask says otherwise.

    The owner says otherwise by the mode of an archive that exists: whoever may read it may read what is made beside it.

    Args:
        archive: its file; there need be none.
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
