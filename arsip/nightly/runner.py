"""Runs the steps of a nightly run one after the other, each with its row in `runs`."""

import json
import logging
import os
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

from arsip.nightly.config import Job, NightlyConfig, RunCrawl
from arsip.nightly.results import STEPS, NightlyResult, StepResult
from arsip.nightly.steps import STEP_FUNCTIONS
from scraper import clock
from scraper.archive import runs
from scraper.archive.database import ArchiveError, DatabaseError, create_or_open, site_of
from scraper.crawl.session import disk_shortage
from scraper.exit_codes import BUSY, DONE, FAILED, INTERRUPTED, CannotRun
from scraper.lock import ArchiveLock
from scraper.maintenance.origin import create_unless_lost
from scraper.warc.records import WarcError

logger = logging.getLogger("arsip.nightly")


class NightlyRun:
    """A nightly run.

    Args:
        config: what it is to do.
        steps: names of the steps to run.

    Attributes:
        run: id of its row in `runs`.
    """

    def __init__(self, config: NightlyConfig, steps: Collection[str]) -> None:
        self.run = str(uuid4())
        self._config = config
        self._steps = [step for step in STEPS if step in steps]
        self._started_at = clock.now()
        self._results: list[StepResult] = []

    def execute(self, start: Callable[[int], RunCrawl]) -> NightlyResult:
        """Run the steps; what one of them raises fails only that one.

        Args:
            start: takes the file descriptor of the archive's lock, and returns what runs a crawl under that lock.
        """
        config = self._config
        if (message := self._space_error()) is not None:
            command = f"df -h {config.folder}"
            return self._result(StepResult(message=message, status=FAILED, next_command=command), "space")
        try:
            lock = ArchiveLock(config.archive, started_at=clock.stamp(self._started_at))
        except CannotRun as error:
            next_command = "arsip runs" if error.exit_status == BUSY else None
            return self._result(
                StepResult(message=str(error), status=error.exit_status, next_command=next_command), "lock"
            )
        try:
            with closing(create_unless_lost(config.archive)) as db:
                runs.begin(db, self._row(self.run, runs.NIGHTLY, site_of(db)))
            with lock.lent() as descriptor:
                job = Job(config, start(descriptor), self.run, self._started_at, self._results)
                for step in self._steps:
                    if self._run_step(job, step).status == INTERRUPTED:
                        break
            result = self._result()
            steps = [step.as_json() for step in result.steps]
            self._record_end(self.run, result.status, result.message, {**result.numbers, "steps": steps})
        except (ArchiveError, CannotRun, DatabaseError) as error:
            command = f"arsip repair --db {config.archive}"
            return self._result(StepResult(message=str(error), status=FAILED, next_command=command), "archive")
        else:
            return result
        finally:
            lock.release()

    def _space_error(self) -> str | None:
        """Return what is wrong where too little of the disk is free."""
        try:
            return disk_shortage(self._config.folder, self._config.crawl.min_free)
        except OSError as error:
            return f"{self._config.folder}: {error.strerror}"

    def _run_step(self, job: Job, step: str) -> StepResult:
        run, began = str(uuid4()), time.monotonic()
        logger.info("%s", step, extra={"step": step})
        self._record_begin(run, step)
        result = replace(_attempt(job, step), step=step, seconds=round(time.monotonic() - began, 2), run=run)
        self._results.append(result)
        level = logging.ERROR if result.status else logging.INFO
        logger.log(level, "%s: %s", step, result.message, extra={"step": step, **result.numbers})
        counts = {**result.numbers, "seconds": result.seconds, "night": self.run}
        self._record_end(run, result.status, result.message, counts)
        return result

    def _row(self, run: str, kind: str, site: str | None) -> runs.NewRun:
        return runs.NewRun(
            run=run,
            kind=kind,
            arguments=json.dumps({"steps": self._steps} if kind == runs.NIGHTLY else {"night": self.run}),
            site=site or self._config.site,
            user_agent="",
            robots="ignore" if self._config.crawl.ignore_robots else "obey",
            pid=os.getpid(),
            started_at=clock.now_stamp(),
        )

    def _record_begin(self, run: str, step: str) -> None:
        try:
            with closing(create_or_open(self._config.archive)) as db:
                runs.begin(db, self._row(run, f"{runs.STEP_PREFIX}{step}", site_of(db)))
        except (ArchiveError, DatabaseError) as error:
            logger.warning("the start of %s could not be recorded: %s", step, error)

    def _record_end(self, run: str, status: int, message: str, counts: Mapping[str, object]) -> None:
        try:
            with closing(create_or_open(self._config.archive)) as db:
                runs.end(
                    db,
                    run,
                    ended_at=clock.now_stamp(),
                    reason="finished" if status == DONE else "failed",
                    verdict=message,
                    exit_status=status,
                    counts=json.dumps(counts, ensure_ascii=False),
                )
        except (ArchiveError, DatabaseError) as error:
            logger.warning("the end of a run could not be recorded: %s", error)

    def _result(self, error: StepResult | None = None, stage: str = "") -> NightlyResult:
        """Return the result so far; an error of the run itself stands in it as a step of its own."""
        if error is not None:
            self._results.append(replace(error, step=stage))
        return NightlyResult(
            run=self.run,
            archive=str(self._config.archive),
            started_at=clock.stamp(self._started_at),
            ended_at=clock.now_stamp(),
            steps=tuple(self._results),
        )


def _attempt(job: Job, step: str) -> StepResult:
    """Run a step, and turn what it raises into its result."""
    command = f"arsip nightly --only {step} --db {job.config.archive}"
    try:
        return STEP_FUNCTIONS[step](job)
    except KeyboardInterrupt:
        message = "interrupted; run the same command to resume"
        return StepResult(message=message, status=INTERRUPTED, next_command=command)
    except CannotRun as error:
        return StepResult(message=str(error), status=error.exit_status, next_command=command)
    except Exception as error:
        logger.debug("%s failed", step, exc_info=True)
        if isinstance(error, (ArchiveError, DatabaseError, WarcError)):
            command = f"arsip verify --db {job.config.archive}"
        return StepResult(message=_error_message(error), status=FAILED, next_command=command)


def _error_message(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the disk'}: {error.strerror}"
    return " ".join(str(error).split()) or type(error).__name__
