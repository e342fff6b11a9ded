-- Every metric with its latest value, and its average and number of samples since a time.
-- :since      2024-12-01T00:00:00Z, or NULL for all time
SELECT DISTINCT ON (category, metric)
       category, metric, value AS latest, unit, recorded_at, avg(value) OVER samples AS average,
       count(*) OVER samples AS samples
FROM analytics
WHERE recorded_at >= coalesce(CAST(:since AS timestamptz), '-infinity')
WINDOW samples AS (PARTITION BY category, metric)
-- DISTINCT ON takes the first row of each metric: the latest.
ORDER BY category, metric, recorded_at DESC;
