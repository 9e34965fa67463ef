-- title: What was taken down
-- about: Articles that the site said are not there, twice and at least a day apart, newest first; with how long they had
--   been out, and whether they came back. The text stays in the archive.
-- still: `yes` for those only that are still gone; all where it is empty
-- empty: Nothing is known to have been taken down.
SELECT s.key, a.date, nullif(a.category, 'English') AS category, a.reporter, a.views, s.since AS gone_since, s.gone_at AS confirmed,
       round(julianday(s.since) - julianday(coalesce(a.published_at, a.date || 'T00:00+07:00')), 1) AS days_online,
       s.until AS back, a.title
FROM absences s JOIN articles a ON a.key = s.key
WHERE s.gone_at IS NOT NULL AND (:still <> 'yes' OR s.until IS NULL)
ORDER BY s.since DESC, s.key
