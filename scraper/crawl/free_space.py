"""The floor of free disk: below it neither a crawl nor a nightly job begins, and a crawl under way ends."""

import shutil
from pathlib import Path

GB = 1000**3


def shortage(folder: Path, least: int) -> str | None:
    """Return one line that says what to do where less than so many bytes of a disk are free; None where enough is.

    Args:
        folder: on the disk; the nearest that exists above it counts where it does not.
        least: bytes that must be free; 0 for any.

    Raises:
        OSError: where the disk cannot be read.
    """
    if least <= 0:
        return None
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free >= least:
        return None
    return f"{free / GB:.1f} GB are free at {there}, and {least / GB:.1f} GB must be: make room, or lower --min-free"
