"""Brings the frontier in line with the captures after these were read again, or more of them came in at once."""

from sqlite_utils import Database

from scraper.archive.capture_rows import PROBLEMS

_PROBLEMS = ", ".join(f"'{outcome}'" for outcome in sorted(PROBLEMS))

SAYS_SOMETHING = f"""
    (c.outcome IN ('article', 'missing', {_PROBLEMS})
     OR c.outcome IN ('unchanged', 'soft-missing') AND EXISTS (SELECT 1 FROM {{schema}}.articles k WHERE k.key = c.key))
"""  # noqa: S608 - built of constants
"""Whether a capture `c` decides by itself what becomes of its article.

That the site answers with no article, but not with 404, counts only for an article once seen: otherwise several such
answers must come together (`scraper.archive.current_state.never_there`). That a page is unchanged says no more than the
reading of it that stands here.
"""

_SAID = f"""
    SELECT key, state FROM (
        SELECT c.key, row_number() OVER (PARTITION BY c.key ORDER BY c.fetched_at DESC, c.capture DESC) AS nth,
               CASE WHEN c.outcome IN ({_PROBLEMS}) THEN 'problem' WHEN a.status = 'live' THEN 'archived'
                    WHEN a.status IS NOT NULL THEN a.status WHEN c.outcome = 'missing' THEN 'absent' END AS state
        FROM {{schema}}.captures c LEFT JOIN {{schema}}.articles a ON a.key = c.key
        WHERE c.key IS NOT NULL AND {{condition}} AND {SAYS_SOMETHING}
    ) WHERE nth = 1 AND state IS NOT NULL
"""  # noqa: S608 - built of constants
"""What the newest answer that says anything of an article makes of it, in the words of the frontier."""

_DIFFERENT = """
    SELECT key FROM (SELECT key, state FROM temp.said_now EXCEPT SELECT key, state FROM temp.said_before)
    UNION SELECT key FROM (SELECT key, state FROM temp.said_before EXCEPT SELECT key, state FROM temp.said_now)
"""

_HEARD_OF = (
    "SELECT key, coalesce(url, article_url(key, NULL)), date, list FROM main.listings WHERE {captures}",
    "SELECT to_key, url, date, kind FROM main.links WHERE to_key IS NOT NULL AND {captures}",
    """SELECT DISTINCT key, article_url(key, NULL), NULL, 'popular' FROM main.view_counts
    WHERE source = 'popular' AND {captures}""",
    """SELECT s.key, article_url(s.key, a.slug), a.date, 'hand'
    FROM temp.said_now s LEFT JOIN main.articles a ON a.key = s.key WHERE true""",
)
"""Articles that pages show or link to, and those that were asked for."""


def note_what_was_said(db: Database, *, schema: str = "main", condition: str = "true") -> None:
    """Note what the captures say of their articles before they are read again.

    Args:
        db: the archive; its pages are read again after this, and before `reconcile`.
        schema: the database in which they stand.
        condition: which captures `c`, in SQL.
    """
    _note(db, "said_before", schema, condition)


def reconcile(db: Database, *, condition: str = "true", captures: str = "true") -> None:
    """Put articles newly heard of on the frontier, and change the state of those of which something else is said now.

    All else on it stays as it is: what waits, what failed how often, what was put off until when.

    Args:
        db: the archive, in a transaction, after `note_what_was_said`.
        condition: the same as there.
        captures: which captures were read again, as a condition on their names.
    """
    _note(db, "said_now", "main", condition)
    for select in _HEARD_OF:
        db.execute(
            "INSERT INTO main.frontier (key, url, date, seen_in) "
            f"{select.format(captures=captures)} ON CONFLICT DO NOTHING"
        )
    db.execute(
        f"""
        UPDATE main.frontier
        SET state = coalesce((SELECT s.state FROM temp.said_now s WHERE s.key = frontier.key), 'pending'),
            tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL
        WHERE key IN ({_DIFFERENT})
        """  # noqa: S608 - built of constants
    )


def agree(db: Database) -> None:
    """Have the frontier say of each article it calls archived, suspect or gone what `articles` says, or that it waits.

    Args:
        db: the archive, in a transaction.
    """
    db.execute(
        """
        UPDATE main.frontier SET state = coalesce(
            (SELECT CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END
             FROM main.articles a WHERE a.key = frontier.key), 'pending')
        WHERE state IN ('archived', 'suspect', 'gone')
        """
    )


def _note(db: Database, table: str, schema: str, condition: str) -> None:
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (key INTEGER PRIMARY KEY, state TEXT NOT NULL)")
    db.execute(f"DELETE FROM temp.{table}")  # noqa: S608 - our names
    db.execute(f"INSERT INTO temp.{table} {_SAID.format(schema=schema, condition=condition)}")
