-- The images with a tag that a user may see, newest first.
-- :tag        name of the tag, in any case
-- :user_id    who asks
-- :limit      rows at most
SELECT i.id, i.title, i.thumbnail, i.uploader_id, i.uploaded_at, i.privacy, i.views
FROM tags AS t
JOIN image_tags AS it ON it.tag_id = t.id
JOIN images AS i ON i.id = it.image_id
-- A text would be compared by its letters as they are.
WHERE t.name = CAST(:tag AS citext)
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
ORDER BY i.uploaded_at DESC, i.id DESC
LIMIT :limit;
