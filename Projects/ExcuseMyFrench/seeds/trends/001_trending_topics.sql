-- Seed: trends/001_trending_topics.sql
-- Description: Eight topics from three sources, three of them used
-- martlet: environment=sample

-- A topic is known by its source and time; what is there already stays as it is.
WITH sample (topic, source, timestamp, relevance_score, used_flag, category, metadata) AS (VALUES
    ('Croissant price index',          'google_trends', '2025-06-02 07:00:00', 0.91, 1, 'lifestyle',     '{"region": "FR", "volume": 48000}'),
    ('Four-day work week trial',       'google_trends', '2025-06-02 07:00:00', 0.84, 1, 'business',      '{"region": "EU", "volume": 120000}'),
    ('Robot vacuum steals the cat bed','reddit',        '2025-06-03 18:30:00', 0.77, 1, 'technology',    '{"subreddit": "r/funny", "upvotes": 31200}'),
    ('AI writes wedding speeches',     'twitter',       '2025-06-04 09:15:00', 0.88, 0, 'technology',    '{"hashtag": "#AIbestman", "posts": 15400}'),
    ('Heat wave reaches Paris',        'google_trends', '2025-06-05 06:00:00', 0.95, 0, 'weather',       '{"region": "FR", "volume": 260000}'),
    ('Squirrels raid the museum shop', 'reddit',        '2025-06-05 20:45:00', 0.69, 0, 'animals',       '{"subreddit": "r/nottheonion", "upvotes": 18700}'),
    ('Plant-based steak taste test',   'twitter',       '2025-06-06 11:20:00', 0.73, 0, 'food',          '{"hashtag": "#fauxfilet", "posts": 8900}'),
    ('Office coffee machine strike',   'twitter',       '2025-06-06 14:05:00', 0.58, 0, NULL,            NULL)
)
INSERT INTO trending_topics (topic, source, timestamp, relevance_score, used_flag, category, metadata)
SELECT topic, source, timestamp, relevance_score, used_flag, category, metadata
FROM sample
WHERE NOT EXISTS (
    SELECT 1 FROM trending_topics AS there
    WHERE there.topic = sample.topic AND there.source = sample.source AND there.timestamp = sample.timestamp
);
