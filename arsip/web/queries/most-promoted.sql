-- title: What the site promotes
-- about: Articles by how often they stood in a list of popular articles, and at which rank at best. The lists of the desktop
--   site (of all time) and of the mobile site (of the last days) are different rankings, so they are counted apart.
-- days: how many days back from the newest page; 365 where it is empty
-- empty: No list of popular articles has been seen in these days.
WITH newest AS (
    SELECT max(fetched_at) AS moment FROM captures WHERE outcome = 'article'
), pages AS (
    SELECT capture, template FROM captures, newest
    WHERE outcome = 'article' AND fetched_at >= strftime(
        '%Y-%m-%dT%H:%M:%fZ', moment, '-' || coalesce(nullif(CAST(:days AS INTEGER), 0), 365) || ' days')
), seen AS (
    SELECT v.key, p.template, count(*) AS times, min(v.rank) AS best_rank, min(v.fetched_at) AS first_seen,
           max(v.fetched_at) AS last_seen
    FROM pages p CROSS JOIN view_counts v ON v.capture = p.capture AND v.source = 'popular' GROUP BY 1, 2
)
SELECT s.key, s.template, s.times, s.best_rank, s.first_seen, s.last_seen, a.title
FROM seen s LEFT JOIN articles a ON a.key = s.key ORDER BY s.times DESC, s.key LIMIT 200
