-- The images of an album in their order. The user must be allowed to see the album, and each image in it.
-- :album_id   which
-- :user_id    who asks
SELECT ai.position, i.id, i.title, i.alt_text, i.url, i.thumbnail, i.width, i.height
FROM albums AS a
JOIN album_images AS ai ON ai.album_id = a.id
JOIN images AS i ON i.id = ai.image_id
WHERE a.id = :album_id
    AND (a.privacy = 'public'
         OR a.created_by = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ORDER BY ai.position;
