"""A folder that takes another one's place as a whole: whoever reads finds all of the old one or all of the new."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from export.output import scratch
from scraper.warc.fsync import sync

_HERE = -100
"""AT_FDCWD: paths are meant from where the process stands."""

_EXCHANGE = 2
"""RENAME_EXCHANGE of Linux's renameat2(2): two names change places in one step. Python has no name for it."""


@contextmanager
def replacing_folder(target: Path) -> Iterator[Path]:
    """Make a folder beside the target; it takes the target's place when all went well.

    Args:
        target: the folder to be made or replaced. A file of that name is replaced too.

    Yields:
        a folder to fill.

    Raises:
        OSError: where it cannot be written; the old one stands then as it was.
    """
    with scratch(target) as folder:
        yield folder
        for path in [*folder.rglob("*"), folder]:
            sync(path)
        if target.exists() and not _exchanged(folder, target):
            _set_aside(folder, target)
        elif not target.exists():
            folder.rename(target)
        sync(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two names change places; False where the C library or the file system has no way to."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _set_aside(folder: Path, target: Path) -> None:
    """Do the same in two steps, between which there is no target."""
    aside = target.with_name(f".{target.name}.{uuid4()}.partial")
    target.rename(aside)
    try:
        folder.rename(target)
    except OSError:
        aside.rename(target)
        raise
    aside.rename(folder)  # which is removed
