"""The slug of an article: what its own pages name, else what a list or another article's link names.

The site serves an article under any slug, so the slug that was asked for proves nothing.
"""

from sqlite_utils import Database

from scraper.urls import parse

_OWN = """
    SELECT o.slug FROM captures o WHERE o.key = c.key AND o.outcome = 'article' AND o.slug IS NOT NULL
    ORDER BY o.fetched_at DESC, o.capture DESC LIMIT 1
"""
_NAMED = """
    SELECT slug_of(n.url) FROM (
        SELECT url, fetched_at, capture FROM listings WHERE key = c.key
        UNION ALL SELECT l.url, f.fetched_at, l.capture FROM links l JOIN captures f ON f.capture = l.capture
        WHERE l.to_key = c.key AND l.from_key <> c.key
    ) n WHERE slug_of(n.url) IS NOT NULL ORDER BY n.fetched_at DESC, n.capture DESC, n.url DESC LIMIT 1
"""
SLUG = f"coalesce(({_OWN}), ({_NAMED}))"
"""The slug of the article of a capture `c`: the newest that a page of its own names, else the newest that others name.

A link of the article to itself does not count: a relative link on a page makes one of any path."""

_NAMED_IN = """
    SELECT key FROM (
        SELECT key FROM listings WHERE {listings} UNION SELECT to_key FROM links WHERE {links}
    ) n WHERE key IN (SELECT key FROM articles) AND NOT EXISTS (
        SELECT 1 FROM captures c WHERE c.key = n.key AND c.outcome = 'article' AND c.slug IS NOT NULL)
"""


def slug_of(url: str | None) -> str | None:
    """Return the slug in an article's address; for SQL that writes."""
    return None if url is None else parse(url).slug


def named_in(db: Database, *, listings: str, links: str) -> list[int]:
    """Return the articles whose slug some rows may decide: the rows name them, and no page of their own names a slug.

    Args:
        db: the archive.
        listings: which rows of `listings`, in SQL.
        links: which rows of `links`.
    """
    return [key for (key,) in db.execute(_NAMED_IN.format(listings=listings, links=links))]
