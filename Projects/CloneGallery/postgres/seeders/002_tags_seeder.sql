-- Seeder: 002_tags_seeder.sql
-- Description: Twenty popular tags of photography

-- A tag is known by its name; an id is given by the database, so that tags which exist already keep theirs.
INSERT INTO tags (name, trending) VALUES
('nature', false),
('landscape', true),
('mountains', false),
('sunset', false),
('city', true),
('night', true),
('street', false),
('rain', false),
('architecture', false),
('portrait', false),
('black-and-white', false),
('macro', true),
('plants', false),
('animals', false),
('birds', false),
('sea', false),
('storm', false),
('travel', false),
('fantasy', false),
('ai-art', true)
ON CONFLICT DO NOTHING;
