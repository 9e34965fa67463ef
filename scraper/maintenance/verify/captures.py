"""Checks the rows of captures against the records of the WARC files, in chunks that processes can share."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from scraper.archive import rows
from scraper.archive.captures import Place, imported_warcs
from scraper.archive.database import Database
from scraper.counts import count
from scraper.maintenance.verify.check import REPARSE, RESTORE_WARC, Check, Share
from scraper.maintenance.verify.database import snapshot
from scraper.maintenance.verify.readings import check_readings
from scraper.maintenance.warc_files import WarcFiles
from scraper.warc.foreign import foreign_captures_at
from scraper.warc.integrity import Warcinfo, read_warcinfo
from scraper.warc.reader import Altered, CapturedExchange, Damage, walk_captures
from scraper.warc.writer import OPEN

ROWS = 250
"""Captures of a chunk, about, and those that are compared at once."""

_VALID = "typeof(capture) = 'text' AND typeof(warc) = 'text' AND typeof(offset) = 'integer'"
"""Where this does not hold, the row is damaged, and SQLite's own check finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A part of a WARC file, with the captures that should be in it.

    Attributes:
        path: the file, as it is named now.
        until: the byte behind the part; None for the end of the file.
        rows: offset and name of each capture that, by its row, begins there.
        is_sample: whether only these are read, and not what else stands there.
        is_closed: whether each record must be whole and have a row: not so in a file that is still being written.
        is_foreign: whether another program has written the file: only the records with rows are read.
        is_imported: whether it was imported: pages of other sites in it have no rows.
    """

    archive: Path
    path: Path
    since: int = 0
    until: int | None = None
    rows: tuple[tuple[int, str], ...] = ()
    is_sample: bool
    is_closed: bool = True
    is_foreign: bool = False
    is_imported: bool = False


def partition(archive: Path, db: Database, files: WarcFiles, share: Share, captures: Check) -> Iterator[Chunk]:
    """Divide the WARC files into chunks, in their order; unless there is a share, these hold every byte of our files.

    `captures` gets faults of files that are missing or too short.
    """
    foreign = {name for name in files.closed if files.is_foreign(name)}
    imported = imported_warcs(db)
    without_rows = files.closed - foreign - _check_sizes(db, files, captures, is_sample=not share.is_all)
    whole = Chunk(archive=archive, path=files.folder, is_sample=not share.is_all)
    ordered = db.execute("SELECT warc, offset, capture FROM captures ORDER BY warc, offset, capture")
    for name, in_file in groupby(ordered, key=itemgetter(0)):
        if (at := files.find(name)) is None:
            continue
        shared = ((offset, capture) for _, offset, capture in in_file if share.has(capture))
        chunk = replace(
            whole, path=at, is_closed=name in files.closed, is_foreign=name in foreign, is_imported=name in imported
        )
        while batch := tuple(islice(shared, ROWS)):
            if chunk.rows:  # a chunk begins where its first row says, and a file's first chunk where the file does
                yield replace(chunk, until=batch[0][0])
                chunk = replace(chunk, since=max(batch[0][0], 0))
            chunk = replace(chunk, rows=batch)
        if chunk.rows:
            yield chunk
    if share.is_all:
        for name in sorted(without_rows - imported):  # a rebuild found no page of this site in those
            yield replace(whole, path=files.folder / name)


def _check_sizes(db: Database, files: WarcFiles, captures: Check, *, is_sample: bool) -> set[str]:
    """Check that each file that rows name is there and, where only a sample of it is read, reaches to its last row."""
    names = set[str]()
    reach = "coalesce(max(offset + length), 0)"
    for name, number, end in db.execute(
        f"SELECT warc, count(*), {reach} FROM captures WHERE {_VALID} GROUP BY 1 ORDER BY 1"  # noqa: S608 - constants
    ):
        names.add(name)
        at = files.find(name)
        if at is None:
            what = f"the file is missing; {count(number, 'capture was', 'captures were')} in it"
            captures.fault(what, RESTORE_WARC, file=name)
        elif (size := at.stat().st_size) < end and is_sample:
            what = f"the file ends here, but its rows say that it ends at byte {end:,}"
            captures.fault(what, RESTORE_WARC, file=name, byte=size)
    return names


def check_chunk(chunk: Chunk) -> tuple[Check, Check]:
    """Check a part of a file against its rows, and these against their pages: the checks of captures and of readings.

    Raises:
        OSError: where the WARC file cannot be read.
        DatabaseError: where the database cannot be read.
    """
    captures, readings = Check("captures"), Check("readings")
    name = chunk.path.name.removesuffix(OPEN)
    path = chunk.path if chunk.path.exists() else chunk.path.with_name(name)  # its run has closed it
    missing = {capture: offset for offset, capture in chunk.rows}
    offsets = [offset for offset, _ in chunk.rows] if chunk.is_sample else None
    is_altered = False
    with snapshot(chunk.archive) as db:
        if chunk.is_foreign:
            unknown = frozenset({"run", "source", "length", "revisit_of"})
            walker = foreign_captures_at(path, [offset for offset, _ in chunk.rows])
        else:
            warcinfo = read_warcinfo(path)
            unknown = frozenset() if warcinfo else frozenset({"run", "source"})
            walker = walk_captures(
                path,
                warcinfo or Warcinfo("", ""),
                since=chunk.since,
                until=chunk.until,
                offsets=offsets,
                is_closed=chunk.is_closed,
            )
        batch: list[CapturedExchange] = []

        is_complete = chunk.is_closed and not chunk.is_imported

        def compare() -> None:
            kept = _check_records(db, captures, batch, unknown=unknown, is_complete=is_complete)
            check_readings(db, readings, path.parent, kept)
            batch.clear()

        for found in walker:
            if not isinstance(found, Damage):
                missing.pop(found[0].capture, None)
                batch.append(found)
                if len(batch) >= ROWS:
                    compare()
            elif not (isinstance(found, Altered) and is_altered):  # the first is enough: the file's header may be it
                is_altered |= isinstance(found, Altered)
                captures.fault(found.what, RESTORE_WARC, file=name, byte=found.byte)
        compare()
    for capture, offset in missing.items():
        what = "the WARC file does not have its whole record there"
        captures.fault(what, RESTORE_WARC, table="captures", row=f"capture {capture}", file=name, byte=offset)
    return captures, readings


def _check_records(
    db: Database, check: Check, found: Sequence[CapturedExchange], *, unknown: frozenset[str], is_complete: bool
) -> list[tuple[CapturedExchange, dict[str, object]]]:
    """Check some records against their rows, and return those that have a row, each with it.

    Columns are `unknown` where the file's warcinfo is lost, or another program's: those of the row count. In a
    complete file each record has a row.
    """
    names = json.dumps([capture.capture for capture, _ in found])
    in_db = {
        row[0]: dict(zip(rows.CAPTURE, row, strict=True))
        for row in db.execute(
            f"SELECT {', '.join(rows.CAPTURE)} FROM captures "  # noqa: S608 - our names
            "WHERE capture IN (SELECT value FROM json_each(?))",
            [names],
        )
    }
    kept = []
    for capture, exchange in found:
        row = in_db.get(capture.capture)
        if row is not None:
            if row["warc"] != capture.warc and Place(row["warc"], 0).precedence < Place(capture.warc, 0).precedence:
                continue  # another file has this capture too, and that one counts
            check.looked_at += 1
            expected = {column: getattr(capture, column) for column in rows.RECORD if column not in unknown}
            check.compare_capture(capture, row, expected, "its record")
            of_row: Any = {column: row[column] for column in unknown}
            kept.append(((replace(capture, **of_row), exchange), row))
        elif is_complete:
            what = f"the record of {capture.capture}, {capture.url}, has no row"
            check.fault(what, REPARSE, table="captures", file=capture.warc, byte=capture.offset)
    return kept
