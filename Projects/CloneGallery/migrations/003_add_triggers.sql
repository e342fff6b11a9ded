-- Migration: 003_add_triggers.sql
-- Description: Add triggers
-- Created: 2024-12-19

-- Three counters are derived: tags.count, albums.image_count and users.uploads. Adding and subtracting is not enough to
-- keep them true: INSERT OR REPLACE and UPDATE OR REPLACE remove the row in their way without firing its DELETE trigger
-- (unless PRAGMA recursive_triggers is on), and a seeder or a stale object of the application may write any number. So
-- the triggers on the rows add and subtract, and a second trigger, on the counter, holds every new value against the
-- rows themselves. That reads the index entries of one tag, one album or one user.
--
-- One case is out of a trigger's sight: INSERT OR REPLACE of an image under another uploader (or UPDATE OR REPLACE of
-- its id) leaves the former uploader's count too high until it is next written. Change the uploader with UPDATE, or with
-- INSERT … ON CONFLICT DO UPDATE.

-- The counters as they are now, for databases that held data before this migration.
UPDATE tags   SET count       = (SELECT count(*) FROM image_tags   WHERE tag_id      = tags.id);
UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id    = albums.id);
UPDATE users  SET uploads     = (SELECT count(*) FROM images       WHERE uploader_id = users.id);

-- tags.count: number of images with this tag

CREATE TRIGGER image_tags_insert AFTER INSERT ON image_tags
BEGIN
    UPDATE tags SET count = count + 1 WHERE id = NEW.tag_id;
END;

CREATE TRIGGER image_tags_delete AFTER DELETE ON image_tags
BEGIN
    UPDATE tags SET count = count - 1 WHERE id = OLD.tag_id;
END;

-- Which way an update moves the two counters depends on what it replaced; touching them has them counted.
CREATE TRIGGER image_tags_update AFTER UPDATE ON image_tags
BEGIN
    UPDATE tags SET count = count WHERE id IN (OLD.tag_id, NEW.tag_id);
END;

-- The WHEN also ends the second round, where triggers are recursive.
CREATE TRIGGER tags_insert_count AFTER INSERT ON tags
WHEN NEW.count <> (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id)
BEGIN
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER tags_update_count AFTER UPDATE OF count ON tags
WHEN NEW.count <> (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id)
BEGIN
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = NEW.id) WHERE id = NEW.id;
END;

-- albums.image_count: number of images in the album

CREATE TRIGGER album_images_insert AFTER INSERT ON album_images
BEGIN
    UPDATE albums SET image_count = image_count + 1 WHERE id = NEW.album_id;
END;

CREATE TRIGGER album_images_delete AFTER DELETE ON album_images
BEGIN
    UPDATE albums SET image_count = image_count - 1 WHERE id = OLD.album_id;
END;

CREATE TRIGGER album_images_update AFTER UPDATE ON album_images
BEGIN
    UPDATE albums SET image_count = image_count WHERE id IN (OLD.album_id, NEW.album_id);
END;

CREATE TRIGGER albums_insert_image_count AFTER INSERT ON albums
WHEN NEW.image_count <> (SELECT count(*) FROM album_images WHERE album_id = NEW.id)
BEGIN
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER albums_update_image_count AFTER UPDATE OF image_count ON albums
WHEN NEW.image_count <> (SELECT count(*) FROM album_images WHERE album_id = NEW.id)
BEGIN
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = NEW.id) WHERE id = NEW.id;
END;

-- users.uploads: number of images uploaded

CREATE TRIGGER images_insert AFTER INSERT ON images
BEGIN
    UPDATE users SET uploads = uploads + 1 WHERE id = NEW.uploader_id;
END;

CREATE TRIGGER images_delete AFTER DELETE ON images
BEGIN
    UPDATE users SET uploads = uploads - 1 WHERE id = OLD.uploader_id;
END;

CREATE TRIGGER images_update_uploader AFTER UPDATE OF uploader_id ON images
BEGIN
    UPDATE users SET uploads = uploads WHERE id IN (OLD.uploader_id, NEW.uploader_id);
END;

CREATE TRIGGER users_insert_uploads AFTER INSERT ON users
WHEN NEW.uploads <> (SELECT count(*) FROM images WHERE uploader_id = NEW.id)
BEGIN
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = NEW.id) WHERE id = NEW.id;
END;

CREATE TRIGGER users_update_uploads AFTER UPDATE OF uploads ON users
WHEN NEW.uploads <> (SELECT count(*) FROM images WHERE uploader_id = NEW.id)
BEGIN
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = NEW.id) WHERE id = NEW.id;
END;

-- An image with generation metadata is a generated image: the flag follows the metadata, and cannot contradict it.

CREATE TRIGGER ai_generation_meta_insert AFTER INSERT ON ai_generation_meta
BEGIN
    UPDATE images SET is_ai_generated = 1 WHERE id = NEW.image_id AND is_ai_generated = 0;
END;

CREATE TRIGGER ai_generation_meta_update AFTER UPDATE OF image_id ON ai_generation_meta
BEGIN
    UPDATE images SET is_ai_generated = 1 WHERE id = NEW.image_id AND is_ai_generated = 0;
END;

CREATE TRIGGER images_keep_ai_flag BEFORE UPDATE OF is_ai_generated ON images
WHEN NEW.is_ai_generated = 0 AND EXISTS (SELECT 1 FROM ai_generation_meta WHERE image_id = OLD.id)
BEGIN
    SELECT RAISE(ABORT, 'image has AI generation metadata: delete its ai_generation_meta row first');
END;

-- ROLLBACK:
-- DROP TRIGGER images_keep_ai_flag;
-- DROP TRIGGER ai_generation_meta_update;
-- DROP TRIGGER ai_generation_meta_insert;
-- DROP TRIGGER users_update_uploads;
-- DROP TRIGGER users_insert_uploads;
-- DROP TRIGGER images_update_uploader;
-- DROP TRIGGER images_delete;
-- DROP TRIGGER images_insert;
-- DROP TRIGGER albums_update_image_count;
-- DROP TRIGGER albums_insert_image_count;
-- DROP TRIGGER album_images_update;
-- DROP TRIGGER album_images_delete;
-- DROP TRIGGER album_images_insert;
-- DROP TRIGGER tags_update_count;
-- DROP TRIGGER tags_insert_count;
-- DROP TRIGGER image_tags_update;
-- DROP TRIGGER image_tags_delete;
-- DROP TRIGGER image_tags_insert;
