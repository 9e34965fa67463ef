"""Puts archives of one site together into one: of each first the WARC files, then the rows in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from scraper import clock
from scraper.archive.database import WrongArchiveError, create_or_open
from scraper.archive.merge import About, Taken, about, refuse_unlike, take_in
from scraper.archive.statistics.overview import Overview, overview
from scraper.exit_codes import USAGE, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance import warc_gathering
from scraper.maintenance.origin import create_unless_lost

Watch: TypeAlias = Callable[[Path, Taken], None]
"""Told of each archive that was taken in, and what was added from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What came of a merge.

    Attributes:
        taken: what was added, by archive, in the order in which they were given.
        linked: WARC files that have a second name now.
        copied: WARC files that were copied, from another disk.
        missing: by archive, WARC files that its rows name and that were not there.
        held: what the archive holds now.
    """

    taken: dict[Path, Taken]
    linked: int
    copied: int
    missing: dict[Path, list[str]] = field(default_factory=dict)
    held: Overview


def merge(sources: Sequence[Path], into: Path, *, without_warc: bool = False, watch: Watch = lambda *_: None) -> Merged:
    """Take archives into one. What is refused is refused before anything is changed.

    Killed at any moment, it leaves an archive that is whole, of those taken in so far; the same call goes on.

    Args:
        sources: files of the archives; they are only read.
        into: file of the archive that grows; made where it is missing.
        without_warc: take rows in even where the WARC files that they name are missing.
        watch: told of progress.

    Raises:
        CannotRun: where another run holds the archive, it is among the sources, they are of several sites, or WARC
            files are missing, unfinished, or of one name and not the same.
        ArchiveError: where one is no archive, of another schema, or read by another version of the parser.
        scraper.archive.database.DatabaseError: where the disk or a database fails.
        OSError: where the disk fails.
    """
    sources = list(dict.fromkeys(source.resolve() for source in sources))
    into = into.resolve()
    if any(source == into or (into.exists() and source.exists() and source.samefile(into)) for source in sources):
        raise CannotRun(
            f"{into}: this is the archive that grows; name only the others before --into", exit_status=USAGE
        )
    abouts = [about(source) for source in sources]
    _refuse_unlike(abouts)
    lock = ArchiveLock(into, started_at=clock.now_stamp())
    try:
        if into.exists() and into.stat().st_size:
            with closing(create_or_open(into)):
                pass  # brings it to today's schema
            _refuse_unlike([about(into), *abouts])
        plan = warc_gathering.plan(into.parent / "warc", abouts)
        if not without_warc:
            warc_gathering.refuse_missing(plan)
        linked = copied = 0
        with closing(create_unless_lost(into, brought_in={name for each in abouts for name in each.warcs})) as db:
            taken = {}
            for source in sources:
                brought = warc_gathering.bring(plan, source)
                linked, copied = linked + brought[0], copied + brought[1]
                taken[source] = take_in(db, source)
                watch(source, taken[source])
            held = overview(db)
    finally:
        lock.release()
    return Merged(taken=taken, linked=linked, copied=copied, missing=plan.missing, held=held)


def _refuse_unlike(archives: Sequence[About]) -> None:
    try:
        refuse_unlike(archives)
    except WrongArchiveError as error:
        raise CannotRun(str(error), exit_status=USAGE) from error
