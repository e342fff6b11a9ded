-- What the document of KokoroWebsiteAdmin promises of its tables, with the default templates as they came.
\ir helpers.sql

SELECT pg_temp.expect($$
    SELECT string_agg(concat_ws(' ', name, description, workflow_type, is_active, created_at = updated_at), E'\n' ORDER BY name)
    FROM task_templates WHERE workflow_spec ? 'base_model' AND workflow_spec ->> 'mode' IN ('new', 'incremental')
$$, 'image_lora_incremental_default Default template for incremental image LoRA training image_lora_creation t t
image_lora_new_default Default template for new image LoRA training image_lora_creation t t
text_lora_incremental_default Default template for incremental text LoRA training text_lora_creation t t
text_lora_new_default Default template for new text LoRA training text_lora_creation t t');

CREATE FUNCTION pg_temp.template(name TEXT, type TEXT, spec TEXT, days NUMERIC) RETURNS TEXT LANGUAGE sql AS $$
    SELECT format('INSERT INTO task_templates (name, workflow_type, workflow_spec, announcement_duration,
        execution_duration, review_duration, reward_duration) VALUES (%L, %L, %L, 0.5, %L, 1, 0)', name, type, spec, days)
$$;
SELECT pg_temp.refused(pg_temp.template('text_lora_new_default', 'text_lora_creation', '{}', 1), 'task_templates_name_key');
SELECT pg_temp.refused(pg_temp.template(' ', 'text_lora_creation', '{}', 1), 'task_templates_name_check');
SELECT pg_temp.refused(pg_temp.template('t', 'video', '{}', 1), 'task_templates_workflow_type_check');
SELECT pg_temp.refused(pg_temp.template('t', 'text_lora_creation', '[]', 1), 'task_templates_workflow_spec_check');
SELECT pg_temp.refused(pg_temp.template('t', 'text_lora_creation', NULL, 1), 'workflow_spec');
SELECT pg_temp.refused(pg_temp.template('t', 'text_lora_creation', '{}', -1), 'task_templates_execution_duration_check');
SELECT pg_temp.refused(pg_temp.template('t', 'text_lora_creation', '{}', 'NaN'), 'task_templates_execution_duration_check');
SELECT pg_temp.refused(pg_temp.template('t', 'text_lora_creation', '{}', NULL), 'execution_duration');
DO $$ BEGIN EXECUTE pg_temp.template('t', 'image_lora_creation', '{}', 2); END; $$;
SELECT pg_temp.expect($$
    SELECT concat_ws(' ', announcement_duration, execution_duration, is_active) FROM task_templates WHERE name = 't'
$$, '0.5 2 t');

-- updated_at follows a change, and only a change.
UPDATE task_templates SET created_at = '2025-01-01Z', updated_at = '2025-01-01Z';
UPDATE task_templates SET updated_at = '2025-01-01Z', name = 'u' WHERE name = 't';
SELECT pg_temp.expect($$SELECT updated_at = now() FROM task_templates WHERE name = 'u'$$, 'true');

CREATE FUNCTION pg_temp.attempt(type TEXT, status TEXT, success BOOLEAN) RETURNS TEXT LANGUAGE sql AS $$
    SELECT format('INSERT INTO task_history (workflow_type, workflow_spec, announcement_duration, execution_duration,
        review_duration, reward_duration, created_by, status, is_success)
        VALUES (%L, ''{}'', 1, 1, 1, 1, ''me'', %L, %L)', type, status, success)
$$;
DO $$
BEGIN
    EXECUTE pg_temp.attempt('text_lora_creation', 'pending', false);
    EXECUTE pg_temp.attempt('image_lora_creation', 'success', true);
    EXECUTE pg_temp.attempt('image_lora_creation', 'failed', false);
END;
$$;
SELECT pg_temp.refused(pg_temp.attempt('text', 'pending', false), 'task_history_workflow_type_check');
SELECT pg_temp.refused(pg_temp.attempt('text_lora_creation', 'done', false), 'task_history_status_check');
SELECT pg_temp.refused(pg_temp.attempt('text_lora_creation', 'failed', true), 'task_history_is_success_check');
INSERT INTO task_history (workflow_type, workflow_spec, announcement_duration, execution_duration, review_duration,
    reward_duration, created_by) VALUES ('text_lora_creation', '{}', 1, 1, 1, 1, 'default');
SELECT pg_temp.expect($$
    SELECT concat_ws(' ', status, is_success, created_at = now()) FROM task_history WHERE created_by = 'default'
$$, 'pending f t');

INSERT INTO operation_logs (operation_type, operation_target, operator, request_data, response_data, status, ip_address,
    user_agent) VALUES ('create', 'task_templates', 'me', '{"a": 1}', '[]', 'success', '2001:db8::1', 'curl/8');
SELECT pg_temp.refused($$INSERT INTO operation_logs (operation_type, operator, status) VALUES ('a', 'b', 'pending')$$,
    'operation_logs_status_check');
SELECT pg_temp.refused($$INSERT INTO operation_logs (operation_type, operator) VALUES ('a', 'b')$$, 'status');
ROLLBACK;
\echo ok
