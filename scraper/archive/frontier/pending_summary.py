"""What waits to be fetched, and why: for whoever wants to know before the site is asked."""

from dataclasses import dataclass

from sqlite_utils import Database

from scraper.archive.frontier.store import TO_FETCH


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits.

    Attributes:
        key: it.
        url: where it would be asked for.
        seen_in: where it was seen.
        tries: that failed so far.
        last_error: of the last of them.
    """

    key: int
    url: str
    seen_in: str
    tries: int
    last_error: str | None

    @property
    def why(self) -> str:
        """Why it would be fetched."""
        if not self.tries:
            return f"seen in {self.seen_in}, not fetched yet"
        return f"failed {'once' if self.tries == 1 else f'{self.tries} times'}, last: {self.last_error}"


_DUE = f"{TO_FETCH} AND (next_try IS NULL OR next_try <= ?)"

_AGE = "julianday(?) - julianday(coalesce(a.published_at, a.date))"

_WHY_AGAIN = f"""
    SELECT CASE WHEN a.status = 'suspect' THEN 'may be gone'
                WHEN a.status = 'gone' THEN 'gone, and may be back'
                WHEN {_AGE} < 14 THEN 'younger than two weeks'
                WHEN {_AGE} < 90 THEN 'younger than three months'
                WHEN {_AGE} < 730 THEN 'younger than two years'
                ELSE 'older than two years' END AS why, count(*), min(r.nth)
    FROM temp.rechecks r JOIN articles a USING (key) GROUP BY why ORDER BY 3
"""  # noqa: S608 - built of constants


def waiting(db: Database, *, now: str, limit: int) -> list[Waiting]:
    """Return articles that would be fetched now, in the order in which they would be.

    Args:
        db: the archive.
        now: the moment.
        limit: how many at most.
    """
    rows = db.execute(
        f"SELECT key, url, seen_in, tries, last_error FROM frontier WHERE {_DUE} ORDER BY date DESC, key DESC LIMIT ?",  # noqa: S608 - built of constants
        [now, limit],
    )
    return [Waiting(*row) for row in rows]


def waiting_by_reason(db: Database, *, now: str) -> dict[str, int]:
    """Count the articles that would be fetched now, by why."""
    rows = db.execute(
        f"""
        SELECT CASE WHEN tries > 0 THEN 'failed before' ELSE 'seen in ' || seen_in END AS why, count(*)
        FROM frontier WHERE {_DUE} GROUP BY why ORDER BY 2 DESC
        """,  # noqa: S608 - built of constants
        [now],
    )
    return dict(rows.fetchall())


def again_by_reason(db: Database, *, now: str) -> dict[str, int]:
    """Count the articles that `recheck_schedule.choose` has chosen, by reason, in the order of their turn."""
    return {why: number for why, number, _ in db.execute(_WHY_AGAIN, [now] * 3)}
