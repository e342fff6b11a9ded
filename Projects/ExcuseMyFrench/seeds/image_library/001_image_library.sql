-- Seed: image_library/001_image_library.sql
-- Description: Eight images, four of each character
-- martlet: environment=sample

-- usage_count and last_used_at are left out: the trigger keeps them.
INSERT INTO image_library (
    character, emotion, pose, file_path, source, file_size_bytes, width, height, format, generation_prompt,
    generation_model, quality_score, tags, metadata, timestamp
) VALUES
('butcher', 'happy',   'sitting',  'data/images/butcher/happy_sitting_01.png',   'dreambooth', 1843200, 1024, 1024, 'png',
    'photo of sks bulldog sitting, happy, studio light', 'sd-1.5-dreambooth-butcher', 0.92, '["indoor", "studio"]',
    '{"seed": 418207, "steps": 40}', '2025-05-20 14:02:11'),
('butcher', 'angry',   'standing', 'data/images/butcher/angry_standing_01.png',  'dreambooth', 1792000, 1024, 1024, 'png',
    'photo of sks bulldog standing, angry, dramatic light', 'sd-1.5-dreambooth-butcher', 0.88, '["dramatic"]',
    '{"seed": 991, "steps": 40}', '2025-05-20 14:09:45'),
('butcher', 'neutral', 'profile',  'data/images/butcher/neutral_profile_01.jpg', 'photo',       921600, 1600, 1200, 'jpg',
    NULL, NULL, 0.81, '["outdoor", "reference"]', '{"camera": "Pixel 7"}', '2025-04-12 09:30:00'),
('butcher', 'sad',     'sitting',  'data/images/butcher/sad_sitting_01.webp',    'stable_diffusion', 402100, 768, 768, 'webp',
    'bulldog butcher in an apron, sad, sitting', 'sdxl-1.0', 0.64, '["apron"]', NULL, '2025-05-22 20:15:30'),
('nutsy',   'excited', 'jumping',  'data/images/nutsy/excited_jumping_01.png',   'dreambooth', 1638400, 1024, 1024, 'png',
    'photo of sks squirrel jumping, excited, park', 'sd-1.5-dreambooth-nutsy', 0.95, '["outdoor", "action"]',
    '{"seed": 77310, "steps": 50}', '2025-05-21 10:44:02'),
('nutsy',   'happy',   'standing', 'data/images/nutsy/happy_standing_01.png',    'generated',  1566720, 1024, 1024, 'png',
    'cartoon squirrel standing, happy, plain background', 'flux-dev', 0.79, '["plain"]', NULL, '2025-05-23 08:12:00'),
('nutsy',   'angry',   'standing', 'data/images/nutsy/angry_standing_01.webp',   'stable_diffusion', 388400, 768, 768, 'webp',
    'angry squirrel with a tiny chef knife', 'sdxl-1.0', 0.71, '["kitchen", "props"]', NULL, '2025-05-23 08:40:51'),
('nutsy',   'neutral', 'profile',  'data/images/nutsy/neutral_profile_01.jpg',   'photo',       655360, 1280,  960, 'jpg',
    NULL, NULL, NULL, '["reference"]', NULL, '2025-04-12 09:41:00')
ON CONFLICT (file_path) DO NOTHING;
