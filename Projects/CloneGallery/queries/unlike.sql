-- Takes a like back; without one it changes nothing.
-- :user_id    who
-- :image_id   what
DELETE FROM user_likes
WHERE user_id = :user_id AND image_id = :image_id;
