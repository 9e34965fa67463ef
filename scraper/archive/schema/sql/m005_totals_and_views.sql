-- Count articles without reading their texts; find leases and postponed articles without reading the frontier; show the
-- hour of publication, and each version beside its neighbours (December 2026).

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
