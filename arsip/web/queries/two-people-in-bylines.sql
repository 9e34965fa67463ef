-- title: Two people named together in bylines
-- about: Pairs of people who stand in the bylines of the same articles, in whatever role, most often first.
-- person: only pairs with this person, as the bylines name them; any where it is empty
-- empty: Nobody stands in a byline together with this person.
WITH people AS (
    SELECT DISTINCT key, person FROM bylines
    WHERE :person = '' OR key IN (SELECT key FROM bylines WHERE person = :person)
)
SELECT one.person, other.person AS together_with, count(*) AS articles
FROM people one JOIN people other ON other.key = one.key AND other.person <> one.person
WHERE CASE WHEN :person = '' THEN one.person < other.person ELSE one.person = :person END
GROUP BY 1, 2 ORDER BY articles DESC, 1, 2 LIMIT 500
