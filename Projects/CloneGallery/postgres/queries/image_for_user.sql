-- One image with all that its page shows, or no row if this user may not see it.
-- :image_id   which
-- :user_id    who asks
SELECT i.*,
       u.name AS uploader_name,
       (SELECT count(*) FROM user_likes WHERE image_id = i.id) AS likes,
       EXISTS (SELECT 1 FROM user_likes WHERE user_id = :user_id AND image_id = i.id) AS liked,
       (SELECT coalesce(json_agg(t.name ORDER BY t.name), '[]')
        FROM image_tags AS it JOIN tags AS t ON t.id = it.tag_id
        WHERE it.image_id = i.id) AS tags,
       m.model, m.prompt, m.negative_prompt, m.seed, m.steps, m.guidance_scale, m.sampler, m.generated_at
FROM images AS i
JOIN users AS u ON u.id = i.uploader_id
LEFT JOIN ai_generation_meta AS m ON m.image_id = i.id
WHERE i.id = :image_id
    AND (i.privacy = 'public'
         OR i.uploader_id = :user_id
         OR EXISTS (SELECT 1 FROM users WHERE id = :user_id AND role = 'admin'));
