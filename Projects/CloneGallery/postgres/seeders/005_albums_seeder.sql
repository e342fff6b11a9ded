-- Seeder: 005_albums_seeder.sql
-- Description: Six albums with covers, and the images in them

INSERT INTO albums (id, title, description, cover_image_id, created_by, privacy) VALUES
('album-001', 'Best of the Gallery', 'What we would hang on the wall.',            'image-001', 'user-001', 'public'),
('album-002', 'Wild Places',         'Mountains, coasts and what grows there.',    'image-007', 'user-002', 'public'),
('album-003', 'City Lights',         'Streets after dark, real and imagined.',     'image-002', 'user-003', 'public'),
('album-004', 'Made by Machines',    'Generated images, with their prompts.',      'image-003', 'user-001', 'public'),
('album-005', 'Quiet Portraits',     'Not to be shared before the exhibition.',    'image-004', 'user-003', 'private'),
('album-006', 'Sea and Sky',         'Everything blue.',                           'image-007', 'user-004', 'public')
ON CONFLICT DO NOTHING;

-- album-006 holds a private image on purpose: only its owner and an admin see it there.
-- A constraint that is DEFERRABLE decides no ON CONFLICT: places that are taken are left out here.
INSERT INTO album_images (album_id, image_id, position)
SELECT placed.album_id, placed.image_id, placed.position
FROM (VALUES
    ('album-001', 'image-001', 0),
    ('album-001', 'image-003', 1),
    ('album-001', 'image-007', 2),
    ('album-001', 'image-002', 3),
    ('album-001', 'image-005', 4),
    ('album-002', 'image-007', 0),
    ('album-002', 'image-001', 1),
    ('album-002', 'image-006', 2),
    ('album-003', 'image-002', 0),
    ('album-003', 'image-003', 1),
    ('album-004', 'image-003', 0),
    ('album-004', 'image-005', 1),
    ('album-005', 'image-004', 0),
    ('album-006', 'image-007', 0),
    ('album-006', 'image-008', 1),
    ('album-006', 'image-001', 2)
) AS placed (album_id, image_id, position)
WHERE NOT EXISTS (
    SELECT 1 FROM album_images AS taken
    WHERE taken.album_id = placed.album_id AND taken.position = placed.position)
ON CONFLICT (album_id, image_id) DO NOTHING;
