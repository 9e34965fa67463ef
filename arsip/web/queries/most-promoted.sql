-- title: What the site promotes
-- about: Articles by how often they stood in a list of popular articles, and at which rank at best. The lists of the desktop
--   site (of all time) and of the mobile site (of the last days) are different rankings, so they are counted apart.
-- empty: No list of popular articles has been seen yet.
WITH seen AS (
    SELECT v.key, c.template, count(*) AS times, min(v.rank) AS best_rank, min(v.fetched_at) AS first_seen,
           max(v.fetched_at) AS last_seen
    FROM view_counts v CROSS JOIN captures c ON c.capture = v.capture
    WHERE v.source = 'popular' GROUP BY 1, 2
)
SELECT s.key, s.template, s.times, s.best_rank, s.first_seen, s.last_seen, a.title
FROM seen s LEFT JOIN articles a ON a.key = s.key ORDER BY s.times DESC, s.key LIMIT 200
