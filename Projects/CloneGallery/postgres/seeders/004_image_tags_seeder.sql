-- Seeder: 004_image_tags_seeder.sql
-- Description: What is to be seen on each image

-- By name: the ids of the tags are the database's own.
WITH tagged (image_id, tag) AS (VALUES
    ('image-001', 'nature'), ('image-001', 'landscape'), ('image-001', 'mountains'), ('image-001', 'sunset'), ('image-001', 'travel'),
    ('image-002', 'city'), ('image-002', 'night'), ('image-002', 'street'), ('image-002', 'rain'), ('image-002', 'travel'),
    ('image-003', 'city'), ('image-003', 'architecture'), ('image-003', 'fantasy'), ('image-003', 'ai-art'),
    ('image-004', 'portrait'), ('image-004', 'black-and-white'),
    ('image-005', 'animals'), ('image-005', 'birds'), ('image-005', 'fantasy'), ('image-005', 'ai-art'),
    ('image-006', 'nature'), ('image-006', 'macro'), ('image-006', 'plants'),
    ('image-007', 'nature'), ('image-007', 'landscape'), ('image-007', 'sea'), ('image-007', 'storm'), ('image-007', 'travel'),
    ('image-008', 'animals'), ('image-008', 'sea'), ('image-008', 'night'), ('image-008', 'fantasy'), ('image-008', 'ai-art')
)
INSERT INTO image_tags (image_id, tag_id)
SELECT tagged.image_id, tags.id
FROM tagged
JOIN tags ON tags.name = tagged.tag
ON CONFLICT DO NOTHING;
