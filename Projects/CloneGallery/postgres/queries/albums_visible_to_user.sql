-- The albums a user may see, by title. A cover that this user may not see is left out.
-- image_count counts every image of the album; album_images.sql returns those this user may see.
-- :user_id    who asks
-- :limit      rows at most
SELECT a.id, a.title, a.description, a.created_by, a.privacy, a.image_count,
       c.id AS cover_image_id, c.thumbnail AS cover
FROM albums AS a
LEFT JOIN images AS c
    ON c.id = a.cover_image_id
    AND (c.privacy = 'public'
         OR c.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
WHERE a.privacy = 'public'
    OR a.created_by = :user_id
    OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin')
ORDER BY lower(a.title), a.id
LIMIT :limit;
