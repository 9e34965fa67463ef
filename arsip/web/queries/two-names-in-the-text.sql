-- title: Two names together in the text
-- about: Articles in whose headline, photo's headline, quote or text both names occur, each as these words in a row;
--   newest first.
-- one: a name or any words, such as `Raka Wardoyo`
-- other: another one
-- empty: No article has both names, or one of them is still to be given.
SELECT a.key, a.date, nullif(a.category, 'English') AS category, a.reporter, a.title
FROM articles a
WHERE trim(:one, '" ') <> '' AND trim(:other, '" ') <> '' AND a.key IN (
    SELECT rowid FROM articles_fts
    WHERE articles_fts MATCH '"' || replace(:one, '"', ' ') || '" AND "' || replace(:other, '"', ' ') || '"')
ORDER BY a.date DESC, a.key DESC
