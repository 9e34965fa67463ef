"""What a night is to do, and what its steps work with."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from arsip.nightly.backup.retention import DEFAULT, Retention
from arsip.nightly.results import Done
from scraper import clock
from scraper.crawl.free_space import MIN_FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a night is to do.

    Attributes:
        archive: its file, absolute.
        site: scheme and host.
        contact: who crawls; None for who did last.
        min_free: bytes that must be free on the archive's disk.
        crawl_budget: requests that each crawl for new articles may make; None for all it takes.
        recheck_budget: requests that the recheck may make.
        between: hours of Jakarta's time in which to fetch; None for any.
        delay: least seconds between two requests.
        photos: whether to keep the photos too.
        ignore_robots: whether the user decided so.
        verify_share: of the archive that is verified, another one each night.
        backup_to: a folder or an address of fsspec's.
        keep: backups that stay.
        keep_days: that logs and reports stay.
        jobs: processes that share the work of verifying.
    """

    archive: Path
    site: str
    contact: str | None = None
    min_free: int = MIN_FREE
    crawl_budget: int | None = None
    recheck_budget: int = 2000
    between: str | None = None
    delay: float = 2.0
    photos: bool = False
    ignore_robots: bool = False
    verify_share: Fraction = Fraction(1, 28)
    backup_to: str = ""
    keep: Retention = DEFAULT
    keep_days: int = 90
    jobs: int = os.cpu_count() or 1

    @property
    def folder(self) -> Path:
        """Where the archive and all that is made of it stand."""
        return self.archive.parent

    @property
    def backups(self) -> str:
        """Where backups go."""
        return self.backup_to or str(self.folder / "backups")


class Crawl(Protocol):
    """Runs `arsip crawl` to its end."""

    def __call__(self, arguments: list[str]) -> int:
        """Return its exit status; below 0 where a signal has killed it."""


@dataclass(slots=True)
class Job:
    """A night under way.

    Attributes:
        wanted: what it is to do.
        crawl: runs a crawl.
        run: UUID of its row in `runs`.
        started_at: the moment.
        done: steps that were made.
        interrupted: whether it is to end.
    """

    wanted: Wanted
    crawl: Crawl
    run: str
    started_at: datetime
    done: list[Done] = field(default_factory=list)
    interrupted: Callable[[], bool] = lambda: False

    @property
    def began(self) -> str:
        """The moment as the archive writes it."""
        return clock.stamp(self.started_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of a step's work.

    Attributes:
        said: in a sentence.
        status: as an exit status.
        remedy: the next command, where something is to be done.
        numbers: what it counted.
    """

    said: str
    status: int = 0
    remedy: str | None = None
    numbers: dict[str, int | float] = field(default_factory=dict)


Work = Callable[[Job], Came]
"""Makes a step. Raises what its parts raise; the night goes on then."""
