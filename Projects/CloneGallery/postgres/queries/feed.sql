-- The public feed, newest first, one page at a time. For anybody, signed in or not.
-- :limit      rows of a page
-- :before_at  uploaded_at of the last row of the page before; NULL for the first page
-- :before_id  its id
SELECT id, title, caption, alt_text, thumbnail, uploader_id, uploaded_at, views, is_ai_generated, width, height
FROM images
WHERE privacy = 'public'
    -- NULL means from the newest on.
    AND (uploaded_at, id) < (coalesce(CAST(:before_at AS timestamptz), 'infinity'), coalesce(:before_id, ''))
ORDER BY uploaded_at DESC, id DESC
LIMIT :limit;
