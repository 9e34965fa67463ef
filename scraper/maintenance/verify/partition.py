"""Parts the WARC files of an archive, so that processes can share them; names those that are not there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from scraper.archive.captures import brought_in
from scraper.archive.database import Database
from scraper.maintenance.verify import captures as captures_check
from scraper.maintenance.verify.findings import RESTORE_WARC, Check
from scraper.maintenance.verify.share import Share
from scraper.maintenance.verify.worker import Part
from scraper.maintenance.warc_files import Listed


def parts(archive: Path, db: Database, files: Listed, share: Share, captures: Check) -> Iterator[Part]:
    """Part the WARC files, in their order.

    Args:
        archive: its file.
        db: the same, open.
        files: those that stand beside it.
        share: which captures are looked at; what stands beside them only where these are all.
        captures: notes files that are not there, or too short, or of another program.

    Yields:
        the parts; together they hold every byte of each file of ours, where all is looked at.
    """
    rowless = set(files.closed)
    foreign = {name for name in files.closed if files.is_foreign(name)}
    captures.notices += [f"warc/{name} is not of Arsip's making; it was not looked into" for name in sorted(foreign)]
    for name, count, end in captures_check.files(db):
        rowless.discard(name)
        at = files.find(name)
        if at is None:
            captures.fault(f"the file is missing; {count:,} captures stand in it", RESTORE_WARC, file=name)
        elif (size := at.stat().st_size) < end and not share.is_all:
            what = f"the file ends here, and by its rows it should reach to byte {end:,}"
            captures.fault(what, RESTORE_WARC, file=name, byte=size)
    whole = Part(archive, files.folder, 0, None, (), chosen=not share.is_all, complete=True)
    for name, some in groupby(captures_check.stretches(db, share), key=itemgetter(0)):
        if (at := files.find(name)) is not None and name not in foreign:
            file = replace(whole, path=at, complete=name in files.closed)
            yield from _parts_of(file, (rows for _, rows in some))
    if share.is_all:
        for name in sorted(rowless - foreign - brought_in(db)):  # a rebuild took nothing of those: of another site
            yield replace(whole, path=files.folder / name)


def _parts_of(file: Part, stretches: Iterable[list[tuple[int, str]]]) -> Iterator[Part]:
    """Part one file where its captures begin, by their rows."""
    part = file
    for rows in stretches:
        if part.rows:
            yield replace(part, until=rows[0][0])
            part = replace(part, since=max(rows[0][0], 0))
        part = replace(part, rows=tuple(rows))
    yield part
