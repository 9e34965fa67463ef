-- title: Who covers what
-- about: How many articles each reporter has written in each category, most first. A person who shares a byline counts
--   for each article; a page without a category (desktop pages and English ones print none) counts under none.
-- since: first day, as 2026-01-31; all from the beginning where it is empty
-- until: last day; all to the end where it is empty
-- empty: No reporter is named in these days.
SELECT b.person, coalesce(nullif(a.category, 'English'), '(none)') AS category, count(*) AS articles, min(a.date) AS first,
       max(a.date) AS last
FROM articles a CROSS JOIN bylines b ON b.key = a.key AND b.role = 'reporter'
WHERE a.date >= :since AND (:until = '' OR a.date <= :until)
GROUP BY 1, 2 ORDER BY articles DESC, b.person, category
