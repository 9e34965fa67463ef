"""Makes what holds now of what was captured: articles, links, bylines and absences of the articles touched.

Each table is written by one SQL statement over the captures, so it depends on nothing but them: not on the order in
which they came, nor on the machine. `touched` is a temporary table of the keys that a batch has changed.
"""

from collections.abc import Iterable

from sqlite_utils import Database

from scraper.archive import slugs
from scraper.archive.bylines import persons
from scraper.archive.schema import tables
from scraper.items import HASHED, ROLES

CONFIRM_GONE_DAYS = 1
"""A second answer that an article is missing makes it gone if it comes at least so long after the first."""

_TEMPORARY = {
    "touched": "key INTEGER PRIMARY KEY",
    "touched_captures": "capture TEXT PRIMARY KEY",
    "touched_stretches": "run, since, until",
    "touched_absences": "key, since, capture, answers, gone_at, until",
}
"""Tables of one connection, made once: making one anew would have SQLite compile every statement again."""

_TOUCHED = "key IN (SELECT key FROM touched)"

_FROM_TEXTS = {name: f"t.{name}" for name in HASHED}
_OF_READING = {
    **_FROM_TEXTS,
    "category_slug": "c.category_slug",
    "views": "(SELECT v.views FROM view_counts v WHERE v.key = c.key AND v.fetched_at = c.fetched_at"
    " AND v.capture = c.capture AND v.source = 'own')",
}
"""Each field that a reading gives, as an expression over its capture `c` and its text `t`."""

_ARTICLES = {
    "key": "c.key",
    "lang": "CASE WHEN c.key > 0 THEN 'id' ELSE 'en' END",
    "id": "abs(c.key)",
    "slug": slugs.SLUG,
    "url": f"article_url(c.key, {slugs.SLUG})",
    **_OF_READING,
    "template": "c.template",
    "fetched_at": "c.fetched_at",
    "capture": "c.capture",
    "source_url": "c.url",
    "content_hash": "c.content_hash",
    "version": "(SELECT count(*) FROM touched_versions v WHERE v.key = c.key)",
    "first_seen": "s.first_seen",
    "last_seen": "s.last_seen",
    "status": "CASE WHEN a.key IS NULL THEN 'live' WHEN a.gone_at IS NULL THEN 'suspect' ELSE 'gone' END",
    "gone_since": "CASE WHEN a.gone_at IS NOT NULL THEN a.since END",
}
"""Each column of `articles`, as an expression over its newest reading."""

_SETTLE_ARTICLES = f"""
    WITH touched_versions AS MATERIALIZED ({tables.VERSIONS.format(restriction=f"AND {_TOUCHED}")}),
    seen AS MATERIALIZED (
        SELECT key, min(fetched_at) FILTER (WHERE outcome = 'article') AS first_seen, max(fetched_at) AS last_seen
        FROM captures WHERE {_TOUCHED} AND outcome IN ('article', 'unchanged') GROUP BY key
    ),
    newest AS MATERIALIZED (
        SELECT capture FROM (
            SELECT capture, row_number() OVER (PARTITION BY key ORDER BY fetched_at DESC, capture DESC) AS nth
            FROM captures WHERE {_TOUCHED} AND outcome = 'article'
        ) WHERE nth = 1
    )
    INSERT INTO articles ({", ".join(_ARTICLES)})
    SELECT {", ".join(_ARTICLES.values())}
    FROM newest JOIN captures c ON c.capture = newest.capture JOIN texts t ON t.content_hash = c.content_hash
    JOIN seen s ON s.key = c.key
    LEFT JOIN touched_absences a ON a.key = c.key AND a.until IS NULL
    WHERE true
    ON CONFLICT (key) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _ARTICLES if name != "key")}
"""  # noqa: S608 - built of constants

_DROP_UNREAD = f"""
    DELETE FROM articles WHERE {_TOUCHED}
    AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.key = articles.key AND c.outcome = 'article')
"""  # noqa: S608 - built of constants
"""After a merge, a newer parser may have found that what an older one took for an article is none."""

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

ROW_OF_ABSENCES = 10
"""More answers than so many that articles are missing, with none read between, are an outage and say nothing."""

_COUNTS = f"""
    (SELECT count(*) FROM (
        SELECT 1 FROM captures b WHERE b.run = c.run AND b.outcome IN ('missing', 'soft-missing') AND {_STRETCH}
        LIMIT {ROW_OF_ABSENCES + 1})) <= {ROW_OF_ABSENCES}
    AND (c.outcome = 'missing' OR ({_READ_BEFORE}) IS NOT NULL AND ({_READ_AFTER}) IS NOT NULL)
"""  # noqa: S608 - built of constants
"""Whether an answer `c` that an article is missing says so: DESIGN's second law, and no outage."""

_ABSENCES = f"""
    WITH answers AS (
        SELECT key, fetched_at, capture, outcome IN ('article', 'unchanged') AS live
        FROM captures c WHERE {_TOUCHED} AND (
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


def settle(db: Database) -> None:
    """Bring the tables that say what holds now up to date for the keys in `touched`.

    Args:
        db: the archive, in a transaction, after `touch`.
    """
    db.execute(f"INSERT INTO touched_absences {_ABSENCES}")
    for table in ("absences", "bylines"):
        db.execute(f"DELETE FROM {table} WHERE {_TOUCHED}")  # noqa: S608 - our names
    db.execute(_DROP_UNREAD)
    _settle_links(db)
    db.execute(_SETTLE_ARTICLES)
    _take_from_older_templates(db)
    _settle_bylines(db)
    db.execute("INSERT INTO absences (key, since, capture, answers, gone_at, until) SELECT * FROM touched_absences")


def touch(db: Database, keys: Iterable[int], captures: Iterable[str]) -> None:
    """Say which articles are to be settled, in the temporary table `touched`.

    Args:
        db: the archive, in a transaction; the captures that are new are in it.
        keys: of the articles they are about.
        captures: their names. Articles whose absence may count only now, because the same run has read an article
            after it, or no longer, are touched too, and so are those whose slug the captures may name.
    """
    for name, columns in _TEMPORARY.items():
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
        db.execute(f"DELETE FROM {name}")  # noqa: S608 - our names
    db.conn.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((key,) for key in keys))
    db.conn.executemany("INSERT OR IGNORE INTO touched_captures VALUES (?)", ((name,) for name in captures))
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
        SELECT c.key FROM touched_stretches s JOIN captures c ON c.run = s.run
        WHERE c.outcome IN ('missing', 'soft-missing') AND c.fetched_at >= s.since AND c.fetched_at <= s.until
          AND c.key IN (SELECT key FROM articles)
        """
    )
    in_captures, of_keys = "capture IN (SELECT capture FROM touched_captures)", "from_key IN (SELECT key FROM touched)"
    named = slugs.named_in(db, listings=in_captures, links=of_keys)
    db.conn.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((key,) for key in named))


def never_there(db: Database) -> list[int]:
    """Return the keys that, as far as the captures touched tell, never were articles.

    That is: the site showed no article under them, in a run that could read others before and after.

    Args:
        db: the archive, in a transaction, after `touch`.
    """
    found = db.execute(
        f"""
        SELECT DISTINCT c.key FROM touched_stretches s JOIN captures c ON c.run = s.run
        WHERE c.outcome = 'soft-missing' AND c.fetched_at >= s.since AND c.fetched_at <= s.until
          AND c.key NOT IN (SELECT key FROM articles) AND {_COUNTS}
        """  # noqa: S608 - constants
    )
    return [key for (key,) in found]


def _take_from_older_templates(db: Database) -> None:
    """Fill fields that the newest reading's template does not carry from the newest reading whose template does."""
    lacking = db.execute(
        """
        SELECT f.field, r.template, r.reader
        FROM (SELECT DISTINCT field FROM carries) f CROSS JOIN (SELECT DISTINCT template, reader FROM carries) r
        WHERE NOT EXISTS (SELECT 1 FROM carries k
                          WHERE k.template = r.template AND k.reader = r.reader AND k.field = f.field)
        """
    ).fetchall()
    for field, template, reader in lacking:
        if field not in _OF_READING:
            continue
        db.execute(
            f"""
            UPDATE articles SET {field} = (
                SELECT {_OF_READING[field]} FROM captures c JOIN texts t ON t.content_hash = c.content_hash
                JOIN carries k ON k.template = c.template AND k.reader = c.reader AND k.field = '{field}'
                WHERE c.key = articles.key AND c.outcome = 'article'
                ORDER BY c.fetched_at DESC, c.capture DESC LIMIT 1)
            WHERE {_TOUCHED} AND EXISTS (SELECT 1 FROM captures c WHERE c.capture = articles.capture
                                         AND c.template = ? AND c.reader = ?)
            """,  # noqa: S608 - the field is one of our own names
            [template, reader],
        )


def _settle_links(db: Database) -> None:
    """Keep the links of the newest reading whose template carries such links, and no others."""
    for kind in ("related", "read_also"):
        db.execute(
            f"""
            DELETE FROM links WHERE kind = '{kind}' AND from_key IN (SELECT key FROM touched) AND capture IS NOT (
                SELECT c.capture FROM captures c
                JOIN carries k ON k.template = c.template AND k.reader = c.reader AND k.field = '{kind}'
                WHERE c.key = links.from_key AND c.outcome = 'article'
                ORDER BY c.fetched_at DESC, c.capture DESC LIMIT 1)
            """  # noqa: S608 - the kind is one of our own names
        )


def _settle_bylines(db: Database) -> None:
    """Part the credits of the touched articles into persons."""
    credited = db.execute(
        f"SELECT key, {', '.join(ROLES.values())} FROM articles WHERE {_TOUCHED}"  # noqa: S608 - constants
    ).fetchall()
    db.conn.executemany(
        "INSERT INTO bylines (key, role, position, person) VALUES (?, ?, ?, ?)",
        (
            (key, role, position, person)
            for key, *credit_lines in credited
            for role, credit in zip(ROLES, credit_lines, strict=True)
            for position, person in enumerate(persons(credit), 1)
        ),
    )
