-- Seed: image_library/003_image_collections.sql
-- Description: Three collections and what is in them
-- martlet: environment=sample

INSERT INTO image_collections (name, description, character) VALUES
('Butcher: first choice', 'Good enough for a title image.',       'butcher'),
('Nutsy in motion',       'Jumps, runs and escapes.',             'nutsy'),
('Reference photos',      'What the generated images start from.', NULL)
ON CONFLICT (name) DO NOTHING;

WITH sample (name, file_path, sort_order) AS (VALUES
    ('Butcher: first choice', 'data/images/butcher/happy_sitting_01.png',   0),
    ('Butcher: first choice', 'data/images/butcher/angry_standing_01.png',  1),
    ('Nutsy in motion',       'data/images/nutsy/excited_jumping_01.png',   0),
    ('Reference photos',      'data/images/butcher/neutral_profile_01.jpg', 0),
    ('Reference photos',      'data/images/nutsy/neutral_profile_01.jpg',   1)
)
INSERT INTO collection_images (collection_id, image_id, sort_order)
SELECT image_collections.id, image_library.id, sample.sort_order
FROM sample
JOIN image_collections USING (name)
JOIN image_library USING (file_path)
WHERE true
ON CONFLICT (collection_id, image_id) DO NOTHING;
