-- Puts every counter right; after rows were changed with triggers off, or by INSERT OR REPLACE (see migration 003).
UPDATE tags   SET count       = (SELECT count(*) FROM image_tags   WHERE tag_id      = tags.id);
UPDATE albums SET image_count = (SELECT count(*) FROM album_images WHERE album_id    = albums.id);
UPDATE users  SET uploads     = (SELECT count(*) FROM images       WHERE uploader_id = users.id);
