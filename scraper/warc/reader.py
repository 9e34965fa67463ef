"""Reads captures back from our WARC files, whole files or one record by its offset."""

import os
from collections.abc import Iterator
from pathlib import Path

from fastwarc import WarcRecord, WarcRecordType

from scraper.warc.blocks import fields_of
from scraper.warc.exchange import NOT_MODIFIED, Capture, Exchange
from scraper.warc.records import KEPT, WarcError, bare, exchange_of, records
from scraper.warc.recovery import members
from scraper.warc.writer import OPEN

__all__ = ["KEPT", "WarcError", "captures", "file_in", "is_file_name", "is_regular", "needs_payload", "read_at"]


def needs_payload(capture: Capture, exchange: Exchange) -> bool:
    """Whether a response has to be completed (`Exchange.with_payload_of`) before it can be read.

    A 304 needs not: it says by itself all that it says.

    Args:
        capture: whose `revisit_of` names the record with the payload.
        exchange: as read from that capture's record.
    """
    return capture.revisit_of is not None and exchange.status != NOT_MODIFIED


def captures(path: Path) -> Iterator[tuple[Capture, Exchange]]:
    """Read every response of one of our files, in order.

    The body of a response that repeats an earlier one's payload is empty: see `needs_payload`.

    Args:
        path: a `.warc.gz` file, or one still named `.open` whose last record is whole.

    Yields:
        each response, and where it stands.

    Raises:
        WarcError: where the file is no WARC of ours, or a record's digest does not match.
    """
    name = path.name.removesuffix(OPEN)
    ends = dict(members(path))
    run = source = ""
    with path.open("rb") as stream:
        for record in records(stream, path):
            offset = record.stream_pos
            if record.record_type == WarcRecordType.warcinfo:
                about = fields_of(record.reader.read())
                run, source = about.get("arsip-run", ""), about.get("arsip-source", "")
            elif record.record_type & KEPT:
                if not run or offset not in ends:
                    raise WarcError(f"{path}: the record at byte {offset} has no warcinfo of ours or no gzip member")
                exchange, payload = exchange_of(record, path)
                capture = Capture.of(
                    exchange,
                    capture=bare(record.record_id),
                    run=run,
                    source=source,
                    digest=payload,
                    warc=name,
                    offset=offset,
                    length=ends[offset],
                    revisit_of=_revisit_of(record, path),
                )
                yield capture, exchange


def is_file_name(name: str) -> bool:
    """Whether a name stays in its folder: somebody else's archive or backup may say what it likes."""
    return name not in {"", ".", ".."} and not any(sign in name for sign in "/\\\0")


def file_in(folder: Path, name: str) -> Path:
    """Return where a WARC file stands that a row of an archive names.

    Args:
        folder: `warc/` of the archive.
        name: of the file, as in `captures`: an archive may be somebody else's, and say what it likes there.

    Raises:
        WarcError: where the name, or a link of that name, would lead out of the folder.
    """
    if not is_file_name(name):
        raise WarcError(f"{folder}: {name!r} is no name of a WARC file in it; the archive has been tampered with")
    path = folder / name
    if not is_regular(path) and os.path.lexists(path):
        raise WarcError(f"{path}: a WARC file is a regular file, and no link, pipe or device; the folder may be linked")
    return path


def is_regular(path: Path) -> bool:
    """Whether a path is a regular file itself: a link in somebody else's archive may lead to any file here."""
    return path.is_file() and not path.is_symlink()


def read_at(path: Path, offset: int) -> Exchange:
    """Read one response by the byte at which its record starts; of a `revisit` the body is empty.

    Args:
        path: the WARC file, ours or another program's, or the name it will have: a file still `.open` is found too.
        offset: as in `captures`.

    Raises:
        WarcError: where no whole response record starts there.
        OSError: where there is no such file.
    """
    at = path if path.exists() else path.with_name(path.name + OPEN)
    with at.open("rb") as stream:
        stream.seek(offset)
        record = next(records(stream, at), None)
        if record is None or not record.record_type & KEPT:
            raise WarcError(f"{at}: no response record starts at byte {offset}")
        return exchange_of(record, at)[0]


def _revisit_of(record: WarcRecord, path: Path) -> str | None:
    """Name the record whose payload a `revisit` repeats."""
    if record.record_type != WarcRecordType.revisit:
        return None
    refers_to = bare(record.headers.get("WARC-Refers-To"))
    if not refers_to:
        raise WarcError(f"{path}: the revisit at byte {record.stream_pos} does not say which record it repeats")
    return refers_to
