"""A nightly run: what it is to do, what its steps work with, and their results."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scraper import clock
from scraper.crawl.options import RunOptions
from scraper.crawl.site import SITE
from scraper.exit_codes import BREAKER, BUSY, DONE, FAILED, INTERRUPTED, UNHEALTHY, USAGE

if TYPE_CHECKING:
    from arsip.nightly.backup.retention import Retention
    from arsip.nightly.watches import Watch

STEPS = (
    "salvage", "crawl", "recheck", "retry", "reread", "verify",
    "backup", "export", "publish", "prune", "health", "watches", "report",
)  # fmt: skip
"""Names of the steps, in the order in which they run. The report is last, so that it covers all of them."""

EXPORTS = ("articles.jsonl.gz", "articles.csv.gz")
"""Files in `exports/` that each nightly run rewrites, unless its configuration names others."""

SEVERITY = (INTERRUPTED, USAGE, FAILED, BUSY, UNHEALTHY, BREAKER)
"""Which status a run ends with, where its steps end with several: the first of these."""


FEEDS = ("feed.atom", "feed.json")
"""Feeds of the newest changes that each nightly run rewrites beside them, likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyConfig:
    """What a nightly run is to do, as the options of the command of the same names say.

    Attributes:
        crawl: options of its crawls; the archive's path is absolute.
        site: scheme and host.
        backup_to: a folder, or a URL of fsspec's; empty for `backups/` beside the archive.
        keep: which backups stay; None for the usual ones.
        exports: names of the files in `exports/`.
        feeds: names of the feeds there.
        base_url: address of the pages of `arsip serve`, for links to them.
        watches: saved searches, each with whom to notify of changes.
        workers: processes that share the work of verifying.
    """

    crawl: RunOptions
    site: str = SITE
    photos: bool = False
    crawl_budget: int | None = None
    recheck_budget: int = 2000
    backup_to: str = ""
    keep: "Retention | None" = None
    exports: tuple[str, ...] = EXPORTS
    feeds: tuple[str, ...] = FEEDS
    base_url: str | None = None
    watches: "tuple[Watch, ...]" = ()
    workers: int = os.cpu_count() or 1

    @property
    def archive(self) -> Path:
        """The archive's file."""
        return self.crawl.db

    @property
    def folder(self) -> Path:
        """The archive's folder, in which everything else is too."""
        return self.archive.parent

    @property
    def backups(self) -> str:
        """Where backups go."""
        return self.backup_to or str(self.folder / "backups")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """The result of a step.

    Attributes:
        message: what was done or went wrong, in a sentence.
        status: as an exit status.
        next_command: the command to give next; None where nothing is to be done.
        step: its name; the runner fills this in and what follows.
        run: id of its row in `runs`.
    """

    message: str
    status: int = DONE
    next_command: str | None = None
    numbers: dict[str, int | float] = field(default_factory=dict)
    step: str = ""
    seconds: float = 0.0
    run: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it by the names under which `runs.counts` keeps it."""
        return {
            "step": self.step,
            "status": self.status,
            "seconds": self.seconds,
            "verdict": self.message,
            "remedy": self.next_command,
            "numbers": self.numbers,
            "run": self.run,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyResult:
    """The result of a nightly run, or of one that could not begin; its moments are UTC."""

    run: str
    archive: str
    started_at: str
    ended_at: str
    steps: tuple[StepResult, ...]

    @property
    def failed(self) -> tuple[StepResult, ...]:
        """The steps that did not end well, the most severe first."""
        bad = [step for step in self.steps if step.status != DONE]
        return tuple(sorted(bad, key=lambda step: SEVERITY.index(step.status)))

    @property
    def status(self) -> int:
        """The exit status: of the most severe failure."""
        return self.failed[0].status if self.failed else DONE

    @property
    def numbers(self) -> dict[str, int | float]:
        """What was counted; a number that several steps count is their sum."""
        total: dict[str, int | float] = {}
        for step in self.steps:
            for name, number in step.numbers.items():
                total[name] = total.get(name, 0) + number
        return total

    def counts(self, *names: str) -> str:
        """Write some of the numbers in a line, as `12 new, 3 changed`."""
        numbers = self.numbers
        return ", ".join(f"{numbers[name]:,} {name}" for name in names if name in numbers)

    @property
    def message(self) -> str:
        """What went wrong, step by step; `done` where nothing did."""
        return "; ".join(f"{step.step}: {step.message}" for step in self.failed) or "done"

    @property
    def next_command(self) -> str | None:
        """The command for the most severe failure that has one; None where nothing is to be done."""
        return next((step.next_command for step in self.failed if step.next_command), None)


RunCrawl = Callable[[list[str]], int]
"""Runs `arsip crawl` with arguments to its end; returns its exit status, below 0 where a signal has killed it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A nightly run under way, as its steps see it; `run` is the id of its row in `runs`."""

    config: NightlyConfig
    run_crawl: RunCrawl
    run: str
    started_at: datetime
    results: list[StepResult] = field(default_factory=list)

    def result(self) -> NightlyResult:
        """Return the result so far."""
        return NightlyResult(
            run=self.run,
            archive=str(self.config.archive),
            started_at=clock.stamp(self.started_at),
            ended_at=clock.now_stamp(),
            steps=tuple(self.results),
        )


Step = Callable[[Job], StepResult]
"""Runs a step; what it raises fails this step alone."""
