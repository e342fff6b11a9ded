-- The images a user may change, newest first. Admins change all; editors what is public and what is their own; visitors
-- what is their own; an unknown or NULL user nothing.
-- :user_id    who asks
-- :limit, :before_at, :before_id  as in feed.sql
SELECT i.id, i.title, i.thumbnail, i.uploader_id, i.uploaded_at, i.privacy
FROM images AS i
WHERE (i.uploaded_at, i.id) < (coalesce(CAST(:before_at AS timestamptz), 'infinity'), coalesce(:before_id, ''))
    AND (i.uploader_id = :user_id
         OR EXISTS (
             SELECT 1 FROM users
             WHERE id = :user_id AND (role = 'admin' OR (role = 'editor' AND i.privacy = 'public'))))
ORDER BY i.uploaded_at DESC, i.id DESC
LIMIT :limit;
