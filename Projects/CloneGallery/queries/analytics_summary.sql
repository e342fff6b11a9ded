-- Every metric with its latest value, and its average and number of samples since a time.
-- :since      2024-12-01T00:00:00Z, or NULL for all time
SELECT category, metric,
       -- With max() alone, SQLite takes the other columns from the row that has the maximum.
       value AS latest, unit, max(recorded_at) AS recorded_at,
       avg(value) AS average, count(*) AS samples
FROM analytics
WHERE recorded_at >= coalesce(:since, '')
GROUP BY category, metric
ORDER BY category, metric;
