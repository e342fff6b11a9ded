-- What the document of AvatarDataGenerator promises of its tables, at the latest revision.
\ir helpers.sql

SELECT pg_temp.expect($$
    SELECT string_agg(key, ' ' ORDER BY id) FROM settings WHERE length(value) > 200
$$, 'bio_prompt_facebook bio_prompt_instagram bio_prompt_x bio_prompt_tiktok');

INSERT INTO users (email, password_hash, created_at) VALUES ('a@example.com', '$2b$12$x', now());
SELECT pg_temp.expect('SELECT is_active, last_login FROM users', 'true');
SELECT pg_temp.refused($$INSERT INTO users (email, password_hash, created_at) VALUES ('a@example.com', 'x', now())$$,
    'ix_users_email');
SELECT pg_temp.refused($$INSERT INTO users (password_hash, created_at) VALUES ('x', now())$$, 'email');
SELECT pg_temp.refused($$INSERT INTO users (email, created_at) VALUES ('b@example.com', now())$$, 'password_hash');
SELECT pg_temp.refused($$INSERT INTO users (email, password_hash) VALUES ('b@example.com', 'x')$$, 'created_at');

SELECT pg_temp.refused($$INSERT INTO settings (key, value) VALUES ('bio_prompt_x', 'x')$$, 'settings_key_key');
SELECT pg_temp.refused($$INSERT INTO settings (key) VALUES ('k')$$, 'value');

CREATE TEMPORARY TABLE task AS SELECT format($$
    INSERT INTO generation_tasks
        (task_id, user_id, persona_description, bio_language, number_to_generate, images_per_persona)
    VALUES (%%L, %s, 'a person', 'English', 10, %%s)$$, id) AS insert FROM users;
DO $$
DECLARE
    task TEXT := (SELECT insert FROM task);
BEGIN
    EXECUTE format(task, '1a2b3c4d', 4);
    EXECUTE format(task, '123456789012', 8);
    PERFORM pg_temp.refused(format(task, '1a2b3c4d', 4), 'uq_generation_tasks_task_id');
    PERFORM pg_temp.refused(format(task, '2', 5), 'ck_generation_tasks_images_per_persona');
    PERFORM pg_temp.refused(format(task, '2', 0), 'ck_generation_tasks_images_per_persona');
    PERFORM pg_temp.refused(format(task, '2', 'NULL'), 'images_per_persona');
END;
$$;
SELECT pg_temp.expect($$
    SELECT string_agg(concat_ws(' ', status, created_at = now(), updated_at = now(), completed_at, error_log), ',')
    FROM generation_tasks
$$, 'pending t t,pending t t');
UPDATE generation_tasks SET status = 'generating-data';
UPDATE generation_tasks SET status = 'generating-images';
UPDATE generation_tasks SET status = 'completed';
UPDATE generation_tasks SET status = 'failed';
SELECT pg_temp.refused($$UPDATE generation_tasks SET status = 'done'$$, 'ck_generation_tasks_status');
SELECT pg_temp.refused($$UPDATE generation_tasks SET user_id = 0$$, 'fk_generation_tasks_user_id');
SELECT pg_temp.refused($$DELETE FROM users$$, 'fk_generation_tasks_user_id');
ROLLBACK;
\echo ok
