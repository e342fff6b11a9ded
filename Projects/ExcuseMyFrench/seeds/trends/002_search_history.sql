-- Seed: trends/002_search_history.sql
-- Description: Six searches
-- martlet: environment=sample

WITH sample (query, source, result_count, timestamp) AS (VALUES
    ('daily trends FR',      'google_trends', 20, '2025-06-02 07:00:00'),
    ('r/funny top day',      'reddit',        25, '2025-06-03 18:30:00'),
    ('#AIbestman',           'twitter',       50, '2025-06-04 09:15:00'),
    ('daily trends FR',      'google_trends', 20, '2025-06-05 06:00:00'),
    ('r/nottheonion rising', 'reddit',        25, '2025-06-05 20:45:00'),
    ('#mondaymotivation',    'twitter',        0, '2025-06-06 14:00:00')
)
INSERT INTO search_history (query, source, result_count, timestamp)
SELECT query, source, result_count, timestamp
FROM sample
WHERE NOT EXISTS (
    SELECT 1 FROM search_history AS there
    WHERE there.query = sample.query AND there.source = sample.source AND there.timestamp = sample.timestamp
);
