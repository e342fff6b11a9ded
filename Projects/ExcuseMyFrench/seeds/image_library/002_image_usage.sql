-- Seed: image_library/002_image_usage.sql
-- Description: Seven scenes of three videos
-- martlet: environment=sample

-- Images are known by their files. What is there already is not counted twice.
WITH sample (file_path, video_id, scene_number, timestamp) AS (VALUES
    ('data/images/butcher/happy_sitting_01.png',  'emf-20250602-01', 1, '2025-06-02 08:12:00'),
    ('data/images/butcher/angry_standing_01.png', 'emf-20250602-01', 2, '2025-06-02 08:12:00'),
    ('data/images/nutsy/happy_standing_01.png',   'emf-20250602-02', 1, '2025-06-02 09:33:00'),
    ('data/images/butcher/angry_standing_01.png', 'emf-20250602-02', 2, '2025-06-02 09:33:00'),
    ('data/images/nutsy/excited_jumping_01.png',  'emf-20250603-01', 1, '2025-06-03 19:04:00'),
    ('data/images/nutsy/angry_standing_01.webp',  'emf-20250603-01', 2, '2025-06-03 19:04:00'),
    ('data/images/nutsy/excited_jumping_01.png',  'emf-20250603-01', 3, '2025-06-03 19:04:00')
)
INSERT INTO image_usage (image_id, video_id, scene_number, timestamp)
SELECT image_library.id, sample.video_id, sample.scene_number, sample.timestamp
FROM sample
JOIN image_library USING (file_path)
WHERE NOT EXISTS (
    SELECT 1 FROM image_usage AS there
    WHERE there.image_id = image_library.id AND there.video_id = sample.video_id
      AND there.scene_number = sample.scene_number
);
