"""Verifies an archive: its database, its WARC files, and that each row is what its page says. It only reads."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

from scraper.archive.database import Database, DatabaseError, archive_id, refuse_interrupted
from scraper.maintenance.verify import articles, database, frontier, fulltext, snapshot, template_fields, texts
from scraper.maintenance.verify.findings import RESTORE_DATABASE, RESTORE_WARC, Check, Name
from scraper.maintenance.verify.partition import parts
from scraper.maintenance.verify.share import ALL, Share
from scraper.maintenance.verify.worker import Held, hold
from scraper.maintenance.warc_files import Listed
from scraper.maintenance.workers import Workers
from scraper.parser import CARRIES, PARSER
from scraper.warc.writer import OPEN

Watch: TypeAlias = Callable[[Name, int, int], None]
"""Told of progress: which check, how much of it is done, and how much there is to do."""

BROKEN = (DatabaseError, TypeError, ValueError, ArithmeticError, LookupError)
"""What reading a damaged database raises: a flipped bit in a row's header makes a column come as another type."""

Range: TypeAlias = tuple[int, int]
"""First and last rowid, or first and last key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification has found.

    Attributes:
        site: which site the archive is of; None where it does not say.
        checks: each check with its faults, in the order in which they were made.
    """

    site: str | None
    checks: tuple[Check, ...]

    @property
    def faults(self) -> int:
        """How many faults there are."""
        return sum(check.found for check in self.checks)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is worth knowing and no fault, each in a sentence."""
        older = sum((check.older for check in self.checks), Counter[str]())
        return (
            *(
                f"{number:,} pages were read by parser {reader}, today's is {PARSER}: `arsip reparse` reads them again"
                for reader, number in sorted(older.items())
            ),
            *(notice for check in self.checks for notice in check.notices),
        )


def verify(path: Path, *, share: Share = ALL, jobs: int = 1, watch: Watch = lambda *_: None) -> Report:
    """Verify an archive. A crawl may be under way: what it adds meanwhile is left alone.

    Args:
        path: the archive's file; `warc/` stands beside it.
        share: which texts, captures and articles are looked at. In less than all of them, records without a row and
            damage between records are not looked for, and SQLite's check is the quick one.
        jobs: processes that share the work.
        watch: told of progress.

    Returns:
        what was found.

    Raises:
        scraper.archive.database.ArchiveError: where there is no archive, or one of an older schema.
        OSError: where the folder of WARC files cannot be read.
    """
    files = Listed.beside(path)  # before the snapshot, which then has a row for each record of a file that is closed
    with snapshot.snapshot(path) as db, Workers(jobs) as workers:
        if not database.is_readable(db):
            if database.is_meta_readable(db):
                snapshot.named_site(db, path)  # refuses an archive of an older schema, which is no damage
            return Report(site=None, checks=(database.check(db, quick=not share.is_all),))
        site = snapshot.named_site(db, path)
        files = _own(files, db)
        verification = _Verification(path, db, workers, share, watch)
        checks = (
            verification.of_database(),
            verification.of_texts(),
            *verification.of_captures(files),
            verification.of_articles(),
            verification.of_search(),
            verification.of_frontier(),
        )
        return Report(site=site, checks=checks)


@dataclass(frozen=True, slots=True)
class _Verification:
    """One verification under way. What cannot be read of the database is a fault of the check that came upon it."""

    path: Path
    db: Database
    workers: Workers
    share: Share
    watch: Watch

    def of_database(self) -> Check:
        self.watch("database", 0, 1)  # the longest that shows nothing until it is done
        return self._whole("database", lambda: database.check(self.db, quick=not self.share.is_all))

    def of_texts(self) -> Check:
        work = partial(_hold_texts, self.path, self.share)
        check = self._parted("texts", work, lambda: texts.stretches(self.db))
        check.take(self._whole("texts", lambda: texts.check_use(self.db)))
        self.watch("texts", check.looked_at, check.looked_at)
        return check

    def of_articles(self) -> Check:
        work = partial(_settle, self.path, self.share)
        return self._parted("articles", work, lambda: articles.stretches(self.db))

    def of_search(self) -> Check:
        self.watch("search", 0, 1)
        return self._whole("search", lambda: fulltext.check(self.db, quick=not self.share.is_all))

    def of_frontier(self) -> Check:
        return self._whole("frontier", lambda: frontier.check(self.db))

    def of_captures(self, files: Listed) -> tuple[Check, Check]:
        """Check rows against records, and what was read against the pages, in one pass: each record is read once."""
        captures, readings = Check("captures"), Check("readings")
        total = self.share.part_of(snapshot.count(self.db, "captures"))
        try:
            held = self.workers.each(hold, parts(self.path, self.db, files, self.share, captures))
            for _, of_file in groupby(held, key=lambda each: each[0].file):
                reach = 0
                for _, result in of_file:
                    try:
                        outcome = result()
                    except (*BROKEN, OSError) as error:
                        refuse_interrupted(error)
                        captures.fault(f"it cannot be read: {error}", RESTORE_DATABASE)
                        continue
                    captures.take(outcome.captures)
                    readings.take(outcome.readings)
                    reach = _note_damage(captures, outcome, reach, files)
                    self.watch("captures", captures.looked_at, total)
        except BROKEN as error:
            refuse_interrupted(error)
            captures.fault(f"it cannot be read: {error}", RESTORE_DATABASE)
        readings.take(self._whole("readings", lambda: template_fields.check(self.db, PARSER, CARRIES)))
        self.watch("captures", captures.looked_at, captures.looked_at)
        captures.notices += [
            f"warc/{name}{OPEN} was left by a run that died; the next `arsip crawl` takes it in"
            for name in sorted(files.left)
        ]
        captures.notices += [files.notice] if files.notice else []
        return captures, readings

    def _parted(self, name: Name, work: Callable[[Range], Check], ranges: Callable[[], Iterable[Range]]) -> Check:
        """Make a check in parts, which all processes share."""
        check, total = Check(name), self.share.part_of(snapshot.count(self.db, name))
        try:
            for _, result in self.workers.each(work, ranges()):
                try:
                    check.take(result())
                except BROKEN as error:
                    refuse_interrupted(error)
                    check.fault(f"they cannot be read: {error}", RESTORE_DATABASE, table=name)
                self.watch(name, check.looked_at, total)
        except BROKEN as error:
            refuse_interrupted(error)
            check.fault(f"they cannot be read: {error}", RESTORE_DATABASE, table=name)
        return check

    def _whole(self, name: Name, make: Callable[[], Check]) -> Check:
        """Make a check at once."""
        try:
            check = make()
        except BROKEN as error:
            refuse_interrupted(error)
            check = Check(name)
            check.fault(f"it cannot be read: {error}", RESTORE_DATABASE)
        self.watch(name, check.looked_at, check.looked_at)
        return check


def _own(files: Listed, db: Database) -> Listed:
    """Leave out the files of other archives; where the rows cannot say which those are, the file names do."""
    try:
        return files.owned_by(db)
    except BROKEN as error:
        refuse_interrupted(error)
        with suppress(*BROKEN):
            return files.without(files.not_of(archive_id(db)))
        return files


def _hold_texts(path: Path, share: Share, rowids: Range) -> Check:
    with snapshot.snapshot(path) as db:
        return texts.check(db, *rowids, share)


def _settle(path: Path, share: Share, keys: Range) -> Check:
    return articles.check(path, *keys, share)


def _note_damage(captures: Check, held: Held, reach: int, files: Listed) -> int:
    """Note the bytes of a part that no record accounts for.

    Args:
        captures: notes them.
        held: what came of the part.
        reach: how far the parts before it in the file have been accounted for.
        files: what is still being written ends in the middle.

    Returns:
        how far the file has been accounted for now.
    """
    part = held.part
    size = held.size
    for damaged in held.damaged:
        start = max(damaged.start, reach)
        at_end = damaged.end >= size
        if start >= damaged.end or (at_end and part.file not in files.closed):
            continue
        what = f"the {damaged.end - start:,} bytes from here are no whole record"
        if at_end:
            what += "; the file is cut off, or damaged to its end"
        captures.fault(what, RESTORE_WARC, file=part.file, byte=start)
        reach = damaged.end
    return max(reach, held.end)
