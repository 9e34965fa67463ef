"""Synchronizes the frontier with the captures, after these were read again or many were added at once.

`note_states` comes first, then the new readings, then `reconcile` in the same transaction. A merge adds what the other
archive has discovered, and an archive that is bound to another site starts with nothing.
"""

from scraper.archive.captures import RECOVERED
from scraper.archive.connection import Database
from scraper.archive.frontier import walks
from scraper.items import PROBLEMS

_PROBLEMS = ", ".join(f"'{outcome}'" for outcome in sorted(PROBLEMS))

_DECIDES_STATE = f"""
    (c.outcome = 'article' OR c.source NOT IN {RECOVERED} AND (
        c.outcome IN ('missing', {_PROBLEMS}) OR c.outcome IN ('unchanged', 'soft-missing')
        AND EXISTS (SELECT 1 FROM {{schema}}.articles k WHERE k.key = c.key)))
"""  # noqa: S608 - built of constants
"""Whether a capture `c` decides the state of its article by itself; of what web archives kept, only articles do.

A soft-missing answer counts only for an article once seen: otherwise several must come together
(`scraper.archive.absences.never_there`). That a page is unchanged says no more than the reading of it here.
"""

_STATES = f"""
    SELECT key, state FROM (
        SELECT c.key, row_number() OVER (PARTITION BY c.key ORDER BY c.fetched_at DESC, c.capture DESC) AS nth,
               CASE WHEN c.outcome IN ({_PROBLEMS}) THEN 'problem' WHEN a.status = 'live' THEN 'archived'
                    WHEN a.status IS NOT NULL THEN a.status WHEN c.outcome = 'missing' THEN 'absent' END AS state
        FROM {{schema}}.captures c LEFT JOIN {{schema}}.articles a ON a.key = c.key
        WHERE c.key IS NOT NULL AND {{condition}} AND {_DECIDES_STATE}
    ) WHERE nth = 1 AND state IS NOT NULL
"""  # noqa: S608 - built of constants
"""The state of each article by its newest capture that decides it."""

_CHANGED = """
    SELECT key FROM (SELECT key, state FROM temp.states_after EXCEPT SELECT key, state FROM temp.states_before)
    UNION SELECT key FROM (SELECT key, state FROM temp.states_before EXCEPT SELECT key, state FROM temp.states_after)
"""

_DISCOVERED = (
    "SELECT key, coalesce(url, article_url(key, NULL)), date, list FROM main.listings WHERE {captures}",
    "SELECT to_key, url, date, kind FROM main.links WHERE to_key IS NOT NULL AND {captures}",
    """SELECT DISTINCT key, article_url(key, NULL), NULL, 'popular' FROM main.view_counts
    WHERE source = 'popular' AND {captures}""",
    """SELECT s.key, article_url(s.key, a.slug), a.date, 'hand'
    FROM temp.states_after s LEFT JOIN main.articles a ON a.key = s.key WHERE true""",
)
"""Articles that pages show or link to, and those that were requested."""


def note_states(db: Database, *, schema: str = "main", condition: str = "true") -> None:
    """Note the states of articles by their captures before these are read again.

    Args:
        db: the archive.
        schema: the database that has the captures.
        condition: which captures `c`, in SQL.
    """
    _note(db, "states_before", schema, condition)


def reconcile(db: Database, *, condition: str = "true", captures: str = "true") -> None:
    """Add discovered articles to the frontier, and update the states that differ from those before.

    All else stays: what is pending, failed tries and postponements.

    Args:
        db: the archive, in a transaction, after `note_states`.
        condition: the same as there.
        captures: which captures were read again, as a condition on their names.
    """
    _note(db, "states_after", "main", condition)
    for select in _DISCOVERED:
        db.execute(
            "INSERT INTO main.frontier (key, url, date, seen_in) "
            f"{select.format(captures=captures)} ON CONFLICT DO NOTHING"
        )
    db.execute(
        f"""
        UPDATE main.frontier
        SET state = coalesce((SELECT s.state FROM temp.states_after s WHERE s.key = frontier.key), 'pending'),
            tries = 0, next_try = NULL, last_error = NULL, lease_until = NULL
        WHERE key IN ({_CHANGED})
        """  # noqa: S608 - built of constants
    )


def match_articles(db: Database, *, condition: str = "true") -> None:
    """Set the state of articles that are archived, suspect or gone to what `articles` says, or to pending.

    Args:
        db: the archive.
        condition: which articles, in SQL.
    """
    db.execute(
        f"""
        UPDATE main.frontier SET state = coalesce(
            (SELECT CASE a.status WHEN 'live' THEN 'archived' ELSE a.status END
             FROM main.articles a WHERE a.key = frontier.key), 'pending')
        WHERE state IN ('archived', 'suspect', 'gone') AND {condition}
        """  # noqa: S608 - our conditions
    )


def merge(db: Database) -> None:
    """Add the frontier and the walks of the attached database `other`, so that a crawl goes on from there.

    Where no capture decides the state of an article, `absent` and `problem` win over `pending`; failed tries elsewhere
    do not count. Of a list that was walked here, our own stretches stay: two machines' have no common order.
    """
    decided = _DECIDES_STATE.format(schema="main")
    db.execute(
        f"""
        INSERT INTO main.frontier (key, url, date, seen_in, state)
        SELECT key, url, date, seen_in, CASE WHEN state IN ('absent', 'problem') THEN state ELSE 'pending' END
        FROM other.frontier WHERE true
        ON CONFLICT (key) DO UPDATE SET date = coalesce(date, excluded.date),
            seen_in = CASE seen_in WHEN 'sweep' THEN excluded.seen_in ELSE seen_in END,
            state = CASE
                    WHEN EXISTS (SELECT 1 FROM main.captures c WHERE c.key = frontier.key AND {decided}) THEN state
                    WHEN state = 'pending' OR state = 'absent' AND excluded.state = 'problem' THEN excluded.state
                    ELSE state END
        """  # noqa: S608 - built of constants
    )
    columns = ", ".join(walks.COLUMNS)
    db.execute(
        f"INSERT INTO main.walks ({columns}) SELECT {columns} FROM other.walks "  # noqa: S608 - our names
        "WHERE (site, list) NOT IN (SELECT site, list FROM main.walks)"
    )


def clear(db: Database) -> None:
    """Forget every article known of, and every walk."""
    for table in ("frontier", "walks"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - our names


def _note(db: Database, table: str, schema: str, condition: str) -> None:
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} (key INTEGER PRIMARY KEY, state TEXT NOT NULL)")
    db.execute(f"DELETE FROM temp.{table}")  # noqa: S608 - our names
    db.execute(f"INSERT INTO temp.{table} {_STATES.format(schema=schema, condition=condition)}")
