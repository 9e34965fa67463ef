"""The runs of this machine: when each began and ended, with what arguments, and the verdict on it."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlite_utils import Database

NIGHT = "nightly"
"""Kind of a nightly job."""

STEP = "nightly "
"""Kind of one of its steps: this, and the step's name. A crawl that it starts is a crawl, as by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A run that begins, by the names of the columns of `runs`.

    Attributes:
        run: its UUID.
        kind: the verb, such as `crawl articles`.
        arguments: as JSON.
        site: scheme and host.
        user_agent: as sent.
        robots: `obey` or `ignore`.
        pid: of its process.
        started_at: the moment.
    """

    run: str
    kind: str
    arguments: str
    site: str
    user_agent: str
    robots: str
    pid: int
    started_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Begun):
    """A run as it is noted.

    Attributes:
        ended_at: the moment; None where it has not ended, or was killed.
        reason: why it ended, in one word.
        verdict: the same in a sentence.
        exit_status: as the README lists them.
        counts: what it did, as JSON.
    """

    ended_at: str | None
    reason: str | None
    verdict: str | None
    exit_status: int | None
    counts: str | None

    @property
    def counted(self) -> dict[str, Any]:
        """What it did, by name; nothing where it has not ended."""
        found = json.loads(self.counts or "{}")
        return found if isinstance(found, dict) else {}


def begin(db: Database, begun: Begun) -> None:
    """Note that a run begins."""
    db.table("runs").insert(asdict(begun))


def end(  # noqa: D417 - the rest are columns of `runs`
    db: Database, run: str, *, ended_at: str, reason: str, verdict: str, exit_status: int, counts: str
) -> None:
    """Note how a run ended.

    Args:
        db: the archive.
        run: its UUID.
        reason: why Scrapy closed the spider.
        counts: its `Tally`, as JSON.
    """
    db.table("runs").update(
        run,
        {
            "ended_at": ended_at,
            "reason": reason,
            "verdict": verdict,
            "exit_status": exit_status,
            "counts": counts,
        },
    )


def accept(db: Database, run: str) -> None:
    """Take what an unhealthy run has read for a measure of later ones: someone has looked, and the site is so now.

    Args:
        db: the archive, open for writing.
        run: its UUID.
    """
    with db.atomic():
        db.execute(
            "UPDATE runs SET counts = json_set(coalesce(counts, '{}'), '$.accepted', json('true')) WHERE run = ?", [run]
        )


def newest(db: Database, limit: int, *, steps: bool = False) -> list[Noted]:
    """Return the runs that began last, the newest first.

    Args:
        db: the archive.
        limit: how many at most.
        steps: whether the steps of a nightly job count as runs, beside the job itself and its crawls.
    """
    which = "true" if steps else f"kind NOT LIKE '{STEP}%'"
    return _noted(db, f"{which} ORDER BY started_at DESC, run LIMIT ?", limit)


def since(db: Database, moment: str) -> list[Noted]:
    """Return the crawls that began at a moment or later, the newest first."""
    return _noted(db, "kind LIKE 'crawl %' AND started_at >= ? ORDER BY started_at DESC, run", moment)


def nights(db: Database, limit: int) -> list[Noted]:
    """Return the nightly jobs that began last, the newest first."""
    return _noted(db, f"kind = '{NIGHT}' ORDER BY started_at DESC, run LIMIT ?", limit)


def named(db: Database, run: str) -> list[Noted]:
    """Return the runs whose UUID begins so, the newest first.

    Args:
        db: the archive.
        run: the UUID, or the beginning of it.
    """
    return _noted(db, "substr(run, 1, length(?1)) = ?1 ORDER BY started_at DESC, run", run.lower())


def _noted(db: Database, condition: str, value: str | int) -> list[Noted]:
    names = [column.name for column in fields(Noted)]
    found = db.execute(f"SELECT {', '.join(names)} FROM runs WHERE {condition}", [value])  # noqa: S608 - our names
    return [Noted(**dict(zip(names, row, strict=True))) for row in found]
