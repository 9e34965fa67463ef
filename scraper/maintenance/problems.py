"""Reads pages that could not be read once more, with today's parser and from the WARC files."""

from collections import Counter
from collections.abc import Callable
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
from scraper.warc.reader import Damage, file_in, read_at
from scraper.warc.records import WarcError

if TYPE_CHECKING:
    from scraper.items import Answer
    from scraper.warc.exchange import Capture

BATCH = 50
"""Pages that are read between two commits."""


@dataclass(slots=True)
class Reread:
    """What came of it.

    Attributes:
        tried: how many pages were read.
        became: what they amount to now, and how many to each.
        damaged: pages that cannot be had; they stay as they were.
    """

    tried: int = 0
    became: Counter[str] = field(default_factory=Counter)
    damaged: list[Damage] = field(default_factory=list)


def reread(path: Path, *, watch: Callable[[int], None] = lambda _: None) -> Reread:
    """Read the pages that could not be read again; what can be read now takes its place in the archive.

    Args:
        path: the archive's file.
        watch: told of progress: how many pages were read.

    Raises:
        scraper.exit_codes.CannotRun: where another run holds the archive.
        scraper.archive.database.ArchiveError: where there is none, or it cannot be used.
        scraper.archive.database.DatabaseError: where the disk or the database fails.
        WarcError: where what a run that died has left cannot be read.
    """
    path = path.resolve()
    folder = path.parent / "warc"
    open_to_read(path).close()
    lock = ArchiveLock(path, started_at=clock.now_stamp())
    try:
        with closing(create_or_open(path)) as db:
            ingest.salvage(db, folder)
            return _reread(db, folder, watch)
    finally:
        lock.release()


def _reread(db: Database, folder: Path, watch: Callable[[int], None]) -> Reread:
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
        done.became.update(said.outcome for _, said in batch)
        watch(done.tried)
    return done
