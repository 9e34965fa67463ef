-- title: What the site answered
-- about: Answers of the site by month (Jakarta's) and kind. A new kind, or a kind that grows, tells of trouble; the data dictionary
--   says what each one means.
-- empty: The site was never asked.
SELECT substr(coalesce(date(fetched_at, '+7 hours'), fetched_at), 1, 7) AS month, outcome, count(*) AS answers FROM captures GROUP BY 1, 2
ORDER BY month DESC, answers DESC, outcome
