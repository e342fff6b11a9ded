-- Every counter that disagrees with the rows it counts. No row is the right answer.
SELECT 'tags.count' AS counter, CAST(id AS TEXT) AS id, count AS is_now,
       (SELECT count(*) FROM image_tags WHERE tag_id = tags.id) AS should_be
FROM tags WHERE is_now <> should_be
UNION ALL
SELECT 'albums.image_count', id, image_count,
       (SELECT count(*) FROM album_images WHERE album_id = albums.id) AS should_be
FROM albums WHERE image_count <> should_be
UNION ALL
SELECT 'users.uploads', id, uploads,
       (SELECT count(*) FROM images WHERE uploader_id = users.id) AS should_be
FROM users WHERE uploads <> should_be;
