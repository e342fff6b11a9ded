-- What one user has uploaded, as another may see it, newest first.
-- :owner_id   whose images
-- :user_id    who asks
-- :limit      rows at most
SELECT i.id, i.title, i.thumbnail, i.uploaded_at, i.privacy, i.views
FROM images AS i
WHERE i.uploader_id = :owner_id
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ORDER BY i.uploaded_at DESC, i.id DESC
LIMIT :limit;
