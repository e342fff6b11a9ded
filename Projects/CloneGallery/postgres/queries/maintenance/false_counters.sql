-- Every counter that disagrees with the rows it counts. No row is the right answer.
SELECT counter, id, is_now, should_be
FROM (
    SELECT 'tags.count' AS counter, CAST(id AS text) AS id, count AS is_now,
           (SELECT count(*) FROM image_tags WHERE tag_id = tags.id) AS should_be
    FROM tags
    UNION ALL
    SELECT 'albums.image_count', id, image_count,
           (SELECT count(*) FROM album_images WHERE album_id = albums.id)
    FROM albums
    UNION ALL
    SELECT 'users.uploads', id, uploads,
           (SELECT count(*) FROM images WHERE uploader_id = users.id)
    FROM users
) AS counters
WHERE is_now <> should_be;
