-- Find words in headlines without reading where else articles have them (December 2026).

CREATE VIRTUAL TABLE headlines_fts USING fts5 (
    title,
    content = 'articles',
    content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER headlines_fts_insert AFTER INSERT ON articles
BEGIN
    INSERT INTO headlines_fts (rowid, title) VALUES (new.key, new.title);
END;

CREATE TRIGGER headlines_fts_delete AFTER DELETE ON articles
BEGIN
    INSERT INTO headlines_fts (headlines_fts, rowid, title) VALUES ('delete', old.key, old.title);
END;

CREATE TRIGGER headlines_fts_update AFTER UPDATE ON articles
WHEN old.key IS NOT new.key OR old.title IS NOT new.title
BEGIN
    INSERT INTO headlines_fts (headlines_fts, rowid, title) VALUES ('delete', old.key, old.title);
    INSERT INTO headlines_fts (rowid, title) VALUES (new.key, new.title);
END;

INSERT INTO headlines_fts (headlines_fts) VALUES ('rebuild');
