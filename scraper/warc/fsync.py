"""What a file is and whether it is on the disk, for files that must outlive the process."""

import os
from hashlib import file_digest
from pathlib import Path


def sync(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk.

    Args:
        path: of the file or the folder.

    Raises:
        OSError: where the disk fails.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal digits.

    Args:
        path: of the file.

    Raises:
        OSError: where it cannot be read.
    """
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
