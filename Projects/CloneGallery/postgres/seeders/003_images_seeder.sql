-- Seeder: 003_images_seeder.sql
-- Description: Eight images, three of them generated, and who likes them

INSERT INTO images (
    id, title, caption, alt_text, url, thumbnail,
    uploader_id, uploaded_at, privacy, views, is_ai_generated, width, height, size, format
) VALUES
('image-001', 'Golden Hour over the Alps', 'The last ten minutes of light above Zermatt.',
    'Snow-covered peaks lit orange by a low sun',
    'https://images.example.com/full/golden-hour-over-the-alps.jpg',
    'https://images.example.com/thumb/golden-hour-over-the-alps.webp',
    'user-002', '2024-10-02T17:48:00Z', 'public', 2310, false, 6000, 4000, 9437184, 'JPEG'),
('image-002', 'Neon Rain, Shibuya', 'One crossing, three hundred umbrellas.',
    'People with umbrellas crossing a wet street under neon signs at night',
    'https://images.example.com/full/neon-rain-shibuya.jpg',
    'https://images.example.com/thumb/neon-rain-shibuya.webp',
    'user-003', '2024-10-11T12:30:45Z', 'public', 1875, false, 5472, 3648, 7864320, 'JPEG'),
('image-003', 'City of Glass', 'A skyline that nobody has built yet.',
    'Futuristic towers of coloured glass above a calm river',
    'https://images.example.com/full/city-of-glass.png',
    'https://images.example.com/thumb/city-of-glass.webp',
    'user-002', '2024-10-19T09:15:00Z', 'public', 3120, true, 2048, 2048, 6291456, 'PNG'),
('image-004', 'Portrait by the Window', NULL,
    'Woman in profile beside a window, in black and white',
    'https://images.example.com/full/portrait-by-the-window.jpg',
    'https://images.example.com/thumb/portrait-by-the-window.webp',
    'user-003', '2024-10-27T15:02:20Z', 'private', 41, false, 4000, 6000, 5242880, 'JPEG'),
('image-005', 'Clockwork Hummingbird', 'Brass, enamel, and a great many small gears.',
    'Mechanical hummingbird hovering beside a flower',
    'https://images.example.com/full/clockwork-hummingbird.webp',
    'https://images.example.com/thumb/clockwork-hummingbird.webp',
    'user-001', '2024-11-05T20:40:00Z', 'public', 1490, true, 1536, 1024, 1048576, 'WEBP'),
('image-006', 'Fern, Unrolling', 'Focus stacked from 24 exposures.',
    'Close view of a young fern leaf unrolling',
    'https://images.example.com/full/fern-unrolling.avif',
    'https://images.example.com/thumb/fern-unrolling.webp',
    'user-002', '2024-11-14T07:55:10Z', 'public', 640, false, 4096, 4096, 2097152, 'AVIF'),
('image-007', 'Lighthouse in the Storm', 'Waited four hours for this wave.',
    'Wave breaking over a lighthouse under dark clouds',
    'https://images.example.com/full/lighthouse-in-the-storm.heic',
    'https://images.example.com/thumb/lighthouse-in-the-storm.webp',
    'user-003', '2024-11-23T16:20:00Z', 'public', 2045, false, 4032, 3024, 3145728, 'HEIC'),
('image-008', 'Dream of the Sea', 'Fourth attempt; the whale is still too small.',
    'Whale swimming through clouds above a moonlit sea',
    'https://images.example.com/full/dream-of-the-sea.png',
    'https://images.example.com/thumb/dream-of-the-sea.webp',
    'user-004', '2024-12-01T22:10:05Z', 'private', 12, true, 1024, 1792, 4194304, 'PNG')
ON CONFLICT DO NOTHING;

INSERT INTO ai_generation_meta (
    image_id, model, prompt, negative_prompt, seed, steps, guidance_scale, sampler, generated_at
) VALUES
('image-003', 'Stable Diffusion XL 1.0', 'futuristic skyline of coloured glass towers, calm river, morning light, wide angle',
    'people, text, watermark', 1874420391, 40, 7.5, 'DPM++ 2M Karras', '2024-10-19T09:02:37Z'),
('image-005', 'Midjourney v6', 'mechanical hummingbird of brass and enamel hovering at a flower, studio light',
    NULL, 330914, NULL, NULL, NULL, '2024-11-05T20:21:00Z'),
('image-008', 'DALL-E 3', 'a whale swimming through clouds above a moonlit sea, painted in oils',
    NULL, NULL, NULL, NULL, NULL, '2024-12-01T22:07:48Z')
ON CONFLICT DO NOTHING;

INSERT INTO user_likes (user_id, image_id, liked_at) VALUES
('user-001', 'image-002', '2024-10-12T06:30:00Z'),
('user-001', 'image-007', '2024-11-24T08:00:00Z'),
('user-002', 'image-002', '2024-10-11T18:45:00Z'),
('user-002', 'image-005', '2024-11-06T07:12:00Z'),
('user-002', 'image-007', '2024-11-23T17:01:30Z'),
('user-003', 'image-001', '2024-10-03T01:20:00Z'),
('user-003', 'image-003', '2024-10-20T10:05:00Z'),
('user-004', 'image-001', '2024-10-05T21:15:00Z'),
('user-004', 'image-003', '2024-10-19T20:50:00Z'),
('user-004', 'image-007', '2024-11-25T19:33:10Z'),
('user-005', 'image-003', '2024-10-22T13:40:00Z'),
('user-005', 'image-006', '2024-11-15T12:00:00Z')
ON CONFLICT DO NOTHING;
