-- Migration: 002_record_existing_migrations.sql
-- Description: Changes from before the tracking
-- Author: TaskFlow
-- Date: 2024-12-19

-- What grew the schema into the one of 000, before anything was tracked: for the record, as there are no files of them.
-- Nobody wrote down when they were applied; applied_at says when they were recorded.
INSERT INTO schema_migrations (version, description) VALUES
('legacy_01_core_tables', 'Users, workflows, requests and AI outputs'),
('legacy_02_processing_jobs', 'Job queue'),
('legacy_03_exercises', 'Exercises, to which requests belong'),
('legacy_04_webhooks', 'Webhooks'),
('legacy_05_system_settings', 'Settings of the whole system'),
('legacy_06_workflow_blocks', 'Blocks of workflows'),
('legacy_07_dashboard_configs', 'Dashboard layouts'),
('legacy_08_embeddings', 'Embedding and similarity configuration'),
('legacy_09_ground_truth_data', 'Ground truth'),
('legacy_10_custom_instructions', 'Custom instructions of requests')
ON CONFLICT (version) DO NOTHING;

-- ROLLBACK:
-- DELETE FROM schema_migrations
-- WHERE kind = 'recorded'
--     AND version IN (
--         'legacy_01_core_tables', 'legacy_02_processing_jobs', 'legacy_03_exercises', 'legacy_04_webhooks',
--         'legacy_05_system_settings', 'legacy_06_workflow_blocks', 'legacy_07_dashboard_configs',
--         'legacy_08_embeddings', 'legacy_09_ground_truth_data', 'legacy_10_custom_instructions'
--     );
