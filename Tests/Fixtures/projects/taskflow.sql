-- What the document of TaskFlow promises of its tables, and what their columns were made for.
\ir helpers.sql

SELECT pg_temp.expect($$
    SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname NOT IN ('schema_migrations_log', 'schema_seeds')
$$, 'ai_outputs custom_instructions exercises ground_truth_data processing_jobs requests schema_migrations '
    'system_settings users webhooks workflow_blocks workflow_dashboard_configs workflow_embedding_configs '
    'workflow_similarity_configs workflows');
SELECT pg_temp.expect($$SELECT count(*) FROM schema_migrations WHERE kind = 'recorded' AND version ~ '^legacy_'$$, '10');

-- The ids below are given.
DO $$
DECLARE
    tab TEXT;
BEGIN
    FOR tab IN SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attidentity <> '' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER id RESTART 1000', tab);
    END LOOP;
END;
$$;

INSERT INTO users (id, email, name) VALUES (1, 'Ann@example.com', 'Ann'), (2, 'bob@example.com', 'Bob');
INSERT INTO workflows (id, name, created_by) VALUES (1, 'summaries', 1), (2, 'other', 2);
INSERT INTO workflow_blocks (id, workflow_id, name, block_type, position)
VALUES (1, 1, 'read', 'input', 0), (2, 1, 'think', 'model', 1), (3, 1, 'write', 'output', 2);
INSERT INTO exercises (id, name, workflow_id, created_by) VALUES (1, 'spring', 1, 1);
INSERT INTO requests (id, workflow_id, exercise_id, created_by, title) VALUES (1, 1, 1, 1, 'one'), (2, 1, NULL, 2, 'two');
INSERT INTO custom_instructions (request_id, instructions) VALUES (1, 'be brief');

SELECT pg_temp.refused($$INSERT INTO users (email, name) VALUES ('ANN@example.com', 'A')$$, 'users_email_key');
SELECT pg_temp.refused($$INSERT INTO users (email, name) VALUES ('nobody', 'A')$$, 'users_email_check');
SELECT pg_temp.refused($$UPDATE users SET role = 'king'$$, 'users_role_check');
SELECT pg_temp.refused($$UPDATE users SET password_hash = 'plain'$$, 'users_password_hash_check');
SELECT pg_temp.refused($$UPDATE workflows SET status = 'on'$$, 'workflows_status_check');
SELECT pg_temp.refused($$UPDATE workflow_blocks SET position = 1 WHERE id = 1$$, 'workflow_blocks_workflow_id_position_key');
SELECT pg_temp.refused($$UPDATE workflow_blocks SET block_type = 'x'$$, 'workflow_blocks_block_type_check');
SELECT pg_temp.refused($$UPDATE exercises SET starts_at = now(), ends_at = now() - interval '1 s'$$, 'exercises_check');
SELECT pg_temp.refused($$UPDATE requests SET status = 'completed'$$, 'requests_completed_at_check');
SELECT pg_temp.refused($$UPDATE requests SET priority = 101$$, 'requests_priority_check');
SELECT pg_temp.refused($$INSERT INTO custom_instructions (request_id, instructions) VALUES (1, 'x')$$,
    'custom_instructions_position_key');
SELECT pg_temp.refused($$INSERT INTO system_settings (key, value) VALUES ('No Key', '1')$$, 'system_settings_key_check');
SELECT pg_temp.refused($$DELETE FROM workflows WHERE id = 1$$, 'requests_workflow_id_fkey');

-- Blocks change places in one statement; updated_at follows.
UPDATE workflow_blocks SET updated_at = '2025-01-01Z';
UPDATE workflow_blocks SET position = 2 - position;
SELECT pg_temp.expect($$
    SELECT string_agg(name, ' ' ORDER BY position) || bool_and(updated_at = now()) FROM workflow_blocks
$$, 'write think readtrue');

-- One layout of a name, and one default, for each user and for everybody.
INSERT INTO workflow_dashboard_configs (workflow_id, user_id, is_default) VALUES (1, NULL, true), (1, 1, true), (1, 2, true);
SELECT pg_temp.refused($$INSERT INTO workflow_dashboard_configs (workflow_id) VALUES (1)$$,
    'workflow_dashboard_configs_name_key');
SELECT pg_temp.refused($$INSERT INTO workflow_dashboard_configs (workflow_id, name, is_default) VALUES (1, 'b', true)$$,
    'workflow_dashboard_configs_default_key');
SELECT pg_temp.refused($$UPDATE workflow_dashboard_configs SET layout = '{}'$$, 'workflow_dashboard_configs_layout_check');

-- The queue.
INSERT INTO processing_jobs (id, job_type, request_id, block_id, priority, available_at) VALUES
(1, 'run_block', 1, 1, 0, now() - interval '2 minutes'), (2, 'run_block', 1, 2, 5, now()),
(3, 'run_block', 2, 1, 0, now() - interval '3 minutes'), (4, 'run_block', 2, 2, 9, now() + interval '1 hour');
SELECT pg_temp.refused($$INSERT INTO processing_jobs (job_type) VALUES ('run_block')$$, 'processing_jobs_block_check');
SELECT pg_temp.refused($$INSERT INTO processing_jobs (job_type) VALUES ('deliver_webhook')$$, 'processing_jobs_webhook_check');
SELECT pg_temp.refused($$UPDATE processing_jobs SET status = 'running'$$, 'processing_jobs_lease_check');
SELECT pg_temp.refused($$UPDATE processing_jobs SET status = 'failed'$$, 'processing_jobs_finished_at_check');
SET LOCAL enable_seqscan = off;
CREATE FUNCTION pg_temp.plan(query TEXT) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
    plan JSON;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN substring(plan::text FROM '"Index Name": "([a-z_]+)"') || CASE WHEN plan::text ~ '"Sort"' THEN ' sorted' ELSE '' END;
END;
$$;
SELECT pg_temp.expect($$
    SELECT pg_temp.plan('SELECT id FROM processing_jobs WHERE status = ''queued'' AND available_at <= now()
        ORDER BY priority DESC, available_at, id LIMIT 1 FOR UPDATE SKIP LOCKED')
$$, 'idx_processing_jobs_queue');

-- Secrets of webhooks.
INSERT INTO webhooks (workflow_id, name, url, events, secret_hash)
VALUES (1, 'ci', 'https://example.com/hook', '{request.completed}', sha256('secret'));
SELECT pg_temp.refused($$UPDATE webhooks SET secret_hash = 'secret'$$, 'webhooks_secret_hash_check');
SELECT pg_temp.refused($$UPDATE webhooks SET secret_hint = 'secret'$$, 'webhooks_secret_hint_check');
SELECT pg_temp.refused($$UPDATE webhooks SET events = '{}'$$, 'webhooks_events_check');
SELECT pg_temp.refused($$UPDATE webhooks SET events = '{request.eaten}'$$, 'webhooks_events_check');
SELECT pg_temp.refused($$UPDATE webhooks SET url = 'javascript:alert(1)'$$, 'webhooks_url_check');

-- Vectors have the dimensions of their model, and what is searched belongs to one workflow.
INSERT INTO workflow_embedding_configs (id, workflow_id, name, provider, model, dimensions) VALUES (1, 1, 'e', 'p', 'm', 3);
INSERT INTO workflow_similarity_configs (workflow_id, embedding_config_id, name) VALUES (1, 1, 's');
SELECT pg_temp.refused($$
    INSERT INTO workflow_similarity_configs (workflow_id, embedding_config_id, name) VALUES (2, 1, 's')
$$, 'workflow_similarity_configs_embedding_fkey');
SELECT pg_temp.refused($$UPDATE workflow_similarity_configs SET metric = 'x'$$, 'workflow_similarity_configs_metric_check');
INSERT INTO ai_outputs (id, request_id, provider, model, content, embedding, embedding_config_id)
VALUES (1, 1, 'p', 'm', 'text', '{1,0,0}', 1);
INSERT INTO ground_truth_data (id, workflow_id, input, expected_output, embedding, embedding_config_id)
VALUES (1, 1, '{"a": 1}', '"x"', '{0,1,0}', 1);
SELECT pg_temp.refused($$UPDATE ai_outputs SET embedding = '{1,0}'$$, 'ai_outputs_embedding_fkey');
SELECT pg_temp.refused($$UPDATE ai_outputs SET embedding = '{}'$$, 'ai_outputs_embedding_fkey');
SELECT pg_temp.refused($$UPDATE ai_outputs SET embedding = '{1,0,NULL}'$$, 'ai_outputs_embedding_check');
SELECT pg_temp.refused($$UPDATE ai_outputs SET embedding = NULL$$, 'ai_outputs_embedding_check');
SELECT pg_temp.refused($$UPDATE ground_truth_data SET embedding = '{{1,0,1}}'$$, 'ground_truth_data_embedding_check');
SELECT pg_temp.refused($$UPDATE workflow_embedding_configs SET dimensions = 4$$, 'ai_outputs_embedding_fkey');
SELECT pg_temp.refused($$
    INSERT INTO ground_truth_data (workflow_id, input, expected_output, split) VALUES (1, '{"a":1}', '"y"', 'test')
$$, 'ground_truth_data_input_key');
SELECT pg_temp.expect($$
    SELECT concat_ws(' ', round(vector_similarity('cosine', a, b)::numeric, 4), vector_similarity('dot_product', a, b),
        vector_similarity('euclidean', a, a), vector_similarity('cosine', a, '{1}'), vector_similarity('cosine', a, '{0,0}'))
    FROM (VALUES ('{3,4}'::real[], '{4,3}'::real[])) AS v (a, b)
$$, '0.9600 24 1');

-- A request takes along what belongs to it; a workflow without requests, with its vectors, can go.
DELETE FROM requests;
SELECT pg_temp.expect($$
    SELECT concat_ws(' ', (SELECT count(*) FROM processing_jobs), (SELECT count(*) FROM ai_outputs),
        (SELECT count(*) FROM custom_instructions))
$$, '0 0 0');
DELETE FROM users WHERE id = 2;
DELETE FROM workflows WHERE id = 1;
SELECT pg_temp.expect($$
    SELECT concat_ws(' ', (SELECT count(*) FROM workflow_blocks), (SELECT count(*) FROM ground_truth_data),
        (SELECT count(*) FROM workflow_similarity_configs), (SELECT count(*) FROM webhooks), (SELECT count(*) FROM exercises))
$$, '0 0 0 0 1');
ROLLBACK;
\echo ok
