-- title: Most linked to
-- about: The articles that most others lead to, as related or inside their texts; each that links counts once.
-- kind: `related` or `read_also`; both where it is empty
-- empty: No links are known.
WITH linked AS (
    SELECT to_key AS key, count(DISTINCT from_key) AS from_articles, sum(kind = 'read_also') AS inside_texts
    FROM links WHERE to_key IS NOT NULL AND (:kind = '' OR kind = :kind) GROUP BY 1
    ORDER BY from_articles DESC, to_key LIMIT 200
)
SELECT l.key, l.from_articles, l.inside_texts, a.date, a.title
FROM linked l LEFT JOIN articles a ON a.key = l.key ORDER BY l.from_articles DESC, l.key
