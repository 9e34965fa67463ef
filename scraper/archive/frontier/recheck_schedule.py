"""Which archived articles are due to be looked at again, by a schedule that decays with their age.

Most edits and removals come soon after publication, so a young article is looked at often and an old one rarely. What
may be gone comes first, what is most overdue next.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.archive.frontier.store import Claimed

SCHEDULE = ((2.0, 0.25), (14.0, 1.0), (90.0, 7.0), (730.0, 30.0))
"""An article younger than so many days is looked at again after so many days."""

RARELY_DAYS = 180.0
"""After so many days an article older than all that."""

GONE_DAYS = 30.0
"""After so many days one that is gone: it may have come back."""

CONFIRM_GONE_DAYS = 1.0
"""After so many days one that may be gone, at least: by DESIGN's second law a second answer counts only then."""

CANARIES = 20
"""Articles among which one is chosen that should be there."""

_LOOKED_AT = """
    (SELECT c.fetched_at FROM captures c WHERE c.key = a.key
     AND c.outcome IN ('article', 'unchanged', 'missing', 'soft-missing', 'unreadable', 'other-article')
     ORDER BY c.fetched_at DESC LIMIT 1)
"""
"""When the site last said anything of an article; a failure says nothing."""

_AGE = "julianday(:now) - julianday(coalesce(a.published_at, a.date))"
_BY_AGE = " ".join(f"WHEN {_AGE} < {days} THEN {interval}" for days, interval in SCHEDULE)

_CHOOSE = f"""
    INSERT INTO temp.rechecks (key)
    SELECT key FROM (
        SELECT a.key, a.status, julianday(:now) - julianday({_LOOKED_AT}) AS waited,
               CASE WHEN a.status = 'suspect' THEN :confirm
                    WHEN :older_than IS NOT NULL THEN :older_than
                    WHEN a.status = 'gone' THEN {GONE_DAYS}
                    {_BY_AGE} ELSE {RARELY_DAYS} END AS due_after
        FROM articles a LEFT JOIN frontier f ON f.key = a.key
        WHERE (f.next_try IS NULL OR f.next_try <= :now) AND (:lang IS NULL OR a.lang = :lang)
    )
    WHERE waited >= due_after
    ORDER BY status <> 'suspect', waited / due_after DESC, key DESC
    LIMIT :limit
"""  # noqa: S608 - built of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which articles a recheck is to look at.

    Attributes:
        older_than: days since the last look, in place of the schedule; None for the schedule.
        confirm_gone: days after which one that may be gone is asked for again, 1 at least.
        lang: one edition only.
        limit: articles at most; None for all that are due.
    """

    older_than: float | None = None
    confirm_gone: float = CONFIRM_GONE_DAYS
    lang: str | None = None
    limit: int | None = None


def choose(db: Database, wish: Wish, *, now: str) -> int:
    """Put the articles that are due into the temporary table `rechecks`, in the order in which to look at them.

    Args:
        db: the archive.
        wish: which ones.
        now: the moment.

    Returns:
        how many there are.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS rechecks (nth INTEGER PRIMARY KEY, key INTEGER NOT NULL)")
    db.execute("DELETE FROM temp.rechecks")
    chosen = {
        "now": now,
        "confirm": max(wish.confirm_gone, CONFIRM_GONE_DAYS),
        "older_than": wish.older_than,
        "lang": wish.lang,
        "limit": -1 if wish.limit is None else wish.limit,
    }
    db.conn.execute(_CHOOSE, chosen)
    return int(db.execute("SELECT count(*) FROM temp.rechecks").fetchone()[0])


def chosen(db: Database, after: int, limit: int) -> tuple[list[Claimed], int]:
    """Return the next articles of those chosen, at the address of their newest reading.

    Args:
        db: the archive.
        after: place of the last one that was returned; 0 at first.
        limit: how many at most.

    Returns:
        the articles, each with what it takes to ask whether its page has changed, and the place of the last.
    """
    rows = db.execute(
        """
        SELECT r.nth, a.key, a.source_url, c.etag, c.last_modified, coalesce(c.revisit_of, c.capture)
        FROM temp.rechecks r JOIN articles a ON a.key = r.key JOIN captures c ON c.capture = a.capture
        WHERE r.nth > ? ORDER BY r.nth LIMIT ?
        """,
        [after, limit],
    ).fetchall()
    return [Claimed(*row[1:]) for row in rows], rows[-1][0] if rows else after


def canary(db: Database, asked: Iterable[int]) -> Claimed | None:
    """Name an article that the site had when last asked, to find out whether the site can be believed.

    Args:
        db: the archive.
        asked: keys of those that were asked for that purpose already.

    Returns:
        one of the newest; None where there is none.
    """
    marks = list(asked)
    row = db.execute(
        f"""
        SELECT key, source_url FROM (SELECT key, source_url, status FROM articles ORDER BY first_seen DESC LIMIT ?)
        WHERE status = 'live' AND key NOT IN ({", ".join("?" * len(marks))}) LIMIT 1
        """,  # noqa: S608 - only marks
        [CANARIES + len(marks), *marks],
    ).fetchone()
    return None if row is None else Claimed(*row)
