"""The run of a recovery: who makes the requests, its result, and the row in `runs`."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field, replace
from threading import current_thread, main_thread
from uuid import uuid4

from scraper import clock
from scraper.archive import runs
from scraper.archive.database import ArchiveError, Database, DatabaseError
from scraper.archive.statistics.holdings import Holdings
from scraper.counts import count
from scraper.exit_codes import BREAKER, DONE, FAILED, INTERRUPTED, UNHEALTHY, VERDICT, CannotRun
from scraper.items import PROBLEMS
from scraper.recover.captures import WebArchive
from scraper.recover.selection import Selection
from scraper.signals import STOPPING, handled_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who makes the requests to a web archive: the contact, if any, and the User-Agent that has it."""

    contact: str | None
    user_agent: str


@dataclass(slots=True)
class Summary:
    """The result of a recovery.

    Attributes:
        salvaged: captures that a killed run had fetched, taken in before.
        warning: that some of these could not be read; None where all could.
        found: captures that the index names.
        skipped: what else stands in it, and how often.
        chosen: captures that were to be had of them.
        known: of these, those that the archive had already.
        fetched: captures that are new.
        outcomes: what these amount to, and how many to each.
        unplayable: captures that the index names and the web archive could not give; the next run asks again.
        reasons: why, of the first of them.
        left: captures that are still to be fetched.
        added: what is new in the archive.
        first: day in Jakarta of the earliest new capture, `YYYY-MM-DD`; None without one.
        last: of the latest.
    """

    salvaged: int = 0
    warning: str | None = None
    found: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    chosen: int = 0
    known: int = 0
    fetched: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unplayable: int = 0
    reasons: list[str] = field(default_factory=list)
    left: int = 0
    added: Holdings = field(default_factory=lambda: Holdings(0, 0, 0, 0))
    first: str | None = None
    last: str | None = None

    @property
    def problems(self) -> int:
        """How many of the new captures could not be read."""
        return sum(number for outcome, number in self.outcomes.items() if outcome in PROBLEMS)

    @property
    def unhealthy(self) -> str | None:
        """Say what a killed run has lost, or that no new capture could be read: a parser's fault, or another site."""
        if self.warning:
            return self.warning
        if not self.fetched or self.problems < self.fetched:
            return None
        return f"none of {count(self.fetched, 'new capture')} could be read; `arsip problems` lists them"

    def count(self, moment: str, outcome: str) -> None:
        """Count a new capture."""
        day = clock.day_in_jakarta(moment)
        self.fetched += 1
        self.outcomes[outcome] += 1
        self.first = min(self.first or day, day)
        self.last = max(self.last or day, day)


@contextmanager
def recorded(
    db: Database, archive: WebArchive, selection: Selection, identity: Identity, summary: Summary
) -> Iterator[None]:
    """Record the run of the block, and how it ended, in `runs`."""
    run = str(uuid4())
    arguments = {
        **asdict(replace(selection, there=None)),
        "only": sorted(selection.only),
        "there": selection.there is not None,
    }
    arguments["missing"] = arguments.pop("there")
    runs.begin(
        db,
        runs.NewRun(
            run=run,
            kind=f"recover {archive.source}",
            arguments=json.dumps(arguments, ensure_ascii=False),
            site=archive.address,
            user_agent=identity.user_agent,
            robots="none",
            pid=os.getpid(),
            started_at=clock.now_stamp(),
        ),
    )
    reason, status, verdict = "finished", DONE, "done"
    try:
        yield
        if summary.unhealthy is not None:
            status, verdict = UNHEALTHY, summary.unhealthy
    except KeyboardInterrupt:
        reason, status, verdict = "shutdown", INTERRUPTED, VERDICT["shutdown"]
        raise
    except CannotRun as error:
        reason, status, verdict = "breaker" if error.exit_status == BREAKER else "failed", error.exit_status, str(error)
        raise
    except Exception as error:
        reason, status, verdict = "failed", FAILED, " ".join(str(error).split())
        raise
    finally:
        added = summary.added
        counts: dict[str, object] = {
            "requests": summary.fetched + summary.unplayable,
            "articles": summary.outcomes["article"],
            "new": added.articles,
            "changed": added.versions,
            "problems": summary.problems,
            **{name: getattr(summary, name) for name in ("found", "chosen", "known", "fetched", "unplayable", "left")},
        }
        ending = {"ended_at": clock.now_stamp(), "reason": reason, "verdict": verdict, "exit_status": status}
        with suppress(ArchiveError, DatabaseError) if status == FAILED else nullcontext():
            runs.end(db, run, **ending, counts=json.dumps(counts))  # type: ignore[arg-type]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold SIGINT and SIGTERM back until the block has ended: a capture is written with its row, or not at all.

    Raises:
        KeyboardInterrupt: at its end, where there was one and its handler says so.
    """
    if current_thread() is not main_thread():  # only the main thread gets signals
        yield
        return
    received: list[int] = []
    with handled_by(lambda number, _: received.append(number), *STOPPING):
        yield
    for each in received[:1]:
        signal.raise_signal(each)
