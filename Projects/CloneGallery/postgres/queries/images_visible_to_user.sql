-- The images a user may see, newest first, one page at a time. Admins see all; editors and visitors see what is public
-- and what is their own; an unknown or NULL user sees what is public.
-- :user_id    who asks
-- :limit, :before_at, :before_id  as in feed.sql
SELECT i.id, i.title, i.caption, i.alt_text, i.thumbnail, i.uploader_id, i.uploaded_at, i.privacy, i.views,
       i.is_ai_generated, i.width, i.height
FROM images AS i
WHERE (i.uploaded_at, i.id) < (coalesce(CAST(:before_at AS timestamptz), 'infinity'), coalesce(:before_id, ''))
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ORDER BY i.uploaded_at DESC, i.id DESC
LIMIT :limit;
