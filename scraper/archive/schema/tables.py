"""The groups of tables of `archive.db`, and the query of its versions; `sql/` declares the tables.

Record tables are a pure function of the captures: no autoincrement, no wall clock. Working tables belong to this
machine; merge and rebuild leave them out. Times are UTC with milliseconds and a `Z`; `date` and `published_at` are the
site's own, in Jakarta. `docs/data.md` describes each column.
"""

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
TABLES = ("meta", *RECORD_TABLES, *WORKING_TABLES, "word_forms")
"""All but the full-text index `articles_fts`, of which `word_forms` is made; neither is merged."""

VIEWS = ("versions", "popular", "photos")

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
"""The view `versions`, which can be restricted here to some articles before their readings are compared.

A reading opens a version where its content differs from the one before, unless only the way of reading changed.
"""
