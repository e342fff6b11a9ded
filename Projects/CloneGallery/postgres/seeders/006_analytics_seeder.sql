-- Seeder: 006_analytics_seeder.sql
-- Description: Fifteen metrics: statistics of the application, its performance, its usage

-- A metric is known by its name and time. The statistics agree with the seeders above.
INSERT INTO analytics (category, metric, value, unit, recorded_at) VALUES
('application', 'total_users',             5,       'count',   '2024-12-19T00:00:00Z'),
('application', 'total_images',            8,       'count',   '2024-12-19T00:00:00Z'),
('application', 'public_images',           6,       'count',   '2024-12-19T00:00:00Z'),
('application', 'ai_generated_images',     3,       'count',   '2024-12-19T00:00:00Z'),
('application', 'total_tags',             20,       'count',   '2024-12-19T00:00:00Z'),
('application', 'total_albums',            6,       'count',   '2024-12-19T00:00:00Z'),
('application', 'total_likes',            12,       'count',   '2024-12-19T00:00:00Z'),
('performance', 'response_time_avg',      84.2,     'ms',      '2024-12-19T00:00:00Z'),
('performance', 'response_time_p95',     231.7,     'ms',      '2024-12-19T00:00:00Z'),
('performance', 'upload_time_avg',      1420,       'ms',      '2024-12-19T00:00:00Z'),
('performance', 'cache_hit_rate',         93.4,     'percent', '2024-12-19T00:00:00Z'),
('performance', 'error_rate',              0.12,    'percent', '2024-12-19T00:00:00Z'),
('usage',       'page_views_daily',      486,       'count',   '2024-12-19T00:00:00Z'),
('usage',       'active_users_daily',      4,       'count',   '2024-12-19T00:00:00Z'),
('usage',       'storage_used',     39321600,       'bytes',   '2024-12-19T00:00:00Z')
ON CONFLICT DO NOTHING;
