"""What `archive.db` is made of: its tables, views and indexes, as data.

Record tables are a pure function of the captures: no autoincrement, no wall clock. Working tables are this machine's
own business and left out of merge and rebuild. Times are UTC with milliseconds and a `Z`; `date` and `published_at`
are the site's own, in Jakarta. `docs/data.md` says what each column means.
"""

from collections.abc import Iterable
from dataclasses import fields
from typing import get_args

from scraper.fields import FIRST_SCHEMA, Field
from scraper.items import ARTICLE_FIELDS, HASHED, ROLES, SEARCHED, ArticleText, Outcome

VERSION = str(max(4, *(each.about.since for each in ARTICLE_FIELDS.values())))
"""Of this schema; a new field raises it. `scraper.archive.schema.migrations` brings older archives to it."""

PAGE_SIZE = 16_384
"""Bytes a page of the file: halves the time of writing texts of this size and shrinks the file by two fifths."""

RECORD_TABLES = (
    "captures",
    "carries",
    "texts",
    "articles",
    "links",
    "bylines",
    "view_counts",
    "listings",
    "absences",
    "problems",
)
WORKING_TABLES = ("frontier", "walks", "runs")
SEARCH_TABLES = ("word_forms",)
"""Beside the full-text index itself: what a search looks words up in. Made of the index, so in no merge either."""

_MOMENT = "fetched_at IS strftime('%Y-%m-%dT%H:%M:%fZ', fetched_at, '+0 days')"
_CHECKS = {
    "text": "{0} <> ''",
    "whole": "{0} >= 0",
    "day": "{0} IS date({0}, '+0 days')",
    "minute": "{0} IS strftime('%Y-%m-%dT%H:%M', substr({0}, 1, 16), '+0 days') || '+07:00'",
}
"""What is no day of the calendar comes out as another text, or as NULL; without the modifier 30 February would pass."""

_OUTCOMES = ", ".join(f"'{outcome}'" for outcome in get_args(Outcome))


def _text(*names: str) -> str:
    """Columns of text that are absent as NULL and never as an empty string."""
    return ", ".join(f"{name} TEXT CHECK ({name} <> '')" for name in names)


def _columns(names: Iterable[str]) -> str:
    """Columns of fields of an article, but for those that came later."""
    return ", ".join(_column(ARTICLE_FIELDS[name]) for name in names if _since(name) == FIRST_SCHEMA)


def _later(names: Iterable[str]) -> str:
    """Columns of fields that came later: they stand last, where a migration adds them."""
    later = sorted((name for name in names if _since(name) > FIRST_SCHEMA), key=_since)
    return "".join(f", {_column(ARTICLE_FIELDS[name])}" for name in later)


def _since(name: str) -> int:
    return ARTICLE_FIELDS[name].about.since


def _column(field: Field) -> str:
    type_ = "INTEGER" if field.kind == "whole" else "TEXT"
    required = " NOT NULL" if field.required else ""
    return f"{field.name} {type_}{required} CHECK ({_CHECKS[field.kind].format(field.name)})"


_SAID = tuple(each.name for each in fields(ArticleText))
_DAY = _CHECKS["day"].format("date")
_PRINTED = f"date TEXT CHECK ({_DAY}), published_at TEXT CHECK ({_CHECKS['minute'].format('published_at')})"
_ROLES = ", ".join(f"'{role}'" for role in ROLES)

TABLES = {
    "meta": """
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    """,
    "captures": f"""
        capture TEXT PRIMARY KEY,
        run TEXT NOT NULL,
        key INTEGER,
        source TEXT NOT NULL CHECK (source IN ('site', 'wayback', 'commoncrawl', 'file')),
        url TEXT NOT NULL,
        method TEXT NOT NULL,
        status INTEGER NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ({_OUTCOMES})),
        fetched_at TEXT NOT NULL CHECK ({_MOMENT}),
        {_text("redirect_to", "etag", "last_modified", "content_type")},
        payload_digest TEXT NOT NULL,
        {_text("truncated")},
        warc TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        {_text("template", "reader")},
        content_hash TEXT REFERENCES texts (content_hash),
        {_text("text_hash", "slug", "category_slug", "revisit_of")},
        CHECK ((outcome = 'article') = (content_hash IS NOT NULL)),
        CHECK (outcome <> 'article' OR (key IS NOT NULL AND template IS NOT NULL AND reader IS NOT NULL))
    """,
    "carries": """
        template TEXT NOT NULL,
        reader TEXT NOT NULL,
        field TEXT NOT NULL,
        PRIMARY KEY (template, reader, field)
    """,
    "texts": f"""
        content_hash TEXT PRIMARY KEY,
        text_hash TEXT NOT NULL,
        {_columns(HASHED)}{_later(HASHED)}
    """,
    "articles": f"""
        key INTEGER PRIMARY KEY,
        lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
        id INTEGER NOT NULL CHECK (id > 0),
        {_text("slug")},
        url TEXT NOT NULL,
        {_columns(_SAID)},
        views INTEGER CHECK (views >= 0),
        template TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        capture TEXT NOT NULL REFERENCES captures (capture),
        source_url TEXT NOT NULL,
        content_hash TEXT NOT NULL REFERENCES texts (content_hash),
        version INTEGER NOT NULL CHECK (version > 0),
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('live', 'suspect', 'gone')),
        gone_since TEXT{_later(_SAID)},
        CHECK (key = CASE lang WHEN 'id' THEN id ELSE -id END),
        CHECK ((status = 'gone') = (gone_since IS NOT NULL))
    """,
    "links": f"""
        from_key INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('related', 'read_also')),
        position INTEGER NOT NULL CHECK (position > 0),
        capture TEXT NOT NULL REFERENCES captures (capture),
        to_key INTEGER,
        url TEXT NOT NULL,
        {_text("title", "photo_alt")}, {_PRINTED},
        views INTEGER CHECK (views >= 0),
        {_text("reporter")},
        PRIMARY KEY (from_key, kind, position, capture)
    """,
    "bylines": f"""
        key INTEGER NOT NULL REFERENCES articles (key),
        role TEXT NOT NULL CHECK (role IN ({_ROLES})),
        position INTEGER NOT NULL CHECK (position > 0),
        person TEXT NOT NULL CHECK (person <> ''),
        PRIMARY KEY (key, role, position)
    """,
    "view_counts": """
        key INTEGER NOT NULL,
        fetched_at TEXT NOT NULL,
        capture TEXT NOT NULL REFERENCES captures (capture),
        source TEXT NOT NULL CHECK (source IN ('own', 'related', 'popular', 'list')),
        rank INTEGER CHECK (rank > 0),
        views INTEGER CHECK (views >= 0),
        PRIMARY KEY (key, fetched_at, capture, source),
        CHECK (views IS NOT NULL OR source = 'popular')
    """,
    "listings": f"""
        capture TEXT NOT NULL REFERENCES captures (capture),
        position INTEGER NOT NULL CHECK (position > 0),
        key INTEGER NOT NULL,
        fetched_at TEXT NOT NULL,
        list TEXT NOT NULL,
        {_text("category", "region")},
        page TEXT NOT NULL,
        {_text("title", "teaser")}, {_PRINTED},
        {_text("reporter", "url")},
        PRIMARY KEY (capture, position)
    """,
    "absences": """
        key INTEGER NOT NULL REFERENCES articles (key),
        since TEXT NOT NULL,
        capture TEXT NOT NULL REFERENCES captures (capture),
        answers INTEGER NOT NULL CHECK (answers > 0),
        gone_at TEXT,
        until TEXT,
        PRIMARY KEY (key, since, capture)
    """,
    "problems": """
        capture TEXT PRIMARY KEY REFERENCES captures (capture),
        key INTEGER,
        url TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        reader TEXT NOT NULL,
        reason TEXT NOT NULL
    """,
    "frontier": f"""
        key INTEGER PRIMARY KEY,
        url TEXT NOT NULL,
        date TEXT CHECK ({_DAY}),
        seen_in TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'archived', 'suspect', 'gone', 'absent', 'problem')),
        tries INTEGER NOT NULL DEFAULT 0,
        next_try TEXT,
        last_error TEXT,
        lease_until TEXT
    """,
    "walks": """
        site TEXT NOT NULL,
        list TEXT NOT NULL,
        serial INTEGER NOT NULL CHECK (serial > 0),
        started_at TEXT NOT NULL,
        newest INTEGER,
        oldest INTEGER,
        day TEXT,
        page TEXT NOT NULL,
        shown TEXT NOT NULL,
        repeats INTEGER NOT NULL CHECK (repeats >= 0),
        depth INTEGER NOT NULL CHECK (depth > 0),
        next_page TEXT,
        finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
        PRIMARY KEY (site, list, serial)
    """,
    "runs": """
        run TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        arguments TEXT NOT NULL,
        site TEXT NOT NULL,
        user_agent TEXT NOT NULL,
        robots TEXT NOT NULL,
        pid INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        reason TEXT,
        verdict TEXT,
        exit_status INTEGER,
        counts TEXT
    """,
    "word_forms": """
        kind TEXT NOT NULL CHECK (kind IN ('id', 'en', 'sound')),
        root TEXT NOT NULL,
        word TEXT NOT NULL,
        articles INTEGER NOT NULL CHECK (articles > 0),
        PRIMARY KEY (kind, root, word)
    """,
}

WITHOUT_ROWID = frozenset({"carries", "links", "bylines", "view_counts", "absences", "word_forms"})
"""Tables that are their own primary key: no second tree to keep. Not those with long texts, which it would slow.

The columns of the key come first in each: SQLite 3.40's integrity_check finds NULLs that are not there otherwise.
"""

INDEXES = (
    "CREATE INDEX captures_by_key ON captures (key, fetched_at, capture)",
    "CREATE INDEX captures_by_run ON captures (run, outcome, fetched_at)",
    "CREATE INDEX captures_by_url ON captures (url, fetched_at)",
    "CREATE INDEX articles_by_date ON articles (date)",
    "CREATE INDEX articles_by_first_seen ON articles (first_seen)",
    "CREATE INDEX links_to ON links (to_key)",
    "CREATE INDEX bylines_by_person ON bylines (person)",
    "CREATE INDEX view_counts_by_capture ON view_counts (capture, source)",
    "CREATE INDEX listings_by_key ON listings (key, category)",
    "CREATE INDEX frontier_due ON frontier (date DESC, key DESC) WHERE state = 'pending'",
)

FULL_TEXT = f"""
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        {", ".join(SEARCHED)}, content = 'articles', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2'
    )
"""
"""The full-text index (FTS5). It holds words and places, no second copy of the texts."""

_NEW, _OLD = (", ".join(f"{row}.{name}" for name in SEARCHED) for row in ("new", "old"))
_FILE = f"INSERT INTO articles_fts (rowid, {', '.join(SEARCHED)}) VALUES (new.key, {_NEW});"  # noqa: S608 - constants
_UNFILE = f"INSERT INTO articles_fts (articles_fts, rowid, {', '.join(SEARCHED)}) VALUES ('delete', old.key, {_OLD});"  # noqa: S608 - constants
_OTHERWISE = " OR ".join(f"old.{name} IS NOT new.{name}" for name in ("key", *SEARCHED))

TRIGGERS = {
    "articles_fts_insert": f"AFTER INSERT ON articles BEGIN {_FILE} END",
    "articles_fts_delete": f"AFTER DELETE ON articles BEGIN {_UNFILE} END",
    "articles_fts_update": f"AFTER UPDATE ON articles WHEN {_OTHERWISE} BEGIN {_UNFILE} {_FILE} END",
}
"""Keep the full-text index true; a new counter alone does not touch it."""

VERSIONS = """
    WITH readings AS (
        SELECT key, fetched_at, capture, content_hash, template, reader, text_hash,
               lag(content_hash) OVER past AS before, lag(template) OVER past AS template_before,
               lag(reader) OVER past AS reader_before, lag(text_hash) OVER past AS text_before
        FROM captures WHERE outcome = 'article' {restriction}
        WINDOW past AS (PARTITION BY key ORDER BY fetched_at, capture)
    )
    SELECT key, row_number() OVER (PARTITION BY key ORDER BY fetched_at, capture) AS version,
           fetched_at, capture, content_hash, template, reader
    FROM readings
    WHERE before IS NULL
       OR content_hash <> before
          AND NOT ((template <> template_before OR reader <> reader_before) AND text_hash = text_before)
"""
"""A reading opens a version where its content differs from the one before, unless only the way of reading changed."""

POPULAR = """
    SELECT c.key AS on_key, v.capture, v.fetched_at, c.template, v.rank AS position, v.key, v.views,
           a.url, a.title, a.photo_alt, a.date, a.published_at, a.reporter
    FROM view_counts v JOIN captures c USING (capture) LEFT JOIN articles a ON a.key = v.key
    WHERE v.source = 'popular'
"""
"""The popular lists as seen at each capture; headlines from the archive's own articles, NULL where it has none."""

PHOTOS = """
    SELECT a.key, a.photo_url AS url, c.capture, c.fetched_at, c.content_type, c.payload_digest
    FROM articles a JOIN captures c ON c.url = a.photo_url AND c.outcome = 'photo'
"""
"""The photos that were fetched, by the article that shows them."""

VIEWS = {"versions": VERSIONS.format(restriction=""), "popular": POPULAR, "photos": PHOTOS}
