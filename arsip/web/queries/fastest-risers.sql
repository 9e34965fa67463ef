-- title: Fastest risers in views
-- about: The hundred articles whose own counter rose most a day, between the first and the last time it was seen within
--   the last days with readings. Articles whose counter was seen only within one hour then are left out.
-- days: how many days back from the newest reading; 30 where it is empty
-- empty: No article's counter was seen twice, an hour apart, in these days; `arsip crawl recheck` looks at articles again.
WITH newest AS (
    SELECT max(fetched_at) AS moment FROM captures WHERE outcome = 'article'
), spans AS (
    SELECT key, min(fetched_at) AS since, max(fetched_at) AS until
    FROM view_counts, newest
    WHERE source = 'own' AND fetched_at >= strftime(
        '%Y-%m-%dT%H:%M:%fZ', moment, '-' || coalesce(nullif(CAST(:days AS INTEGER), 0), 30) || ' days')
    GROUP BY key HAVING julianday(until) - julianday(since) >= 1 / 24.0
), rises AS (
    SELECT key, since, until,
           (SELECT views FROM view_counts v WHERE v.source = 'own' AND v.key = s.key AND v.fetched_at = s.since) AS from_views,
           (SELECT views FROM view_counts v WHERE v.source = 'own' AND v.key = s.key AND v.fetched_at = s.until) AS to_views
    FROM spans s
)
SELECT r.key, round((to_views - from_views) / (julianday(until) - julianday(since)), 1) AS views_a_day,
       to_views - from_views AS rise, from_views, to_views, since, until, a.date, a.title
FROM rises r JOIN articles a ON a.key = r.key
WHERE to_views > from_views ORDER BY views_a_day DESC, r.key LIMIT 100
