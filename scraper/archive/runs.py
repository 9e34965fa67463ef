"""The runs of this machine: when each began and ended, with what arguments, and how it ended."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from scraper.archive.connection import Database
from scraper.archive.database import ArchiveError

NIGHTLY = "nightly"
"""Kind of a nightly job."""

PREFLIGHT = "preflight"
"""Kind of a preflight."""

STEP_PREFIX = "nightly "
"""Begins the kind of a nightly step, before the step's name. A crawl that a step starts is a crawl, as by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """The columns of `runs` that are known when a run begins.

    Attributes:
        kind: the command, such as `crawl articles`.
        arguments: as JSON.
        site: scheme and host.
        robots: `obey` or `ignore`; `none` for a recovery, to which robots.txt does not apply.
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
class RunRecord(NewRun):
    """A row of `runs`.

    Attributes:
        ended_at: None where it has not ended, or was killed; so are the next three.
        reason: why it ended, in one word.
        verdict: the same in a sentence.
        counts: what it did, by name; empty where it has not ended.
    """

    ended_at: str | None
    reason: str | None
    verdict: str | None
    exit_status: int | None
    counts: dict[str, Any]


def begin(db: Database, run: NewRun) -> None:
    """Record that a run begins."""
    names = [column.name for column in fields(NewRun)]
    statement = f"INSERT INTO runs ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"  # noqa: S608 - our names
    db.execute(statement, asdict(run))


def end(db: Database, run: str, *, ended_at: str, reason: str, verdict: str, exit_status: int, counts: str) -> None:
    """Record how a run ended; the arguments are columns of `runs`, `counts` as JSON.

    Raises:
        ArchiveError: there is no such run.
    """
    updated = db.execute(
        "UPDATE runs SET ended_at = ?, reason = ?, verdict = ?, exit_status = ?, counts = ? WHERE run = ?",
        [ended_at, reason, verdict, exit_status, counts, run],
    )
    if updated.rowcount != 1:
        raise ArchiveError(f"run {run} is not in the archive")


def accept(db: Database, run: str) -> None:
    """Let an unhealthy run count as a baseline for later ones: a person has checked that the site is like this now."""
    with db.atomic():
        db.execute(
            "UPDATE runs SET counts = json_set(coalesce(counts, '{}'), '$.accepted', json('true')) WHERE run = ?", [run]
        )


def newest(db: Database, limit: int, *, steps: bool = False) -> list[RunRecord]:
    """Return the runs that began last, the newest first; steps of nightly jobs only on request."""
    which = "true" if steps else f"kind NOT LIKE '{STEP_PREFIX}%'"
    return _select(db, f"{which} ORDER BY started_at DESC, run LIMIT ?", limit)


def crawls_since(db: Database, moment: str) -> list[RunRecord]:
    """Return the crawls that began at a moment or later, the newest first."""
    return _select(db, "kind LIKE 'crawl %' AND started_at >= ? ORDER BY started_at DESC, run", moment)


def nightly_runs(db: Database, limit: int) -> list[RunRecord]:
    """Return the nightly jobs that began last, the newest first."""
    return _select(db, f"kind = '{NIGHTLY}' ORDER BY started_at DESC, run LIMIT ?", limit)


def last_of_kind(db: Database, kind: str) -> RunRecord | None:
    """Return the last run of a kind, such as `preflight`."""
    return next(iter(_select(db, "kind = ? ORDER BY started_at DESC, run LIMIT 1", kind)), None)


def by_prefix(db: Database, prefix: str) -> list[RunRecord]:
    """Return the runs whose UUID begins with a prefix, in any case, the newest first."""
    return _select(db, "substr(run, 1, length(?1)) = ?1 ORDER BY started_at DESC, run", prefix.lower())


def _select(db: Database, condition: str, value: str | int) -> list[RunRecord]:
    names = ", ".join(column.name for column in fields(RunRecord))
    found = []
    for row in db.query(f"SELECT {names} FROM runs WHERE {condition}", [value]):  # noqa: S608 - our names
        counts = json.loads(row["counts"] or "{}")
        found.append(RunRecord(**{**row, "counts": counts if isinstance(counts, dict) else {}}))
    return found
