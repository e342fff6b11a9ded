-- Seed: metrics/001_video_metadata.sql
-- Description: Five videos, one of each status and two posted
-- martlet: environment=sample

INSERT INTO video_metadata (
    video_id, title, description, topic, script_path, audio_path, video_path, duration_seconds, created_at, posted_at,
    status
) VALUES
('emf-20250602-01', 'Butcher explains the croissant index', 'Why your breakfast costs more than your rent.',
    'Croissant price index', 'data/scripts/emf-20250602-01.json', 'data/audio/emf-20250602-01.wav',
    'data/videos/emf-20250602-01.mp4', 42.5, '2025-06-02 08:10:00', '2025-06-02 16:00:00', 'posted'),
('emf-20250603-01', 'Nutsy against the robot vacuum', 'It started with a cat bed.',
    'Robot vacuum steals the cat bed', 'data/scripts/emf-20250603-01.json', 'data/audio/emf-20250603-01.wav',
    'data/videos/emf-20250603-01.mp4', 31.0, '2025-06-03 19:00:00', '2025-06-04 16:00:00', 'posted'),
('emf-20250602-02', 'Four days, said Nutsy', 'Nobody told Butcher about Fridays.',
    'Four-day work week trial', 'data/scripts/emf-20250602-02.json', 'data/audio/emf-20250602-02.wav',
    'data/videos/emf-20250602-02.mp4', 38.2, '2025-06-02 09:30:00', '2025-06-03 16:00:00', 'archived'),
('emf-20250604-01', 'The best man is a chatbot', NULL,
    'AI writes wedding speeches', 'data/scripts/emf-20250604-01.json', 'data/audio/emf-20250604-01.wav',
    'data/videos/emf-20250604-01.mp4', 36.7, '2025-06-04 10:00:00', NULL, 'rendered'),
('emf-20250605-01', 'Too hot for sausages', NULL,
    'Heat wave reaches Paris', 'data/scripts/emf-20250605-01.json', NULL, NULL, NULL, '2025-06-05 07:20:00', NULL,
    'draft')
ON CONFLICT (video_id) DO NOTHING;
