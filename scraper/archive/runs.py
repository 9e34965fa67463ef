"""The runs of this machine: when each began and ended, with what arguments, and the verdict on it."""

from dataclasses import asdict, dataclass

from sqlite_utils import Database


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
