-- title: Articles a month by category
-- about: How many articles of each category appeared in each month, newest months first. Only what is archived is
--   counted: look at how complete the months are before you compare them.
-- lang: `id` or `en`; both editions where it is empty
-- category: one category, by its slug, such as `ekonomi`; all where it is empty
-- empty: There are no such articles.
SELECT substr(date, 1, 7) AS month, coalesce(nullif(category, 'English'), '(none)') AS category,
       max(category_slug) AS category_slug, count(*) AS articles
FROM articles
WHERE (:lang = '' OR lang = :lang) AND (:category = '' OR category_slug = :category)
GROUP BY 1, 2 ORDER BY 1 DESC, articles DESC, 2
