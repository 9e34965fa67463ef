-- title: Who edits whom
-- about: How many articles of a reporter each editor has edited, most first. The English edition prints no editors.
-- since: first day, as 2026-01-31; all from the beginning where it is empty
-- until: last day; all to the end where it is empty
-- empty: No article of these days names both a reporter and an editor.
SELECT e.person AS editor, r.person AS reporter, count(*) AS articles, min(a.date) AS first, max(a.date) AS last
FROM articles a
CROSS JOIN bylines r ON r.key = a.key AND r.role = 'reporter'
CROSS JOIN bylines e ON e.key = a.key AND e.role = 'editor'
WHERE a.date >= :since AND (:until = '' OR a.date <= :until)
GROUP BY 1, 2 ORDER BY articles DESC, editor, reporter
