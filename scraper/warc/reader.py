"""Reads captures back from WARC files of ours: a whole file, a part of one, or one record by its offset."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from fastwarc import WarcRecord, WarcRecordType

from scraper.warc.exchange import NOT_MODIFIED, Capture, Exchange
from scraper.warc.integrity import Damaged, Warcinfo, Whole, members_at, walk
from scraper.warc.records import RESPONSE_TYPES, WarcError, bare, read_exchange, records
from scraper.warc.writer import OPEN

CapturedExchange: TypeAlias = tuple[Capture, Exchange]


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a WARC file, by its lasting name, that cannot be read.

    `length` is 0 where it is not known; `what` is wrong is a sentence without its end.
    """

    file: str
    byte: int
    length: int
    what: str


class Altered(Damage):
    """A record that can be read, and is not the very bytes that were written."""

    __slots__ = ()


def walk_captures(
    path: Path,
    warcinfo: Warcinfo,
    *,
    since: int = 0,
    until: int | None = None,
    offsets: Sequence[int] | None = None,
    is_closed: bool = True,
) -> Iterator[CapturedExchange | Damage]:
    """Read the captures of a part of one of our files, as for `integrity.walk`, past what is damaged in it.

    The body of a response that repeats an earlier one's payload is empty: see `needs_payload`.

    Args:
        path: the file, perhaps still named `.open`.
        warcinfo: run and source of its captures.
        since: first byte of the part.
        until: the byte behind it.
        offsets: where records begin, if only these are to be read; those that are not there are left out.
        is_closed: whether the file is whole: else an end in the middle of a record is no damage.
    """
    name, size = path.name.removesuffix(OPEN), path.stat().st_size
    for member in walk(path, since, until) if offsets is None else members_at(path, offsets):
        length = member.end - member.start
        if isinstance(member, Damaged):
            what = f"the {length:,} bytes from here are not a whole record"
            if member.end >= size:
                what += "; the file is cut off, or damaged to its end"
            if length and (is_closed or member.end < size):
                yield Damage(name, member.start, length, what)
            continue
        if member.altered:
            yield Altered(name, member.start, length, f"a record is whole, but {member.altered}")
        try:
            found = _read_member(member, path, warcinfo)
        except WarcError as error:
            yield Damage(name, member.start, length, str(error))
        else:
            if found is not None:
                yield found


def read_capture(
    record: WarcRecord,
    path: Path,
    warcinfo: Warcinfo,
    *,
    offset: int,
    length: int,
    revisit_of: str | None,
) -> CapturedExchange:
    """Read the response in a record of any program, and say where in the file it stands.

    Raises:
        WarcError: where it cannot be read.
    """
    exchange, digest = read_exchange(record, path, offset)
    capture = Capture.of(
        exchange,
        capture=bare(record.record_id),
        run=warcinfo.run,
        source=warcinfo.source,
        payload_digest=digest,
        warc=path.name.removesuffix(OPEN),
        offset=offset,
        length=length,
        revisit_of=revisit_of,
    )
    return capture, exchange


def read_at(path: Path, offset: int) -> Exchange:
    """Read one response by the byte at which its record starts; of a `revisit` the body is empty.

    The file may be another program's; one still named `.open` is found by its lasting name.

    Raises:
        WarcError: where no whole response record starts there.
    """
    unfinished = path.with_name(path.name + OPEN)
    at = unfinished if not path.exists() and unfinished.exists() else path
    with at.open("rb") as stream:
        stream.seek(offset)
        record = next(records(stream, at), None)
        if record is None or not record.record_type & RESPONSE_TYPES:
            raise WarcError(f"{at}: no response record starts at byte {offset}")
        return read_exchange(record, at, offset)[0]


def needs_payload(capture: Capture, exchange: Exchange) -> bool:
    """Whether a response has to be completed (`Exchange.with_payload_of`) before it can be parsed.

    A 304 needs not: it says by itself all that it says.
    """
    return capture.revisit_of is not None and exchange.status != NOT_MODIFIED


def is_file_name(name: str) -> bool:
    """Whether a name stays in its folder: somebody else's archive or backup may hold any name."""
    return name not in {"", ".", ".."} and not any(sign in name for sign in "/\\\0")


def file_in(folder: Path, name: str) -> Path:
    """Return the path of a WARC file that a row of an archive, perhaps somebody else's, names.

    Raises:
        WarcError: where the name, or a link of that name, would lead out of the folder.
    """
    if not is_file_name(name):
        raise WarcError(f"{folder}: {name!r} is not the name of a WARC file in it; the archive has been tampered with")
    path = folder / name
    if not is_regular(path) and (path.is_symlink() or path.exists()):
        raise WarcError(f"{path}: a WARC file is a regular file, and no link, pipe or device; the folder may be linked")
    return path


def is_regular(path: Path) -> bool:
    """Whether a path is a regular file itself: a link in somebody else's archive may lead to any file here."""
    return path.is_file() and not path.is_symlink()


def _read_member(member: Whole, path: Path, warcinfo: Warcinfo) -> CapturedExchange | None:
    """Read the capture in a member; None where its record is of another type."""
    record = member.record()
    if record is None:
        raise WarcError(f"{path}: there is no WARC record in what is compressed at byte {member.start}")
    if not record.record_type & RESPONSE_TYPES:
        return None
    revisit_of = None
    if record.record_type == WarcRecordType.revisit:
        revisit_of = bare(record.headers.get("WARC-Refers-To"))
        if not revisit_of:
            raise WarcError(f"{path}: the revisit at byte {member.start} does not say which record it repeats")
    return read_capture(record, path, warcinfo, offset=member.start, length=member.length, revisit_of=revisit_of)
