-- The users of a role, by name. For admins; anybody else gets no row.
-- :role       admin, editor or visitor
-- :user_id    who asks
SELECT id, name, email, uploads, views, joined_at
FROM users
WHERE role = :role
    AND EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin')
ORDER BY name;
