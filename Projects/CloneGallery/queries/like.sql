-- One like per user and image, of an image this user may see; liking twice changes nothing.
-- :user_id    who likes
-- :image_id   what
INSERT INTO user_likes (user_id, image_id)
SELECT :user_id, i.id
FROM images AS i
WHERE i.id = :image_id
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ON CONFLICT DO NOTHING;
