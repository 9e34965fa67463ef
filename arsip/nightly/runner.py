"""Spends a night: the steps one after the other, each with its row in `runs`, and the truth about them at the end."""

import json
import logging
import os
import time
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import asdict
from uuid import uuid4

from arsip.nightly import steps_crawl, steps_maintain, steps_publish
from arsip.nightly.config import Came, Crawl, Job, Wanted, Work
from arsip.nightly.results import ORDER, Done, Night
from scraper import clock
from scraper.archive import runs
from scraper.archive.database import ArchiveError, DatabaseError, create_or_open, site_of
from scraper.crawl import free_space
from scraper.exit_codes import BUSY, DONE, FAILED, INTERRUPTED, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.origin import create_unless_lost
from scraper.warc.reader import WarcError

logger = logging.getLogger("arsip.nightly")

WORKS: dict[str, Work] = {**steps_maintain.STEPS, **steps_crawl.STEPS, **steps_publish.STEPS}
"""What makes each step."""

StartCrawl = Callable[[int], Crawl]
"""Gives what runs a crawl, with the file descriptor of the lock for its process."""


class Spending:
    """A night under way.

    Args:
        wanted: what it is to do.
        steps: names of the steps to make, of `ORDER`.

    Attributes:
        run: UUID of its row in `runs`.
    """

    def __init__(self, wanted: Wanted, steps: Collection[str]) -> None:
        self._wanted = wanted
        self._steps = [step for step in ORDER if step in steps]
        self.run = str(uuid4())
        self._began = clock.now()
        self._done: list[Done] = []

    def spend(self, start: StartCrawl) -> Night:
        """Make the steps; what one of them raises ends only that one.

        Args:
            start: starts a crawl with the lock of this night.

        Returns:
            what came of it.
        """
        if (lacking := self._lacking_space()) is not None:
            return self._over(lacking)
        try:
            lock = ArchiveLock(self._wanted.archive, started_at=clock.stamp(self._began))
        except CannotRun as error:
            remedy = "arsip runs" if error.exit_status == BUSY else None
            return self._over(Came(said=str(error), status=error.exit_status, remedy=remedy), step="lock")
        try:
            self._note_begin()
            with lock.lent() as descriptor:
                self._make_all(start(descriptor))
            night = self._night()
            counts: dict[str, object] = {**night.numbers, "steps": [asdict(done) for done in night.steps]}
            self._note_end(self.run, night.status, night.verdict, counts)
        except (ArchiveError, CannotRun, DatabaseError) as error:
            remedy = f"arsip repair --db {self._wanted.archive}"
            return self._over(Came(said=str(error), status=FAILED, remedy=remedy), step="archive")
        else:
            return night
        finally:
            lock.release()

    def _lacking_space(self) -> Came | None:
        """Say what is lacking where too little of the disk is free."""
        try:
            said = free_space.lacking(self._wanted.folder, self._wanted.min_free)
        except OSError as error:
            said = f"{self._wanted.folder}: {error.strerror}"
        return None if said is None else Came(said=said, status=FAILED, remedy=f"df -h {self._wanted.folder}")

    def _make_all(self, crawl: Crawl) -> None:
        job = Job(wanted=self._wanted, crawl=crawl, run=self.run, started_at=self._began, done=self._done)
        for step in self._steps:
            if not self._make(job, step):
                return

    def _make(self, job: Job, step: str) -> bool:
        """Make a step; return whether to go on."""
        run, began = str(uuid4()), time.monotonic()
        logger.info("%s", step, extra={"step": step})
        self._note_step(run, step)
        came = _attempt(WORKS[step], job, step)
        done = Done(
            step=step,
            status=came.status,
            seconds=round(time.monotonic() - began, 2),
            verdict=came.said,
            remedy=came.remedy,
            numbers=came.numbers,
            run=run,
        )
        self._done.append(done)
        level = logging.ERROR if done.status else logging.INFO
        logger.log(level, "%s: %s", step, done.verdict, extra={"step": step, **done.numbers})
        counts: dict[str, object] = {**done.numbers, "seconds": done.seconds, "night": self.run}
        self._note_end(run, done.status, done.verdict, counts)
        return done.status != INTERRUPTED

    def _note_begin(self) -> None:
        with closing(create_unless_lost(self._wanted.archive)) as db:
            runs.begin(db, self._begun(self.run, runs.NIGHTLY, site_of(db)))

    def _note_step(self, run: str, step: str) -> None:
        try:
            with closing(create_or_open(self._wanted.archive)) as db:
                runs.begin(db, self._begun(run, f"{runs.STEP_PREFIX}{step}", site_of(db)))
        except (ArchiveError, DatabaseError) as error:
            logger.warning("that %s began could not be noted: %s", step, error)

    def _begun(self, run: str, kind: str, site: str | None) -> runs.NewRun:
        return runs.NewRun(
            run=run,
            kind=kind,
            arguments=json.dumps({"steps": self._steps} if kind == runs.NIGHTLY else {"night": self.run}),
            site=site or self._wanted.site,
            user_agent="",
            robots="ignore" if self._wanted.ignore_robots else "obey",
            pid=os.getpid(),
            started_at=clock.now_stamp(),
        )

    def _note_end(self, run: str, status: int, verdict: str, counts: dict[str, object]) -> None:
        try:
            with closing(create_or_open(self._wanted.archive)) as db:
                runs.end(
                    db,
                    run,
                    ended_at=clock.now_stamp(),
                    reason="finished" if status == DONE else "failed",
                    verdict=verdict,
                    exit_status=status,
                    counts=json.dumps(counts, ensure_ascii=False),
                )
        except (ArchiveError, DatabaseError) as error:
            logger.warning("the end of a run could not be noted: %s", error)

    def _over(self, came: Came, *, step: str = "space") -> Night:
        """Return a night that ended early."""
        done = Done(step=step, status=came.status, seconds=0.0, verdict=came.said, remedy=came.remedy)
        self._done.append(done)
        return self._night()

    def _night(self) -> Night:
        return Night(
            run=self.run,
            archive=str(self._wanted.archive),
            started_at=clock.stamp(self._began),
            ended_at=clock.now_stamp(),
            steps=tuple(self._done),
        )


def _attempt(work: Work, job: Job, step: str) -> Came:
    """Make a step, and say in a sentence what it raised."""
    remedy = f"arsip nightly --only {step} --db {job.wanted.archive}"
    try:
        return work(job)
    except KeyboardInterrupt:
        return Came(said="interrupted; the same command goes on", status=INTERRUPTED, remedy=remedy)
    except CannotRun as error:
        return Came(said=str(error), status=error.exit_status, remedy=remedy)
    except (ArchiveError, DatabaseError, WarcError) as error:
        logger.debug("%s failed", step, exc_info=True)
        return Came(said=_line(error), status=FAILED, remedy=f"arsip verify --db {job.wanted.archive}")
    except Exception as error:
        logger.debug("%s failed", step, exc_info=True)
        return Came(said=_line(error), status=FAILED, remedy=remedy)


def _line(error: Exception) -> str:
    """Say in a line what was raised."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the disk'}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
