-- One metric over time.
-- :metric     name of the metric
-- :since, :until  from and up to, without the end; NULL leaves that side open
SELECT recorded_at, value, unit
FROM analytics
WHERE metric = :metric
    AND recorded_at >= coalesce(:since, '')
    AND recorded_at < coalesce(:until, '~')
ORDER BY recorded_at;
