"""Parses pages that could not be parsed once more, with today's parser, from the WARC files."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scraper import clock
from scraper.archive import replacement
from scraper.archive.database import Database, create_or_open, open_to_read
from scraper.lock import ArchiveLock
from scraper.maintenance import ingest
from scraper.maintenance.interpretation import complete, interpret_exchange
from scraper.progress import Progress, no_progress
from scraper.warc.reader import Damage, file_in, read_at
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from scraper.items import Answer
    from scraper.warc.exchange import Capture

BATCH = 50
"""Pages that are read between two commits."""


@dataclass(slots=True)
class Reread:
    """The result of parsing problems again.

    Attributes:
        tried: how many pages were parsed.
        became: what they amount to now, and how many to each.
        damaged: pages that cannot be read; they stay as they were.
    """

    tried: int = 0
    became: Counter[str] = field(default_factory=Counter)
    damaged: list[Damage] = field(default_factory=list)


def reread(path: Path, *, progress: Progress = no_progress) -> Reread:
    """Parse the problems of an archive again; what can be parsed now takes its place in the record tables.

    Args:
        path: the archive's file.
        progress: called with `pages` that were parsed.

    Raises:
        scraper.exit_codes.CannotRun: where another run holds the archive.
        scraper.archive.database.ArchiveError: where there is none, or it cannot be used.
        scraper.archive.database.DatabaseError: where the disk or the database fails.
        scraper.warc.records.WarcError: where what a killed run left cannot be read.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    open_to_read(path).close()
    lock = ArchiveLock(path, started_at=clock.now_stamp())
    try:
        with closing(create_or_open(path)) as db:
            ingest.salvage(db, folder)
            return _reread(db, folder, progress)
    finally:
        lock.release()


def _reread(db: Database, folder: Path, progress: Progress) -> Reread:
    done, last = Reread(), ""
    while some := replacement.problem_captures(db, after=last, limit=BATCH):
        last = some[-1].capture
        batch: list[tuple[Capture, Answer]] = []
        for capture in some:
            try:
                exchange = complete(db, folder, capture, read_at(file_in(folder, capture.warc), capture.offset))
            except (WarcError, OSError) as error:
                why = getattr(error, "strerror", None) or str(error)
                done.damaged.append(Damage(capture.warc, capture.offset, capture.length, why))
            else:
                batch.append((capture, interpret_exchange(exchange)))
        replacement.replace(db, batch)
        done.tried += len(batch)
        done.became.update(answer.outcome for _, answer in batch)
        progress("pages", done.tried, None)
    return done
