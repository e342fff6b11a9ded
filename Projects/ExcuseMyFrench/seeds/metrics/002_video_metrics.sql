-- Seed: metrics/002_video_metrics.sql
-- Description: Ten snapshots of three videos on three platforms
-- martlet: environment=sample

-- engagement_rate is (likes + comments + shares + saves) / views.
INSERT INTO video_metrics (
    video_id, platform, views, likes, comments, shares, saves, watch_time_seconds, engagement_rate, timestamp
) VALUES
('emf-20250602-01', 'instagram',  1800,  240,  31,   22,  40,   52200.0, 0.185,  '2025-06-03 06:00:00'),
('emf-20250602-01', 'instagram',  4200,  530,  64,   58,  92,  121800.0, 0.1771, '2025-06-05 06:00:00'),
('emf-20250602-01', 'tiktok',     9600, 1310, 142,  260,   0,  240000.0, 0.1783, '2025-06-03 06:00:00'),
('emf-20250602-01', 'tiktok',    25400, 3120, 301,  790,   0,  609600.0, 0.1658, '2025-06-05 06:00:00'),
('emf-20250602-01', 'youtube',    1250,  118,  14,    9,   0,   41250.0, 0.1128, '2025-06-05 06:00:00'),
('emf-20250603-01', 'instagram',  2900,  410,  55,   71,  63,   66700.0, 0.2066, '2025-06-05 06:00:00'),
('emf-20250603-01', 'tiktok',    61200, 9840, 720, 3150,   0, 1285200.0, 0.224,  '2025-06-05 06:00:00'),
('emf-20250603-01', 'tiktok',    88700, 13100, 990, 4020, 0, 1862700.0, 0.2042, '2025-06-06 06:00:00'),
('emf-20250602-02', 'youtube',     640,   41,   6,    2,   0,   15360.0, 0.0766, '2025-06-04 06:00:00'),
('emf-20250602-02', 'youtube',     910,   52,   9,    3,   0,   21840.0, 0.0703, '2025-06-06 06:00:00')
ON CONFLICT (video_id, platform, timestamp) DO NOTHING;
