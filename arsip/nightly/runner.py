"""Runs the steps of a nightly run one after the other, each with its row in `runs`; and its crawls, as processes."""

import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from types import FrameType
from uuid import uuid4

from arsip.nightly.job import STEPS, Job, NightlyConfig, NightlyResult, RunCrawl, StepResult
from arsip.nightly.steps import STEP_FUNCTIONS
from scraper import clock
from scraper.archive import runs
from scraper.archive.database import ArchiveError, DatabaseError, NewerArchiveError, create_or_open, site_of
from scraper.crawl.session import disk_shortage
from scraper.exit_codes import BUSY, DONE, FAILED, INTERRUPTED, CannotRun
from scraper.lock import LENT, ArchiveLock
from scraper.maintenance.origin import create_unless_lost
from scraper.signals import STOPPING, handled_by
from scraper.warc.records import WarcError

logger = logging.getLogger("arsip.nightly")

_LOG_LINE = re.compile(r"[0-9-]{10} [0-9:,]{12} (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)")


class NightlyRun:
    """A nightly run: some of the steps, with what runs a crawl under the archive's lock, which is lent then.

    Attributes:
        job: what its steps see.
    """

    def __init__(self, config: NightlyConfig, steps: Collection[str], run_crawl: RunCrawl) -> None:
        self.job = Job(config, run_crawl, run=str(uuid4()), started_at=clock.now())
        self._steps = [step for step in STEPS if step in steps]

    def execute(self) -> NightlyResult:
        """Run the steps; what one of them raises fails only that one."""
        job, archive = self.job, self.job.config.archive
        if (message := self._space_error()) is not None:
            return self._failed("space", message, f"df -h {job.config.folder}")
        try:
            lock = ArchiveLock(archive, started_at=clock.stamp(job.started_at))
        except CannotRun as error:
            next_command = "arsip runs" if error.exit_status == BUSY else None
            return self._failed("lock", str(error), next_command, status=error.exit_status)
        try:
            with lock:
                with closing(create_unless_lost(archive)) as db:
                    runs.begin(db, self._row(job.run, runs.NIGHTLY, site_of(db)))
                with lock.lent():
                    for step in self._steps:
                        if self._run_step(step).status == INTERRUPTED:
                            break
                result = job.result()
                steps = [step.as_json() for step in result.steps]
                self._record_end(job.run, result.status, result.message, {**result.numbers, "steps": steps})
        except (ArchiveError, CannotRun, DatabaseError) as error:
            is_newer = isinstance(error, NewerArchiveError)
            return self._failed("archive", str(error), None if is_newer else f"arsip repair --db {archive}")
        else:
            return result

    def _failed(self, stage: str, message: str, next_command: str | None, *, status: int = FAILED) -> NightlyResult:
        """Return the result of a run that could not go on; why stands in it as a step of its own."""
        self.job.results.append(StepResult(message=message, status=status, next_command=next_command, step=stage))
        return self.job.result()

    def _space_error(self) -> str | None:
        """Return what is wrong where too little of the disk is free."""
        try:
            return disk_shortage(self.job.config.folder, self.job.config.crawl.min_free)
        except OSError as error:
            return f"{self.job.config.folder}: {error.strerror}"

    def _run_step(self, step: str) -> StepResult:
        run, began = str(uuid4()), time.monotonic()
        logger.info("%s", step, extra={"step": step})
        self._record_begin(run, step)
        result = replace(_attempt(self.job, step), step=step, seconds=round(time.monotonic() - began, 2), run=run)
        self.job.results.append(result)
        level = logging.ERROR if result.status else logging.INFO
        logger.log(level, "%s: %s", step, result.message, extra={"step": step, **result.numbers})
        counts = {**result.numbers, "seconds": result.seconds, "night": self.job.run}
        self._record_end(run, result.status, result.message, counts)
        return result

    def _row(self, run: str, kind: str, site: str | None) -> runs.NewRun:
        return runs.NewRun(
            run=run,
            kind=kind,
            arguments=json.dumps({"steps": self._steps} if kind == runs.NIGHTLY else {"night": self.job.run}),
            site=site or self.job.config.site,
            user_agent="",
            robots="ignore" if self.job.config.crawl.ignore_robots else "obey",
            pid=os.getpid(),
            started_at=clock.now_stamp(),
        )

    def _record_begin(self, run: str, step: str) -> None:
        try:
            with closing(create_or_open(self.job.config.archive)) as db:
                runs.begin(db, self._row(run, f"{runs.STEP_PREFIX}{step}", site_of(db)))
        except (ArchiveError, DatabaseError) as error:
            logger.warning("the start of %s could not be recorded: %s", step, error)

    def _record_end(self, run: str, status: int, message: str, counts: Mapping[str, object]) -> None:
        try:
            with closing(create_or_open(self.job.config.archive)) as db:
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


class CrawlProcesses:
    """Runs one crawl after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    @contextmanager
    def forwarding_signals(self) -> Iterator[None]:
        """Forward SIGINT and SIGTERM to the crawl under way; without one, raise KeyboardInterrupt."""
        with handled_by(self._forward, *STOPPING):
            yield

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        if self._process is None:
            raise KeyboardInterrupt
        self._process.send_signal(number)

    def run(self, arguments: Sequence[str]) -> int:
        """Run `arsip crawl` with arguments under the lock that is lent, log its output, and return its exit status.

        It is below 0 where a signal has killed it. OSError where it cannot be started.
        """
        command = [sys.executable, "-m", "arsip", "--config", os.devnull, "crawl", *arguments]  # the arguments are all
        # a session of its own: a Ctrl-C reaches it once, through us
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", pass_fds=[int(os.environ[LENT])], start_new_session=True,
        ) as self._process:  # fmt: skip
            assert self._process.stdout is not None
            for line in self._process.stdout:
                _log(line.rstrip())
            status = self._process.wait()
        self._process = None
        return status


def _log(line: str) -> None:
    match = _LOG_LINE.fullmatch(line)
    if match:
        logger.log(logging.getLevelNamesMapping()[match[1]], "%s", match[2])
    elif line:
        logger.info("%s", line)
