-- Let a capture name the one whose payload it repeats, and be a photo (November 2026).

ALTER TABLE captures ADD COLUMN revisit_of TEXT CHECK (revisit_of <> '');

-- No ALTER TABLE can change a CHECK. The rows stay valid, so the text of the declaration may be replaced
-- (https://www.sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''page'', ''redirect''', '''page'', ''photo'', ''redirect''') WHERE name = 'captures';
PRAGMA writable_schema = RESET;

CREATE VIEW photos AS
SELECT a.key, a.photo_url AS url, c.capture, c.fetched_at, c.content_type, c.payload_digest
FROM articles a JOIN captures c ON c.url = a.photo_url AND c.outcome = 'photo';
