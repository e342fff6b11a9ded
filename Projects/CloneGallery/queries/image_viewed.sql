-- Counts one view of an image, if this user may see it.
-- :image_id   which
-- :user_id    who looks
UPDATE images AS i
SET views = views + 1
WHERE i.id = :image_id
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'));
