-- title: Most viewed of a year
-- about: The hundred articles of a year with the highest counters, by the newest reading of each. Older articles have had
--   more time to be read, and a counter is what the site shows.
-- year: such as 2026; the newest year that there is where it is empty
-- lang: `id` or `en`; both editions where it is empty
-- empty: No article of this year has a counter.
WITH asked AS (
    SELECT coalesce(nullif(:year, ''), (SELECT substr(max(date), 1, 4) FROM articles)) AS year
), most AS (
    SELECT key, views FROM articles, asked
    WHERE date >= year || '-01-01' AND date <= year || '-12-31' AND views IS NOT NULL
      AND (:lang = '' OR lang = :lang)
    ORDER BY views DESC, key LIMIT 100
)
SELECT a.key, a.views, a.date, nullif(a.category, 'English') AS category, a.reporter, a.title
FROM most CROSS JOIN articles a ON a.key = most.key ORDER BY most.views DESC, most.key
