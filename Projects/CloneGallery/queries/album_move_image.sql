-- Moves an image to another place in its album and numbers the album 0, 1, 2 … again. For its owner and for admins.
-- One UPDATE cannot do it: UNIQUE (album_id, position) is checked row by row, and two rows would meet. Here all new
-- rows are worked out first; REPLACE then clears the places as it fills them.
-- :album_id   which album
-- :image_id   which image
-- :position   its new place, from 0; beyond the end means last
-- :user_id    who asks
INSERT OR REPLACE INTO album_images (album_id, image_id, position)
SELECT album_id, image_id,
       CASE WHEN image_id = :image_id THEN min(:position, others) ELSE place + (place >= :position) END
FROM (
    SELECT ai.album_id, ai.image_id,
           -- Its place among the images that stay, and how many of these there are.
           sum(ai.image_id <> :image_id) OVER (ORDER BY ai.position) - 1 AS place,
           sum(ai.image_id <> :image_id) OVER () AS others
    FROM albums AS a
    JOIN album_images AS ai ON ai.album_id = a.id
    WHERE a.id = :album_id
        AND (a.created_by = :user_id
             OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'))
)
-- Without the image in the album there is nothing to move.
WHERE EXISTS (SELECT 1 FROM album_images WHERE album_id = :album_id AND image_id = :image_id);
