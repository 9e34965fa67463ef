-- title: Words by month
-- about: How many articles a month have some words in a row, and how many of each thousand that is: a topic comes and goes.
--   Months without any are left out.
-- words: one word or several in a row, as they stand in the text
-- lang: `id` or `en`; both editions where it is empty
-- empty: No article has these words, or they are still to be given.
WITH found AS (
    SELECT substr(a.date, 1, 7) AS month, count(*) AS articles
    FROM articles_fts f CROSS JOIN articles a INDEXED BY browse_articles ON a.key = f.rowid
    WHERE trim(:words, '" ') <> '' AND f.articles_fts MATCH '"' || replace(:words, '"', ' ') || '"'
      AND (:lang = '' OR a.lang = :lang)
    GROUP BY 1
), whole AS (
    SELECT substr(date, 1, 7) AS month, count(*) AS articles FROM articles WHERE :lang = '' OR lang = :lang GROUP BY 1
)
SELECT found.month, found.articles, round(1000.0 * found.articles / whole.articles, 1) AS of_a_thousand,
       whole.articles AS all_articles
FROM found JOIN whole ON whole.month = found.month ORDER BY found.month DESC
