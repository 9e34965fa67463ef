"""The pending articles and why they would be fetched, for a forecast that asks nothing of the site."""

from dataclasses import dataclass

from sqlite_utils import Database

from scraper.archive.frontier.store import TO_FETCH

_DUE = f"FROM frontier WHERE {TO_FETCH} AND (next_try IS NULL OR next_try <= ?)"


@dataclass(frozen=True, slots=True)
class Pending:
    """An article that would be fetched now; its attributes are columns of `frontier`."""

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


def pending(db: Database, *, now: str, limit: int) -> list[Pending]:
    """Return articles that would be fetched now, in their order, at most `limit`."""
    rows = db.execute(
        f"SELECT key, url, seen_in, tries, last_error {_DUE} ORDER BY date DESC, key DESC LIMIT ?", [now, limit]
    )
    return [Pending(*row) for row in rows]


def pending_by_reason(db: Database, *, now: str) -> dict[str, int]:
    """Count the articles that would be fetched now, by reason, the most frequent first."""
    reason = "CASE WHEN tries > 0 THEN 'failed before' ELSE 'seen in ' || seen_in END"
    return dict(db.execute(f"SELECT {reason}, count(*) {_DUE} GROUP BY 1 ORDER BY 2 DESC", [now]).fetchall())
