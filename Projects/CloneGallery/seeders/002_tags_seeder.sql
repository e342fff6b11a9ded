-- Seeder: 002_tags_seeder.sql
-- Description: Twenty popular tags of photography

-- A tag is known by its name; an id is given by the database, so that tags which exist already keep theirs.
INSERT OR IGNORE INTO tags (name, trending) VALUES
('nature', 0),
('landscape', 1),
('mountains', 0),
('sunset', 0),
('city', 1),
('night', 1),
('street', 0),
('rain', 0),
('architecture', 0),
('portrait', 0),
('black-and-white', 0),
('macro', 1),
('plants', 0),
('animals', 0),
('birds', 0),
('sea', 0),
('storm', 0),
('travel', 0),
('fantasy', 0),
('ai-art', 1);
