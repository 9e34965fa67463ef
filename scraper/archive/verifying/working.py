"""Checks the frontier against the articles: what it says decides whether one is fetched again."""

from sqlite_utils import Database

from scraper.archive.verifying.findings import REPARSE, Check

_DISAGREEING = """
    SELECT f.key, f.state, CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END AS should
    FROM frontier f LEFT JOIN articles a ON a.key = f.key
    WHERE f.state IN ('archived', 'suspect', 'gone') AND f.state IS NOT should
    UNION ALL
    SELECT key, NULL, CASE status WHEN 'live' THEN 'archived' ELSE status END FROM articles
    WHERE key NOT IN (SELECT key FROM frontier)
"""


def check(db: Database) -> Check:
    """Find articles of which the frontier says something else than the record tables.

    Args:
        db: the archive.
    """
    found = Check("frontier")
    found.looked_at = int(db.execute("SELECT count(*) FROM frontier").fetchone()[0])
    for key, state, should in db.execute(_DISAGREEING):
        if state is None:
            what = f"an article is {should}, and the frontier does not know it"
        elif should is None:
            what = f"it is {state}, and there is no such article"
        else:
            what = f"it is {state}, and by the captures {should}"
        found.fault(what, REPARSE, table="frontier", row=f"key {key}", column="state")
    return found
