"""Which photos of the archived articles have not been fetched yet."""

from sqlite_utils import Database

from scraper.archive.frontier.store import Scope


def lacking(db: Database, scope: Scope, *, below: int, limit: int) -> list[tuple[int, str]]:
    """Return photos that nobody has asked the site for, or to no avail, newest articles first.

    Args:
        db: the archive.
        scope: of which articles.
        below: only of articles with a key below this one.
        limit: how many at most.

    Returns:
        key of the article and address of its photo; some articles share one.
    """
    condition, values = scope.where()
    return db.execute(
        f"""
        SELECT a.key, a.photo_url FROM articles a
        WHERE a.key < ? AND a.photo_url IS NOT NULL
          AND a.key IN (SELECT key FROM frontier WHERE state <> 'pending' AND {condition})
          AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.url = a.photo_url
                          AND c.outcome IN ('photo', 'missing', 'page', 'redirect', 'unreadable'))
        ORDER BY a.key DESC LIMIT ?
        """,  # noqa: S608 - the condition is built of constants
        [below, *values, limit],
    ).fetchall()
