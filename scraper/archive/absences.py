"""When an article counts as missing or gone, and which ids never were articles: SQL over the captures of a batch.

It reads the temporary tables that `current_state.mark_dirty` fills, `touched_stretches` first: CROSS JOIN has SQLite
keep to that order, else it goes through all captures at each commit.
"""

from scraper.archive.captures import RECOVERED
from scraper.archive.connection import Database

CONFIRM_GONE_DAYS = 1
"""A second answer that an article is missing makes it gone if it comes at least so long after the first."""

DIRTY = "key IN (SELECT key FROM touched)"
"""Which articles a batch affects, as a condition on their keys."""

_NEAREST_READ = """
    SELECT {pick}(at) FROM (
        SELECT {pick}(b.fetched_at) AS at FROM captures b
        WHERE b.run = c.run AND b.outcome = 'article' AND b.fetched_at {side} c.fetched_at
        UNION ALL
        SELECT {pick}(b.fetched_at) FROM captures b
        WHERE b.run = c.run AND b.outcome = 'unchanged' AND b.fetched_at {side} c.fetched_at)
"""
"""When the run of a capture `c` last read an article before it, or next after it: two seeks in an index."""

_READ_BEFORE = _NEAREST_READ.format(pick="max", side="<")
_READ_AFTER = _NEAREST_READ.format(pick="min", side=">")
_STRETCH = f"b.fetched_at > coalesce(({_READ_BEFORE}), '') AND b.fetched_at < coalesce(({_READ_AFTER}), '~')"
"""Whether a capture `b` of the same run lies in the stretch around `c` in which the run read no article."""

_DAYS_FROM = "strftime('%Y-%m-%dT%H:%M:%fZ', c.fetched_at, '{} days')"

ROW_OF_ABSENCES = 10
"""More answers than so many that articles are missing, with none read between, are an outage and say nothing."""

_COUNTS = f"""
    (SELECT count(*) FROM (
        SELECT 1 FROM captures b WHERE b.run = c.run AND b.outcome IN ('missing', 'soft-missing') AND {_STRETCH}
        LIMIT {ROW_OF_ABSENCES + 1})) <= {ROW_OF_ABSENCES}
    AND CASE WHEN c.source IN {RECOVERED}
        THEN ({_READ_BEFORE}) >= {_DAYS_FROM.format("-1")} AND ({_READ_AFTER}) <= {_DAYS_FROM.format("+1")}
        ELSE c.outcome = 'missing' OR ({_READ_BEFORE}) IS NOT NULL AND ({_READ_AFTER}) IS NOT NULL END
"""  # noqa: S608 - built of constants
"""Whether an answer `c` that an article is missing says so: DESIGN's second law, and no outage.

A web archive's captures of a host are one run, which spans years, and so may be those in a file of another program:
there an article must have been read within the day before and the day after, else nothing says that the host was the
site at that time, and in order.
"""

ABSENCES = f"""
    WITH answers AS (
        SELECT key, fetched_at, capture, outcome IN ('article', 'unchanged') AS live
        FROM captures c WHERE {DIRTY} AND (
            outcome IN ('article', 'unchanged') OR outcome IN ('missing', 'soft-missing') AND {_COUNTS}
        )
    ),
    numbered AS (
        SELECT *, sum(live) OVER (PARTITION BY key ORDER BY fetched_at, capture) AS nth FROM answers
    ),
    spells AS (
        SELECT key, nth, min(fetched_at) AS since, count(*) AS answers FROM numbered n
        WHERE NOT live AND nth > 0
          AND EXISTS (SELECT 1 FROM captures a WHERE a.key = n.key AND a.outcome = 'article')
        GROUP BY key, nth
    )
    SELECT p.key, p.since,
        (SELECT min(n.capture) FROM numbered n
         WHERE n.key = p.key AND NOT n.live AND n.nth = p.nth AND n.fetched_at = p.since) AS capture,
        p.answers,
        (SELECT min(n.fetched_at) FROM numbered n WHERE n.key = p.key AND NOT n.live AND n.nth = p.nth
            AND julianday(n.fetched_at) >= julianday(p.since) + {CONFIRM_GONE_DAYS}) AS gone_at,
        (SELECT min(n.fetched_at) FROM numbered n WHERE n.key = p.key AND n.live AND n.nth = p.nth + 1) AS until
    FROM spells p
"""  # noqa: S608 - built of constants
"""The rows of `absences` of the dirty articles."""


def mark_dirty(db: Database) -> None:
    """Mark the articles whose absences count only now or no longer, by what their runs have read since or before."""
    db.execute(
        f"""
        INSERT INTO touched_stretches
        SELECT DISTINCT run, coalesce(({_READ_BEFORE}), ''), coalesce(({_READ_AFTER}), '~') FROM captures c
        WHERE capture IN (SELECT capture FROM touched_captures)
        """  # noqa: S608 - constants
    )
    db.execute(
        """
        INSERT OR IGNORE INTO touched
        SELECT c.key FROM touched_stretches s CROSS JOIN captures c ON c.run = s.run
        WHERE c.outcome IN ('missing', 'soft-missing') AND c.fetched_at >= s.since AND c.fetched_at <= s.until
          AND c.key IN (SELECT key FROM articles)
        """
    )


def never_there(db: Database) -> list[int]:
    """Return the keys of which the captures given to `mark_dirty` show that they never were articles.

    The site showed no article under them, in a run that could read others before and after; what it showed
    others years ago does not count.
    """
    found = db.execute(
        f"""
        SELECT DISTINCT c.key FROM touched_stretches s CROSS JOIN captures c ON c.run = s.run
        WHERE c.outcome = 'soft-missing' AND c.fetched_at >= s.since AND c.fetched_at <= s.until
          AND c.source NOT IN {RECOVERED} AND c.key NOT IN (SELECT key FROM articles) AND {_COUNTS}
        """  # noqa: S608 - constants
    )
    return [key for (key,) in found]
