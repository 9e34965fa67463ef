"""The floor of free disk: below it neither a crawl nor a night begins, and a crawl under way ends."""

import shutil
from pathlib import Path

MIN_FREE = 5 * 1000**3
"""Bytes that stay free on the archive's disk unless the user says otherwise."""

GB = 1000**3


def lacking(folder: Path, least: int) -> str | None:
    """Say what is lacking where too little of a disk is free.

    Args:
        folder: on the disk; the nearest that exists above it counts where it does not.
        least: bytes that must be free; 0 for any.

    Returns:
        one line that says what to do; None where enough is free.

    Raises:
        OSError: where the disk cannot be asked.
    """
    if least <= 0:
        return None
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    if free >= least:
        return None
    return f"{free / GB:.1f} GB are free at {there}, and {least / GB:.1f} GB must be: make room, or lower --min-free"
