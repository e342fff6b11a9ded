-- One metric over time.
-- :metric     name of the metric
-- :since, :until  from and up to, without the end; NULL leaves that side open
SELECT recorded_at, value, unit
FROM analytics
WHERE metric = :metric
    AND recorded_at >= coalesce(CAST(:since AS timestamptz), '-infinity')
    AND recorded_at < coalesce(CAST(:until AS timestamptz), 'infinity')
ORDER BY recorded_at;
