-- title: Texts changed after publication
-- about: Every change of an article after it was first read, newest first: what changed, how many hours after its
--   publication the new text was first seen, and until when the old one was. The change itself fell between the two.
--   Where a page gives no time of publication, the hours count from the beginning of its day in Jakarta.
-- field: only changes of this field, such as `title` or `body`; any where it is empty
-- empty: No text is known to have changed. Changes are seen by looking again: `arsip crawl recheck` does.
WITH readings AS (
    SELECT c.key, c.fetched_at, c.capture, c.content_hash, c.template, c.reader, c.text_hash,
           lag(c.content_hash) OVER past AS before, lag(c.fetched_at) OVER past AS seen_until,
           lag(c.template) OVER past AS template_before, lag(c.reader) OVER past AS reader_before,
           lag(c.text_hash) OVER past AS text_before
    FROM captures c
    WHERE c.outcome = 'article' AND c.key IN (SELECT key FROM articles WHERE version > 1)
    WINDOW past AS (PARTITION BY c.key ORDER BY c.fetched_at, c.capture)
), changes AS (
    SELECT r.*, substr(
               /* each field that is otherwise */, 3) AS changed
    FROM readings r JOIN texts o ON o.content_hash = r.before JOIN texts n ON n.content_hash = r.content_hash
    WHERE r.content_hash <> r.before
      AND NOT ((r.template <> r.template_before OR r.reader <> r.reader_before) AND r.text_hash = r.text_before)
)
SELECT c.key, c.changed,
       round((julianday(c.fetched_at) - julianday(coalesce(a.published_at, a.date || 'T00:00+07:00'))) * 24, 1) AS hours_after,
       c.seen_until AS old_seen_until, c.fetched_at AS new_seen, coalesce(a.published_at, a.date) AS published, a.title,
       c.capture
FROM changes c JOIN articles a ON a.key = c.key
WHERE :field = '' OR ', ' || c.changed || ', ' LIKE '%, ' || :field || ', %'
ORDER BY c.fetched_at DESC, c.key
