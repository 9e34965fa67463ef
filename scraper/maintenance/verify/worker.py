"""Holds a part of a WARC file against its rows, in a process of its own: what `verify` spends its time on."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import partial
from pathlib import Path

from fastwarc import WarcRecordType

from scraper.archive.database import Database
from scraper.items import Answer
from scraper.maintenance import ingest
from scraper.maintenance.payloads import completed
from scraper.maintenance.verify.captures import ROWS, Comparison, Found
from scraper.maintenance.verify.findings import RESTORE_WARC, Check
from scraper.maintenance.verify.snapshot import snapshot
from scraper.parser import PARSER
from scraper.warc.blocks import digest
from scraper.warc.exchange import Capture, Exchange
from scraper.warc.integrity import About, Damaged, Whole, about, bare, members_at, walk
from scraper.warc.reader import KEPT, WarcError, read_at
from scraper.warc.writer import OPEN


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a WARC file, with the captures that should stand in it.

    Attributes:
        archive: the archive's file.
        path: the WARC file, as it is named now.
        since: the part's first byte.
        until: the byte behind it; None for the end of the file.
        rows: offset and name of each capture that, by its row, begins there.
        chosen: whether only these are looked at, and not what else stands there.
        complete: whether each record must have a row: not so in a file that is still being written.
    """

    archive: Path
    path: Path
    since: int
    until: int | None
    rows: tuple[tuple[int, str], ...]
    _: KW_ONLY
    chosen: bool
    complete: bool

    @property
    def file(self) -> str:
        """The lasting name of the WARC file, as rows have it."""
        return self.path.name.removesuffix(OPEN)

    @property
    def offsets(self) -> list[int]:
        """Where its captures begin."""
        return [offset for offset, _ in self.rows]


@dataclass(slots=True)
class Held:
    """What came of one part.

    Attributes:
        part: which one.
        captures: faults of rows and records.
        readings: faults of what was read.
        end: the byte behind its last whole record.
        size: bytes of the whole file.
        damaged: what is no whole record.
    """

    part: Part
    captures: Check = field(default_factory=lambda: Check("captures"))
    readings: Check = field(default_factory=lambda: Check("readings"))
    end: int = 0
    size: int = 0
    damaged: list[Damaged] = field(default_factory=list)


def hold(part: Part) -> Held:
    """Hold a part of a file against its rows.

    Args:
        part: which one.

    Raises:
        OSError: where the WARC file cannot be read.
        scraper.archive.database.DatabaseError: where the database cannot be read.
    """
    if not part.path.exists():  # the run that was writing it has closed it meanwhile
        part = replace(part, path=part.path.with_name(part.file))
    held = Held(part, size=part.path.stat().st_size)
    missed = {capture: offset for offset, capture in part.rows}
    with snapshot(part.archive) as db:
        written_by = about(part.path)
        comparison = Comparison(
            db,
            PARSER,
            held.captures,
            held.readings,
            unknown=frozenset() if written_by else frozenset({"run", "source"}),
        )
        found: list[Found] = []
        for capture, exchange in _captures(held, written_by or About("", "")):
            missed.pop(capture.capture, None)
            found.append((capture, partial(_answer, db, part.path.parent, capture, exchange)))
            if len(found) >= ROWS:
                comparison.hold(found, complete=part.complete)
                found = []
        comparison.hold(found, complete=part.complete)
    for name, offset in missed.items():
        held.captures.fault(
            "the WARC file has no whole record of it there",
            RESTORE_WARC,
            table="captures",
            row=f"capture {name}",
            file=part.file,
            byte=offset,
        )
    return held


def _captures(held: Held, written_by: About) -> Iterator[tuple[Capture, Exchange]]:
    """Read the captures of a part, and note what is damaged."""
    part, spoilt = held.part, False
    for member in members_at(part.path, part.offsets) if part.chosen else walk(part.path, part.since, part.until):
        if isinstance(member, Damaged):
            if not part.chosen:
                held.damaged.append(member)
            continue
        held.end = member.end
        if member.spoilt and not spoilt:
            spoilt = True
            what = f"a record is whole, but {member.spoilt}"
            held.captures.fault(what, RESTORE_WARC, file=part.file, byte=member.start)
        try:
            found = _capture(part, member, written_by)
        except WarcError as error:
            held.captures.fault(str(error), RESTORE_WARC, file=part.file, byte=member.start)
        else:
            if found is not None:
                yield found


def _capture(part: Part, member: Whole, written_by: About) -> tuple[Capture, Exchange] | None:
    """Read the capture in a record; None where the record is of another kind."""
    record = member.record()
    if record is None:
        raise WarcError("there is no WARC record in what is compressed here")
    if not record.record_type & KEPT:
        return None
    exchange = read_at(part.path, member.start)
    repeated = record.headers.get("WARC-Refers-To") if record.record_type == WarcRecordType.revisit else None
    capture = Capture.of(
        exchange,
        capture=bare(record.record_id),
        run=written_by.run,
        source=written_by.source,
        digest=digest(exchange.body) if repeated is None else record.headers.get("WARC-Payload-Digest") or "",
        warc=part.file,
        offset=member.start,
        length=member.length,
        revisit_of=None if repeated is None else bare(repeated),
    )
    return capture, exchange


def _answer(db: Database, folder: Path, capture: Capture, exchange: Exchange) -> Answer:
    """Read the page of a capture again.

    Raises:
        WarcError: where it repeats the payload of a capture that is not there, or has another one.
    """
    whole = completed(db, folder, capture, exchange)
    if whole is not exchange and digest(whole.body) != capture.payload_digest:
        raise WarcError(f"it repeats {capture.revisit_of}, which has another payload")
    return ingest.answer(whole)
