-- Seed: 001_sample_workflow.sql
-- Description: A workflow of four blocks, with a request, ground truth and settings
-- martlet: environment=sample

-- For a development database: martlet seed --environment sample. What is there already stays as it is.
INSERT INTO users (email, name, role) VALUES
('admin@example.com', 'Ada Admin', 'admin'),
('member@example.com', 'Max Member', 'member')
ON CONFLICT (lower(email)) DO NOTHING;

INSERT INTO workflows (name, description, status, input_schema, created_by)
SELECT 'Summarise an article', 'A text comes in, three sentences go out', 'active',
    '{"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}', id
FROM users WHERE lower(email) = 'admin@example.com'
ON CONFLICT (name) DO NOTHING;

INSERT INTO workflow_blocks (workflow_id, name, block_type, position, config)
SELECT workflows.id, block.name, block.block_type, block.position, block.config::jsonb
FROM workflows, (VALUES
    ('text', 'input', 0, '{"field": "text"}'),
    ('prompt', 'prompt', 1, '{"template": "Summarise in three sentences:\n\n{{text}}"}'),
    ('model', 'model', 2, '{"provider": "openai", "model": "gpt-4o-mini", "temperature": 0.2}'),
    ('summary', 'output', 3, '{"field": "summary"}')
) AS block (name, block_type, position, config)
WHERE workflows.name = 'Summarise an article'
    AND NOT EXISTS (SELECT FROM workflow_blocks WHERE workflow_id = workflows.id);

INSERT INTO workflow_embedding_configs (workflow_id, name, provider, model, dimensions, source_path)
SELECT id, 'default', 'openai', 'text-embedding-3-small', 1536, '{text}'
FROM workflows WHERE name = 'Summarise an article'
ON CONFLICT (workflow_id, name) DO NOTHING;

INSERT INTO workflow_similarity_configs (workflow_id, embedding_config_id, name)
SELECT workflow_id, id, 'default' FROM workflow_embedding_configs
WHERE name = 'default' AND workflow_id = (SELECT id FROM workflows WHERE name = 'Summarise an article')
ON CONFLICT (workflow_id, name) DO NOTHING;

INSERT INTO requests (workflow_id, created_by, title, input)
SELECT workflows.id, users.id, 'First article', '{"text": "Swifts sleep on the wing."}'
FROM workflows, users
WHERE workflows.name = 'Summarise an article' AND lower(users.email) = 'member@example.com'
    AND NOT EXISTS (SELECT FROM requests WHERE workflow_id = workflows.id AND title = 'First article');

INSERT INTO ground_truth_data (workflow_id, input, expected_output, split)
SELECT id, '{"text": "Martlets have no feet, so they never land."}', '{"summary": "Martlets are always in flight."}', 'test'
FROM workflows WHERE name = 'Summarise an article'
ON CONFLICT (workflow_id, md5(input::text)) DO NOTHING;

INSERT INTO system_settings (key, value, description, is_public) VALUES
('queue.max_attempts', '3', 'How often a job is tried', false),
('ui.title', '"TaskFlow (sample)"', 'What the browser shows as the title', true)
ON CONFLICT (key) DO NOTHING;
