"""The WARC files in a WACZ, which is a ZIP with them under `archive/` (specs.webrecorder.net/wacz/1.1.1)."""

import lzma
import stat
import zlib
from copy import copy
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import crc32

from scraper.warc.records import WarcError

MAX_RATIO = 200
"""To how many times its size a file in a WACZ may unpack: WARC files are compressed already, and plain ones of pages
unpack to some ten times."""

_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
"""The second begins a ZIP without files."""

_ENDINGS = (".warc", ".warc.gz")
_FOLDER = "archive/"
_ENCRYPTED = 1
_PIECE = 1 << 16
UNREADABLE = (BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError)
"""What `zipfile` raises at a file that is damaged, encrypted or compressed in a way that it does not know."""


def is_wacz(path: Path) -> bool:
    """Whether a file is a ZIP."""
    with path.open("rb") as stream:
        return stream.read(4) in _ZIP_MAGIC


def warc_members(path: Path) -> list[ZipInfo]:
    """Return the WARC files in a WACZ, with name and size in bytes, unpacked; several may have one name.

    Raises:
        WarcError: where it cannot be read, has no WARC file, or one that is a link, is encrypted, or unpacks to too
            much.
    """
    try:
        with ZipFile(path) as archive:
            found = [each for each in archive.infolist() if _is_warc(each)]
    except UNREADABLE as error:
        raise WarcError(f"{path}: this ZIP cannot be read: {error}") from error
    if not found:
        raise WarcError(f"{path}: a WACZ has its WARC files in {_FOLDER}, and there is none in this ZIP")
    for each in found:
        if (what := _refused(each)) is not None:
            raise WarcError(f"{path}: {each.filename} {what}; no WARC file of a WACZ is so")
    return found


def extract(path: Path, member: ZipInfo, target: Path) -> str | None:
    """Write a file of a WACZ, which `warc_members` returned, to a path; a damaged one as far as it can be unpacked.

    Return what is wrong with it, as a sentence without its end; None where it is whole.

    Raises:
        WarcError: where it cannot be read at all.
        OSError: where it cannot be written.
    """
    unchecked = copy(member)
    del unchecked.CRC  # `zipfile` would keep the last bytes of a file with a wrong one
    checksum = 0
    try:
        with ZipFile(path) as archive, archive.open(unchecked) as stream, target.open("wb") as out:
            while piece := stream.read(_PIECE):
                checksum = crc32(piece, checksum)
                out.write(piece)
    except (*UNREADABLE, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # bzip2's errors have none
            raise
        if not target.exists() or not target.stat().st_size:
            raise WarcError(f"{path}: {member.filename} in it cannot be read: {error}") from error
        return f"the ZIP that held it is damaged: {error}"
    return None if checksum == member.CRC else "the ZIP that held it is damaged: its checksum does not match"


def _is_warc(each: ZipInfo) -> bool:
    return each.filename.startswith(_FOLDER) and each.filename.endswith(_ENDINGS)


def _refused(each: ZipInfo) -> str | None:
    """Say why a file is not unpacked; None where it may be."""
    kind = stat.S_IFMT(each.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return "is a link or a device"
    if each.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if each.file_size > MAX_RATIO * max(each.compress_size, 1):
        return f"unpacks to {each.file_size / max(each.compress_size, 1):,.0f} times its size"
    return None
