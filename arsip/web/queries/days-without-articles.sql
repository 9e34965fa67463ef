-- title: Days without articles
-- about: Days between the first and the last of an edition on which no archived article appeared, newest first: either
--   nothing was published, or it is not archived.
-- lang: `id` or `en`; `id` where it is empty
-- empty: There is an article for every day.
WITH RECURSIVE there AS (
    SELECT DISTINCT date FROM articles WHERE lang = coalesce(nullif(:lang, ''), 'id')
), days (day) AS (
    SELECT min(date) FROM there UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT max(date) FROM there)
)
SELECT day, CASE strftime('%w', day) WHEN '0' THEN 'Sunday' WHEN '1' THEN 'Monday' WHEN '2' THEN 'Tuesday'
       WHEN '3' THEN 'Wednesday' WHEN '4' THEN 'Thursday' WHEN '5' THEN 'Friday' ELSE 'Saturday' END AS weekday
FROM days WHERE day IS NOT NULL AND day NOT IN (SELECT date FROM there) ORDER BY day DESC
