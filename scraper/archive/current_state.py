"""The current state of articles, derived from their captures: the tables articles, links, bylines and `absences`.

Each table is written by one SQL statement over the captures, so it depends on nothing but them: not on the order in
which they came, nor on the machine. `mark_dirty` puts the keys of the articles that a batch affects into the temporary
table `touched`, and `refresh` derives the rows of these anew.
"""

import re
import sqlite3
from collections.abc import Iterable

from scraper.archive import absences
from scraper.archive.absences import DIRTY
from scraper.archive.connection import Database
from scraper.archive.schema.tables import VERSIONS
from scraper.items import HASHED, ROLES
from scraper.urls import article_url, from_key, parse

NO_PERSONS = frozenset({"istimewa", "ist", "dok", "dokumentasi", "doc", "beritajakarta.id", "beritajakarta"})
"""Credits that name no person, casefolded: `Istimewa` marks a courtesy photo."""

_BETWEEN_PERSONS = re.compile(r"\s*[,/;&]\s*(?:(?:dan|and)\s+)?|\s+(?:dan|and)\s+", re.IGNORECASE)

_TEMPORARY = {
    "touched": "key INTEGER PRIMARY KEY",
    "touched_captures": "capture TEXT PRIMARY KEY",
    "touched_stretches": "run, since, until",
    "touched_absences": "key, since, capture, answers, gone_at, until",
}
"""Tables of one connection, made once: making one anew would have SQLite compile every statement again."""

_OWN_SLUG = """
    SELECT o.slug FROM captures o WHERE o.key = c.key AND o.outcome = 'article' AND o.slug IS NOT NULL
    ORDER BY o.fetched_at DESC, o.capture DESC LIMIT 1
"""
_LINKED_SLUG = """
    SELECT slug_of(n.url) FROM (
        SELECT url, fetched_at, capture FROM listings WHERE key = c.key
        UNION ALL SELECT l.url, f.fetched_at, l.capture FROM links l JOIN captures f ON f.capture = l.capture
        WHERE l.to_key = c.key AND l.from_key <> c.key
    ) n WHERE slug_of(n.url) IS NOT NULL ORDER BY n.fetched_at DESC, n.capture DESC, n.url DESC LIMIT 1
"""
_SLUG = f"coalesce(({_OWN_SLUG}), ({_LINKED_SLUG}))"
"""The slug of the article of a capture `c`: the newest in the address that a page of its own gives, else the newest in
a list's or another article's link.

The site serves an article under any slug, so the slug that was requested proves nothing. A link of the article to
itself does not count: a relative link on a page makes one of any path.
"""

_SLUG_DECIDED_BY = """
    SELECT key FROM (
        SELECT key FROM listings WHERE {listings} UNION SELECT to_key FROM links WHERE {links}
    ) n WHERE key IN (SELECT key FROM articles) AND NOT EXISTS (
        SELECT 1 FROM captures c WHERE c.key = n.key AND c.outcome = 'article' AND c.slug IS NOT NULL)
"""

READING = {
    **{name: f"t.{name}" for name in HASHED},
    "category_slug": "c.category_slug",
    "views": "(SELECT v.views FROM view_counts v WHERE v.key = c.key AND v.fetched_at = c.fetched_at"
    " AND v.capture = c.capture AND v.source = 'own')",
}
"""Each field that a reading gives, as an expression over its capture `c` and its text `t`."""

_ARTICLES = {
    "key": "c.key",
    "lang": "CASE WHEN c.key > 0 THEN 'id' ELSE 'en' END",
    "id": "abs(c.key)",
    "slug": _SLUG,
    "url": f"article_url(c.key, {_SLUG})",
    **READING,
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

_REFRESH_ARTICLES = f"""
    WITH touched_versions AS MATERIALIZED ({VERSIONS.format(restriction=f"AND {DIRTY}")}),
    seen AS MATERIALIZED (
        SELECT key, min(fetched_at) FILTER (WHERE outcome = 'article') AS first_seen, max(fetched_at) AS last_seen
        FROM captures WHERE {DIRTY} AND outcome IN ('article', 'unchanged') GROUP BY key
    ),
    newest AS MATERIALIZED (
        SELECT capture FROM (
            SELECT capture, row_number() OVER (PARTITION BY key ORDER BY fetched_at DESC, capture DESC) AS nth
            FROM captures WHERE {DIRTY} AND outcome = 'article'
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

_DELETE_UNREAD = f"""
    DELETE FROM articles WHERE {DIRTY}
    AND NOT EXISTS (SELECT 1 FROM captures c WHERE c.key = articles.key AND c.outcome = 'article')
"""  # noqa: S608 - built of constants
"""After a merge, a newer parser may have found that what an older one took for an article is none."""


def register_functions(connection: sqlite3.Connection) -> None:
    """Register the functions that the SQL of this module calls: `article_url(key, slug)` and `slug_of(url)`."""
    connection.create_function(
        "article_url", 2, lambda key, slug: article_url(*from_key(key), slug), deterministic=True
    )
    connection.create_function("slug_of", 1, lambda url: None if url is None else parse(url).slug, deterministic=True)


def refresh(db: Database) -> None:
    """Derive the rows of the dirty articles anew; in the transaction of `mark_dirty`, after it."""
    db.execute(f"INSERT INTO touched_absences {absences.ABSENCES}")
    for table in ("absences", "bylines"):
        db.execute(f"DELETE FROM {table} WHERE {DIRTY}")  # noqa: S608 - our names
    db.execute(_DELETE_UNREAD)
    _delete_old_links(db)
    db.execute(_REFRESH_ARTICLES)
    _fill_from_older_templates(db)
    _refresh_bylines(db)
    db.execute("INSERT INTO absences (key, since, capture, answers, gone_at, until) SELECT * FROM touched_absences")


def mark_dirty(db: Database, keys: Iterable[int], captures: Iterable[str]) -> None:
    """Name the articles whose state some captures affect, in the temporary table `touched`.

    `keys` are those of the articles that the captures are about; the transaction has inserted the captures. Articles
    whose absence may count only now, because the same run has read an article after it, or no longer, become dirty too,
    and so do those whose slug the captures may give.
    """
    for name, columns in _TEMPORARY.items():
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
        db.execute(f"DELETE FROM {name}")  # noqa: S608 - our names
    db.conn.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((key,) for key in keys))
    db.conn.executemany("INSERT OR IGNORE INTO touched_captures VALUES (?)", ((name,) for name in captures))
    absences.mark_dirty(db)
    in_captures, of_keys = "capture IN (SELECT capture FROM touched_captures)", "from_key IN (SELECT key FROM touched)"
    keys = slugs_decided_by(db, listings=in_captures, links=of_keys)
    db.conn.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((key,) for key in keys))


def slugs_decided_by(db: Database, *, listings: str, links: str) -> list[int]:
    """Return the articles whose slug some rows of `listings` and `links` may decide: no page of their own gives one.

    Which rows is a condition in SQL.
    """
    return [key for (key,) in db.execute(_SLUG_DECIDED_BY.format(listings=listings, links=links))]


def _fill_from_older_templates(db: Database) -> None:
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
        if field not in READING:
            continue
        db.execute(
            f"""
            UPDATE articles SET {field} = (
                SELECT {READING[field]} FROM captures c JOIN texts t ON t.content_hash = c.content_hash
                JOIN carries k ON k.template = c.template AND k.reader = c.reader AND k.field = '{field}'
                WHERE c.key = articles.key AND c.outcome = 'article'
                ORDER BY c.fetched_at DESC, c.capture DESC LIMIT 1)
            WHERE {DIRTY} AND EXISTS (SELECT 1 FROM captures c WHERE c.capture = articles.capture
                                         AND c.template = ? AND c.reader = ?)
            """,  # noqa: S608 - the field is one of our own names
            [template, reader],
        )


def _delete_old_links(db: Database) -> None:
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


def persons(credit: str | None) -> list[str]:
    """Split a credit as printed into the persons it names, each once: `A, B`, `A, B, dan C`, `A dan B`, `A/B`.

    Courtesy credits name none.
    """
    names = (name.strip(" .-") for name in _BETWEEN_PERSONS.split(credit or ""))
    return list(dict.fromkeys(name for name in names if name and name.casefold() not in NO_PERSONS))


def _refresh_bylines(db: Database) -> None:
    credited = db.execute(
        f"SELECT key, {', '.join(ROLES.values())} FROM articles WHERE {DIRTY}"  # noqa: S608 - constants
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
