"""Which archived articles are due for a recheck, by a schedule that decays with their age.

Most edits and removals come soon after publication, so young articles are rechecked often and old ones rarely. Suspect
articles come first, the most overdue next, and those that only web archives have captured last.
"""

from collections.abc import Iterable

from scraper.archive.absences import CONFIRM_GONE_DAYS
from scraper.archive.captures import RECOVERED
from scraper.archive.connection import Database
from scraper.archive.frontier.claims import Claimed

SCHEDULE = ((2.0, 0.25), (14.0, 1.0), (90.0, 7.0), (730.0, 30.0))
"""An article younger than the first number of days is rechecked after the second number of days."""

RARELY_DAYS = 180.0
"""Days after which an older article is rechecked."""

GONE_DAYS = 30.0
"""Days after which one that is gone is rechecked: it may have come back."""

CANARIES = 20
"""Newest articles among which a canary is chosen."""

_LAST_ANSWER = """
    (SELECT c.fetched_at FROM captures c WHERE c.key = a.key
     AND c.outcome IN ('article', 'unchanged', 'missing', 'soft-missing', 'unreadable', 'other-article')
     ORDER BY c.fetched_at DESC LIMIT 1)
"""
"""When the site last answered for an article; failures do not count."""

_WAS_ASKED = f"EXISTS (SELECT 1 FROM captures c WHERE c.key = a.key AND c.source NOT IN {RECOVERED})"  # noqa: S608 - a constant
"""Whether the site was ever asked for an article: those of web archives alone are many, and overdue by years."""

_AGE = "julianday(:now) - julianday(coalesce(a.published_at, a.date))"
_BY_AGE = " ".join(f"WHEN {_AGE} < {days} THEN {interval}" for days, interval in SCHEDULE)

_SELECT_DUE = f"""
    INSERT INTO temp.rechecks (key)
    SELECT key FROM (
        SELECT a.key, a.status, {_WAS_ASKED} AS was_asked, julianday(:now) - julianday({_LAST_ANSWER}) AS waited,
               CASE WHEN a.status = 'suspect' THEN :confirm
                    WHEN :older_than IS NOT NULL THEN :older_than
                    WHEN a.status = 'gone' THEN {GONE_DAYS}
                    {_BY_AGE} ELSE {RARELY_DAYS} END AS due_after
        FROM articles a LEFT JOIN frontier f ON f.key = a.key
        WHERE (f.next_try IS NULL OR f.next_try <= :now) AND (:lang IS NULL OR a.lang = :lang)
    )
    WHERE waited >= due_after
    ORDER BY status <> 'suspect', NOT was_asked, waited / due_after DESC, key DESC
    LIMIT :limit
"""  # noqa: S608 - built of constants


_NEXT_DUE = f"""
    SELECT r.nth, a.key, a.source_url, iif(c.source IN {RECOVERED}, NULL, c.etag),
           iif(c.source IN {RECOVERED}, NULL, c.last_modified), coalesce(c.revisit_of, c.capture)
    FROM temp.rechecks r JOIN articles a ON a.key = r.key JOIN captures c ON c.capture = a.capture
    WHERE r.nth > ? ORDER BY r.nth LIMIT ?
"""  # noqa: S608 - a constant
"""The next articles and their validators; those of a web archive's capture may be of another host or year."""

_WHY = f"""
    SELECT CASE WHEN a.status = 'suspect' THEN 'may be gone'
                WHEN a.status = 'gone' THEN 'gone, and may be back'
                WHEN {_AGE} < 14 THEN 'younger than two weeks'
                WHEN {_AGE} < 90 THEN 'younger than three months'
                WHEN {_AGE} < 730 THEN 'younger than two years'
                ELSE 'older than two years' END AS why, count(*)
    FROM temp.rechecks r JOIN articles a USING (key) GROUP BY why ORDER BY min(r.nth)
"""  # noqa: S608 - built of constants


def select_due(
    db: Database,
    *,
    now: str,
    older_than: float | None = None,
    confirm_gone: float = CONFIRM_GONE_DAYS,
    lang: str | None = None,
    limit: int | None = None,
) -> int:
    """Fill the temporary table `rechecks` with the articles that are due, in their order; return how many.

    Args:
        db: the archive.
        now: as a stamp.
        older_than: days since the last answer, in place of the schedule; None for the schedule.
        confirm_gone: days after which a suspect article is rechecked, 1 at least.
        lang: one edition only.
        limit: articles at most; None for all that are due.
    """
    db.execute("CREATE TEMP TABLE IF NOT EXISTS rechecks (nth INTEGER PRIMARY KEY, key INTEGER NOT NULL)")
    db.execute("DELETE FROM temp.rechecks")
    values = {
        "now": now,
        "confirm": max(confirm_gone, CONFIRM_GONE_DAYS),
        "older_than": older_than,
        "lang": lang,
        "limit": -1 if limit is None else limit,
    }
    db.conn.execute(_SELECT_DUE, values)
    return int(db.execute("SELECT count(*) FROM temp.rechecks").fetchone()[0])


def next_due(db: Database, after: int, limit: int) -> tuple[list[Claimed], int]:
    """Return the next of the selected articles, at the address of their newest reading, and the place of the last.

    They come after the place of the last one that was returned, 0 at first.
    """
    rows = db.execute(_NEXT_DUE, [after, limit]).fetchall()
    return [Claimed(*row[1:]) for row in rows], rows[-1][0] if rows else after


def due_by_reason(db: Database, *, now: str) -> dict[str, int]:
    """Count the selected articles by the reason for which they are due, in the order of their turn."""
    return dict(db.conn.execute(_WHY, {"now": now}).fetchall())


def canary(db: Database, asked: Iterable[int]) -> Claimed | None:
    """Return one of the newest articles that the site had at the last request, but none of those asked for already."""
    keys = list(asked)
    row = db.execute(
        f"""
        SELECT key, source_url FROM (SELECT key, source_url, status FROM articles ORDER BY first_seen DESC LIMIT ?)
        WHERE status = 'live' AND key NOT IN ({", ".join("?" * len(keys))}) LIMIT 1
        """,  # noqa: S608 - only placeholders
        [CANARIES + len(keys), *keys],
    ).fetchone()
    return None if row is None else Claimed(*row)
