-- The public images that were looked at most.
-- :limit      rows at most
SELECT id, title, thumbnail, uploader_id, views
FROM images
WHERE privacy = 'public'
ORDER BY views DESC, id
LIMIT :limit;
