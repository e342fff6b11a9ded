-- Moves an image to another place in its album and numbers the album 0, 1, 2 … again. For its owner and for admins.
-- One UPDATE can do it: UNIQUE (album_id, position) is DEFERRABLE, and so is checked when all rows are written.
-- :album_id   which album
-- :image_id   which image
-- :position   its new place, from 0; beyond the end means last
-- :user_id    who asks
WITH places AS (
    SELECT ai.album_id, ai.image_id,
           -- Its place among the images that stay, and how many of these there are.
           count(*) FILTER (WHERE ai.image_id <> :image_id) OVER (ORDER BY ai.position) - 1 AS place,
           count(*) FILTER (WHERE ai.image_id <> :image_id) OVER () AS others
    FROM albums AS a
    JOIN album_images AS ai ON ai.album_id = a.id
    WHERE a.id = :album_id
        AND (a.created_by = :user_id
             OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
)
UPDATE album_images AS ai
SET position = CASE
        WHEN p.image_id = :image_id THEN least(:position, p.others)
        WHEN p.place >= :position THEN p.place + 1
        ELSE p.place
    END
FROM places AS p
WHERE ai.album_id = p.album_id AND ai.image_id = p.image_id
    -- Without the image in the album there is nothing to move.
    AND EXISTS (SELECT 1 FROM album_images WHERE album_id = :album_id AND image_id = :image_id);
