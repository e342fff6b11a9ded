-- Migration: 003_add_triggers.sql
-- Description: Add triggers
-- Created: 2024-12-19

-- Three counters are derived: tags.count, albums.image_count and users.uploads. Each change of the rows has them counted
-- anew, and so does a number that somebody writes directly. Adding and subtracting would not do: the triggers of a
-- statement fire when it is done with all of its rows.
--
-- Each function locks the row of the counter before it counts. The statement that counts then sees all that others have
-- committed, and nobody else counts the same meanwhile (READ COMMITTED; under the other levels the second one fails, and
-- has to be tried again). Two rows are locked in the order of their ids.

-- The counters as they are now, for databases that held data before this migration.
UPDATE tags   SET count       = (SELECT count(*) FROM image_tags   WHERE tag_id      = tags.id);
UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id    = albums.id);
UPDATE users  SET uploads     = (SELECT count(*) FROM images       WHERE uploader_id = users.id);

-- tags.count: number of images with this tag

CREATE FUNCTION count_images_of_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM tags WHERE id IN (OLD.tag_id, NEW.tag_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE tags SET count = (SELECT count(*) FROM image_tags WHERE tag_id = tags.id)
    WHERE id IN (OLD.tag_id, NEW.tag_id);
    RETURN NULL;
END;
$$;

CREATE TRIGGER image_tags_insert AFTER INSERT ON image_tags
FOR EACH ROW EXECUTE FUNCTION count_images_of_tags();

CREATE TRIGGER image_tags_delete AFTER DELETE ON image_tags
FOR EACH ROW EXECUTE FUNCTION count_images_of_tags();

CREATE TRIGGER image_tags_update AFTER UPDATE ON image_tags
FOR EACH ROW EXECUTE FUNCTION count_images_of_tags();

-- The condition also ends the second round.
CREATE FUNCTION correct_count_of_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tags SET count = actual.images
    FROM (SELECT count(*) AS images FROM image_tags WHERE tag_id = NEW.id) AS actual
    WHERE id = NEW.id AND count <> actual.images;
    RETURN NULL;
END;
$$;

CREATE TRIGGER tags_insert_count AFTER INSERT ON tags
FOR EACH ROW EXECUTE FUNCTION correct_count_of_tag();

CREATE TRIGGER tags_update_count AFTER UPDATE OF count ON tags
FOR EACH ROW EXECUTE FUNCTION correct_count_of_tag();

-- albums.image_count: number of images in the album

CREATE FUNCTION count_images_of_albums() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM albums WHERE id IN (OLD.album_id, NEW.album_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id = albums.id)
    WHERE id IN (OLD.album_id, NEW.album_id);
    RETURN NULL;
END;
$$;

CREATE TRIGGER album_images_insert AFTER INSERT ON album_images
FOR EACH ROW EXECUTE FUNCTION count_images_of_albums();

CREATE TRIGGER album_images_delete AFTER DELETE ON album_images
FOR EACH ROW EXECUTE FUNCTION count_images_of_albums();

CREATE TRIGGER album_images_update AFTER UPDATE ON album_images
FOR EACH ROW EXECUTE FUNCTION count_images_of_albums();

CREATE FUNCTION correct_count_of_album() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE albums SET image_count = actual.images
    FROM (SELECT count(*) AS images FROM album_images WHERE album_id = NEW.id) AS actual
    WHERE id = NEW.id AND image_count <> actual.images;
    RETURN NULL;
END;
$$;

CREATE TRIGGER albums_insert_image_count AFTER INSERT ON albums
FOR EACH ROW EXECUTE FUNCTION correct_count_of_album();

CREATE TRIGGER albums_update_image_count AFTER UPDATE OF image_count ON albums
FOR EACH ROW EXECUTE FUNCTION correct_count_of_album();

-- users.uploads: number of images uploaded

CREATE FUNCTION count_uploads_of_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM users WHERE id IN (OLD.uploader_id, NEW.uploader_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE users SET uploads = (SELECT count(*) FROM images WHERE uploader_id = users.id)
    WHERE id IN (OLD.uploader_id, NEW.uploader_id);
    RETURN NULL;
END;
$$;

CREATE TRIGGER images_insert AFTER INSERT ON images
FOR EACH ROW EXECUTE FUNCTION count_uploads_of_users();

CREATE TRIGGER images_delete AFTER DELETE ON images
FOR EACH ROW EXECUTE FUNCTION count_uploads_of_users();

CREATE TRIGGER images_update_uploader AFTER UPDATE OF uploader_id ON images
FOR EACH ROW EXECUTE FUNCTION count_uploads_of_users();

CREATE FUNCTION correct_uploads_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET uploads = actual.images
    FROM (SELECT count(*) AS images FROM images WHERE uploader_id = NEW.id) AS actual
    WHERE id = NEW.id AND uploads <> actual.images;
    RETURN NULL;
END;
$$;

CREATE TRIGGER users_insert_uploads AFTER INSERT ON users
FOR EACH ROW EXECUTE FUNCTION correct_uploads_of_user();

CREATE TRIGGER users_update_uploads AFTER UPDATE OF uploads ON users
FOR EACH ROW EXECUTE FUNCTION correct_uploads_of_user();

-- An image with generation metadata is a generated image: the flag follows the metadata, and cannot contradict it.

CREATE FUNCTION flag_image_as_generated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE images SET is_ai_generated = true WHERE id = NEW.image_id AND NOT is_ai_generated;
    RETURN NULL;
END;
$$;

CREATE TRIGGER ai_generation_meta_insert AFTER INSERT ON ai_generation_meta
FOR EACH ROW EXECUTE FUNCTION flag_image_as_generated();

CREATE TRIGGER ai_generation_meta_update AFTER UPDATE OF image_id ON ai_generation_meta
FOR EACH ROW EXECUTE FUNCTION flag_image_as_generated();

CREATE FUNCTION keep_ai_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ai_generation_meta WHERE image_id = OLD.id) THEN
        RAISE check_violation
            USING MESSAGE = 'image has AI generation metadata: delete its ai_generation_meta row first';
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER images_keep_ai_flag BEFORE UPDATE OF is_ai_generated ON images
FOR EACH ROW WHEN (NOT NEW.is_ai_generated) EXECUTE FUNCTION keep_ai_flag();

-- ROLLBACK:
-- DROP TRIGGER images_keep_ai_flag ON images;
-- DROP TRIGGER ai_generation_meta_update ON ai_generation_meta;
-- DROP TRIGGER ai_generation_meta_insert ON ai_generation_meta;
-- DROP TRIGGER users_update_uploads ON users;
-- DROP TRIGGER users_insert_uploads ON users;
-- DROP TRIGGER images_update_uploader ON images;
-- DROP TRIGGER images_delete ON images;
-- DROP TRIGGER images_insert ON images;
-- DROP TRIGGER albums_update_image_count ON albums;
-- DROP TRIGGER albums_insert_image_count ON albums;
-- DROP TRIGGER album_images_update ON album_images;
-- DROP TRIGGER album_images_delete ON album_images;
-- DROP TRIGGER album_images_insert ON album_images;
-- DROP TRIGGER tags_update_count ON tags;
-- DROP TRIGGER tags_insert_count ON tags;
-- DROP TRIGGER image_tags_update ON image_tags;
-- DROP TRIGGER image_tags_delete ON image_tags;
-- DROP TRIGGER image_tags_insert ON image_tags;
-- DROP FUNCTION keep_ai_flag();
-- DROP FUNCTION flag_image_as_generated();
-- DROP FUNCTION correct_uploads_of_user();
-- DROP FUNCTION count_uploads_of_users();
-- DROP FUNCTION correct_count_of_album();
-- DROP FUNCTION count_images_of_albums();
-- DROP FUNCTION correct_count_of_tag();
-- DROP FUNCTION count_images_of_tags();
