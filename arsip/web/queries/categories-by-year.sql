-- title: How the categories grow
-- about: Articles of each category in each year, the share of the year's articles, and how many more or fewer than in the
--   year before.
-- lang: `id` or `en`; both editions where it is empty
-- empty: There are no such articles.
WITH counted AS (
    SELECT substr(date, 1, 4) AS year, coalesce(nullif(category, 'English'), '(none)') AS category, count(*) AS articles
    FROM articles WHERE :lang = '' OR lang = :lang GROUP BY 1, 2
)
SELECT c.year, c.category, c.articles, round(100.0 * c.articles / sum(c.articles) OVER (PARTITION BY c.year), 1) AS percent,
       c.articles - before.articles AS more_than_before
FROM counted c
LEFT JOIN counted before ON before.category = c.category AND before.year = CAST(c.year - 1 AS TEXT)
ORDER BY c.year DESC, c.articles DESC, c.category
