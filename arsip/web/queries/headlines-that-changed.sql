-- title: Headlines that changed
-- about: The first and the newest headline of every article whose headline has changed since it was first read.
-- empty: No headline is known to have changed.
SELECT a.key, a.date, first.title AS first_headline, a.title AS newest_headline
FROM articles a
JOIN captures c ON c.capture = (
    SELECT capture FROM captures WHERE key = a.key AND outcome = 'article' ORDER BY fetched_at, capture LIMIT 1)
JOIN texts first ON first.content_hash = c.content_hash
WHERE a.version > 1 AND first.title <> a.title
ORDER BY a.date DESC, a.key DESC
