-- Counts one view of a profile; a user's own visits do not count.
-- :owner_id   whose profile
-- :user_id    who looks; NULL if nobody is signed in
UPDATE users
SET views = views + 1
WHERE id = :owner_id
    AND :user_id IS DISTINCT FROM :owner_id;
