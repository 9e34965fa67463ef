"""What a nightly run is to do, and what its steps work with."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from arsip.nightly.results import NightlyResult, StepResult
from scraper import clock
from scraper.crawl.options import RunOptions
from scraper.crawl.site import SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class NightlyConfig:
    """What a nightly run is to do, as the options of the command of the same names say.

    Attributes:
        crawl: options of its crawls; the archive's path is absolute.
        site: scheme and host.
        backup_to: a folder, or a URL of fsspec's; empty for `backups/` beside the archive.
        jobs: processes that share the work of verifying.
    """

    crawl: RunOptions
    site: str = SITE
    photos: bool = False
    crawl_budget: int | None = None
    recheck_budget: int = 2000
    backup_to: str = ""
    jobs: int = os.cpu_count() or 1

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
