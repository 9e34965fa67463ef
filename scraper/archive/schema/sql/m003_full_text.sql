-- Make the texts searchable (November 2026).

CREATE TABLE word_forms (
    kind TEXT NOT NULL CHECK (kind IN ('id', 'en', 'sound')),
    root TEXT NOT NULL,
    word TEXT NOT NULL,
    articles INTEGER NOT NULL CHECK (articles > 0),
    PRIMARY KEY (kind, root, word)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title,
    photo_alt,
    quote,
    body,
    content = 'articles',
    content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles
BEGIN
    INSERT INTO articles_fts (rowid, title, photo_alt, quote, body) VALUES (new.key, new.title, new.photo_alt, new.quote, new.body);
END;

CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, photo_alt, quote, body) VALUES ('delete', old.key, old.title, old.photo_alt, old.quote, old.body);
END;

CREATE TRIGGER articles_fts_update AFTER UPDATE ON articles
WHEN old.key IS NOT new.key OR old.title IS NOT new.title OR old.photo_alt IS NOT new.photo_alt OR old.quote IS NOT new.quote OR old.body IS NOT new.body
BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, photo_alt, quote, body) VALUES ('delete', old.key, old.title, old.photo_alt, old.quote, old.body);
    INSERT INTO articles_fts (rowid, title, photo_alt, quote, body) VALUES (new.key, new.title, new.photo_alt, new.quote, new.body);
END;

INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
