-- What a user likes, the latest first; an image that has become private since is left out.
-- :user_id    who asks
-- :limit      rows at most
SELECT i.id, i.title, i.thumbnail, i.uploader_id, l.liked_at
FROM user_likes AS l
JOIN images AS i ON i.id = l.image_id
WHERE l.user_id = :user_id
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ORDER BY l.liked_at DESC, l.image_id
LIMIT :limit;
