-- Generated images that are public, newest first, with how they were made.
-- :limit      rows at most
SELECT i.id, i.title, i.thumbnail, i.uploaded_at, m.model, m.prompt
FROM images AS i
LEFT JOIN ai_generation_meta AS m ON m.image_id = i.id
WHERE i.is_ai_generated AND i.privacy = 'public'
ORDER BY i.uploaded_at DESC, i.id DESC
LIMIT :limit;
