BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'arsip','m001_create','2026-11-30 10:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'arsip','m002_revisits_and_photos','2026-11-30 10:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'arsip','m003_full_text','2026-11-30 10:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'arsip','m004_addresses_of_list_items','2026-11-30 10:00:00.000000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'arsip','m005_totals_and_views','2026-11-30 10:00:00.000000+00:00');
CREATE TABLE absences (
    key INTEGER NOT NULL REFERENCES articles (key),
    since TEXT NOT NULL,
    capture TEXT NOT NULL REFERENCES captures (capture),
    answers INTEGER NOT NULL CHECK (answers > 0),
    gone_at TEXT,
    until TEXT,
    PRIMARY KEY (key, since, capture)
) STRICT, WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    lang TEXT NOT NULL CHECK (lang IN ('id', 'en')),
    id INTEGER NOT NULL CHECK (id > 0),
    slug TEXT CHECK (slug <> ''),
    url TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    photo_url TEXT CHECK (photo_url <> ''),
    photo_alt TEXT CHECK (photo_alt <> ''),
    photo_credit TEXT CHECK (photo_credit <> ''),
    date TEXT NOT NULL CHECK (date IS date(date, '+0 days')),
    published_at TEXT CHECK (published_at IS strftime('%Y-%m-%dT%H:%M', substr(published_at, 1, 16), '+0 days') || '+07:00'),
    reporter TEXT CHECK (reporter <> ''),
    editor TEXT CHECK (editor <> ''),
    translator TEXT CHECK (translator <> ''),
    category TEXT CHECK (category <> ''),
    category_slug TEXT CHECK (category_slug <> ''),
    quote TEXT CHECK (quote <> ''),
    body TEXT NOT NULL CHECK (body <> ''),
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
    gone_since TEXT,
    CHECK (key = CASE lang WHEN 'id' THEN id ELSE -id END),
    CHECK ((status = 'gone') = (gone_since IS NOT NULL))
) STRICT;
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title,
    photo_alt,
    quote,
    body,
    content = 'articles',
    content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE bylines (
    key INTEGER NOT NULL REFERENCES articles (key),
    role TEXT NOT NULL CHECK (role IN ('reporter', 'editor', 'translator', 'photographer')),
    position INTEGER NOT NULL CHECK (position > 0),
    person TEXT NOT NULL CHECK (person <> ''),
    PRIMARY KEY (key, role, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE captures (
    capture TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    key INTEGER,
    source TEXT NOT NULL CHECK (source IN ('site', 'wayback', 'commoncrawl', 'file')),
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    status INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('article', 'list', 'robots', 'page', 'photo', 'redirect', 'unchanged', 'missing', 'soft-missing', 'other-article', 'unreadable', 'truncated', 'maintenance', 'blocked', 'login', 'elsewhere', 'throttled', 'refused', 'server-error')),
    fetched_at TEXT NOT NULL CHECK (fetched_at IS strftime('%Y-%m-%dT%H:%M:%fZ', fetched_at, '+0 days')),
    redirect_to TEXT CHECK (redirect_to <> ''),
    etag TEXT CHECK (etag <> ''),
    last_modified TEXT CHECK (last_modified <> ''),
    content_type TEXT CHECK (content_type <> ''),
    payload_digest TEXT NOT NULL,
    truncated TEXT CHECK (truncated <> ''),
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    template TEXT CHECK (template <> ''),
    reader TEXT CHECK (reader <> ''),
    content_hash TEXT REFERENCES texts (content_hash),
    text_hash TEXT CHECK (text_hash <> ''),
    slug TEXT CHECK (slug <> ''),
    category_slug TEXT CHECK (category_slug <> ''), revisit_of TEXT CHECK (revisit_of <> ''),
    CHECK ((outcome = 'article') = (content_hash IS NOT NULL)),
    CHECK (outcome <> 'article' OR (key IS NOT NULL AND template IS NOT NULL AND reader IS NOT NULL))
) STRICT;
CREATE TABLE carries (
    template TEXT NOT NULL,
    reader TEXT NOT NULL,
    field TEXT NOT NULL,
    PRIMARY KEY (template, reader, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE frontier (
    key INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    date TEXT CHECK (date IS date(date, '+0 days')),
    seen_in TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'archived', 'suspect', 'gone', 'absent', 'problem')),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try TEXT,
    last_error TEXT,
    lease_until TEXT
) STRICT;
CREATE TABLE links (
    from_key INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('related', 'read_also')),
    position INTEGER NOT NULL CHECK (position > 0),
    capture TEXT NOT NULL REFERENCES captures (capture),
    to_key INTEGER,
    url TEXT NOT NULL,
    title TEXT CHECK (title <> ''),
    photo_alt TEXT CHECK (photo_alt <> ''),
    date TEXT CHECK (date IS date(date, '+0 days')),
    published_at TEXT CHECK (published_at IS strftime('%Y-%m-%dT%H:%M', substr(published_at, 1, 16), '+0 days') || '+07:00'),
    views INTEGER CHECK (views >= 0),
    reporter TEXT CHECK (reporter <> ''),
    PRIMARY KEY (from_key, kind, position, capture)
) STRICT, WITHOUT ROWID;
CREATE TABLE listings (
    capture TEXT NOT NULL REFERENCES captures (capture),
    position INTEGER NOT NULL CHECK (position > 0),
    key INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    list TEXT NOT NULL,
    category TEXT CHECK (category <> ''),
    region TEXT CHECK (region <> ''),
    page TEXT NOT NULL,
    title TEXT CHECK (title <> ''),
    teaser TEXT CHECK (teaser <> ''),
    date TEXT CHECK (date IS date(date, '+0 days')),
    published_at TEXT CHECK (published_at IS strftime('%Y-%m-%dT%H:%M', substr(published_at, 1, 16), '+0 days') || '+07:00'),
    reporter TEXT CHECK (reporter <> ''), url TEXT CHECK (url <> ''),
    PRIMARY KEY (capture, position)
) STRICT;
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
INSERT INTO meta VALUES('archive','00000000-0000-4000-8000-000000000004');
INSERT INTO meta VALUES('schema','5');
CREATE TABLE problems (
    capture TEXT PRIMARY KEY REFERENCES captures (capture),
    key INTEGER,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    reader TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE TABLE runs (
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
) STRICT;
CREATE TABLE texts (
    content_hash TEXT PRIMARY KEY,
    text_hash TEXT NOT NULL,
    title TEXT NOT NULL CHECK (title <> ''),
    photo_alt TEXT CHECK (photo_alt <> ''),
    date TEXT NOT NULL CHECK (date IS date(date, '+0 days')),
    published_at TEXT CHECK (published_at IS strftime('%Y-%m-%dT%H:%M', substr(published_at, 1, 16), '+0 days') || '+07:00'),
    reporter TEXT CHECK (reporter <> ''),
    editor TEXT CHECK (editor <> ''),
    translator TEXT CHECK (translator <> ''),
    category TEXT CHECK (category <> ''),
    photo_url TEXT CHECK (photo_url <> ''),
    photo_credit TEXT CHECK (photo_credit <> ''),
    quote TEXT CHECK (quote <> ''),
    body TEXT NOT NULL CHECK (body <> '')
) STRICT;
CREATE TABLE view_counts (
    key INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    capture TEXT NOT NULL REFERENCES captures (capture),
    source TEXT NOT NULL CHECK (source IN ('own', 'related', 'popular', 'list')),
    rank INTEGER CHECK (rank > 0),
    views INTEGER CHECK (views >= 0),
    PRIMARY KEY (key, fetched_at, capture, source),
    CHECK (views IS NOT NULL OR source = 'popular')
) STRICT, WITHOUT ROWID;
CREATE TABLE walks (
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
) STRICT;
CREATE TABLE word_forms (
    kind TEXT NOT NULL CHECK (kind IN ('id', 'en', 'sound')),
    root TEXT NOT NULL,
    word TEXT NOT NULL,
    articles INTEGER NOT NULL CHECK (articles > 0),
    PRIMARY KEY (kind, root, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_by_date ON articles (date);
CREATE INDEX articles_by_first_seen ON articles (first_seen);
CREATE INDEX bylines_by_person ON bylines (person);
CREATE INDEX captures_by_key ON captures (key, fetched_at, capture);
CREATE INDEX captures_by_run ON captures (run, outcome, fetched_at);
CREATE INDEX captures_by_url ON captures (url, fetched_at);
CREATE INDEX frontier_due ON frontier (date DESC, key DESC) WHERE state = 'pending';
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX links_to ON links (to_key);
CREATE INDEX listings_by_key ON listings (key, category);
CREATE INDEX view_counts_by_capture ON view_counts (capture, source);
CREATE VIEW photos AS
SELECT a.key, a.photo_url AS url, c.capture, c.fetched_at, c.content_type, c.payload_digest
FROM articles a JOIN captures c ON c.url = a.photo_url AND c.outcome = 'photo';
CREATE VIEW popular AS
SELECT c.key AS on_key, v.capture, v.fetched_at, c.template, v.rank AS position, v.key, v.views,
       a.url, a.title, a.photo_alt, a.date, a.published_at, a.reporter
FROM view_counts v JOIN captures c USING (capture) LEFT JOIN articles a ON a.key = v.key
WHERE v.source = 'popular';
CREATE VIEW versions AS
WITH readings AS (
    SELECT key, fetched_at, capture, content_hash, template, reader, text_hash,
           lag(content_hash) OVER past AS before, lag(template) OVER past AS template_before,
           lag(reader) OVER past AS reader_before, lag(text_hash) OVER past AS text_before
    FROM captures WHERE outcome = 'article'
    WINDOW past AS (PARTITION BY key ORDER BY fetched_at, capture)
)
SELECT key, row_number() OVER (PARTITION BY key ORDER BY fetched_at, capture) AS version,
       fetched_at, capture, content_hash, template, reader
FROM readings
WHERE before IS NULL
   OR content_hash <> before
      AND NOT ((template <> template_before OR reader <> reader_before) AND text_hash = text_before);
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, photo_alt, quote, body) VALUES ('delete', old.key, old.title, old.photo_alt, old.quote, old.body);
END;
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles
BEGIN
    INSERT INTO articles_fts (rowid, title, photo_alt, quote, body) VALUES (new.key, new.title, new.photo_alt, new.quote, new.body);
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE ON articles
WHEN old.key IS NOT new.key OR old.title IS NOT new.title OR old.photo_alt IS NOT new.photo_alt OR old.quote IS NOT new.quote OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, photo_alt, quote, body) VALUES ('delete', old.key, old.title, old.photo_alt, old.quote, old.body);
    INSERT INTO articles_fts (rowid, title, photo_alt, quote, body) VALUES (new.key, new.title, new.photo_alt, new.quote, new.body);
END;
CREATE INDEX articles_by_version ON articles (version, status, lang, date, editor);
CREATE INDEX frontier_postponed ON frontier (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX frontier_leased ON frontier (lease_until) WHERE lease_until IS NOT NULL;

CREATE VIEW articles_by_hour AS
SELECT key, lang, id, title, category, reporter, views, status, date, published_at,
       CAST(substr(published_at, 12, 2) AS INTEGER) AS hour,
       (strftime('%w', date) + 6) % 7 + 1 AS weekday,
       CASE strftime('%w', date)
           WHEN '1' THEN 'Monday' WHEN '2' THEN 'Tuesday' WHEN '3' THEN 'Wednesday' WHEN '4' THEN 'Thursday'
           WHEN '5' THEN 'Friday' WHEN '6' THEN 'Saturday' ELSE 'Sunday'
       END AS weekday_name
FROM articles;

CREATE VIEW version_texts AS
WITH neighbours AS (
    SELECT key, version, fetched_at, capture, content_hash,
           lag(content_hash) OVER rising AS previous_hash, lead(content_hash) OVER rising AS next_hash
    FROM versions
    WINDOW rising AS (PARTITION BY key ORDER BY version)
)
SELECT v.key, v.version, v.fetched_at, v.capture, v.content_hash, v.previous_hash, v.next_hash,
       t.title, t.body, p.title AS previous_title, p.body AS previous_body, n.title AS next_title, n.body AS next_body
FROM neighbours v JOIN texts t ON t.content_hash = v.content_hash
LEFT JOIN texts p ON p.content_hash = v.previous_hash
LEFT JOIN texts n ON n.content_hash = v.next_hash;
COMMIT;
