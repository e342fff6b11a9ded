-- Revision: 3a0f944324eb
-- Parent: d8cfd3cb4083
-- Description: create_generation_tasks_table
-- Date: 2026-01-30 12:02:12
-- Changes:
--   - Created `generation_tasks` table for tracking avatar generation tasks
--   - Added unique index on `generation_tasks.task_id` (user-facing task identifier)
--   - Added index on `generation_tasks.user_id` (foreign key to users)
--   - Added index on `generation_tasks.status` (for filtering tasks by status)
--   - Added foreign key constraint linking `user_id` to `users.id`
--   - Set server-side defaults for `status` ('pending'), `created_at`, and `updated_at` (NOW())
-- Safety:
--   - No destructive operations
--   - Fully reversible via downgrade function
--   - Foreign key constraint ensures referential integrity with users table
--   - Task ID uniqueness enforced at database level

CREATE TABLE generation_tasks (
    id                  SERIAL,
    task_id             VARCHAR(12) NOT NULL,
    user_id             INTEGER NOT NULL,
    persona_description TEXT NOT NULL,
    bio_language        VARCHAR(100) NOT NULL,
    number_to_generate  INTEGER NOT NULL,
    images_per_persona  INTEGER NOT NULL,
    status              VARCHAR(50) NOT NULL DEFAULT 'pending',
    error_log           TEXT,
    created_at          TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
    updated_at          TIMESTAMP WITHOUT TIME ZONE NOT NULL DEFAULT now(),
    completed_at        TIMESTAMP WITHOUT TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT uq_generation_tasks_task_id UNIQUE (task_id),
    -- A user with tasks cannot be deleted; make the user inactive instead.
    CONSTRAINT fk_generation_tasks_user_id FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT ck_generation_tasks_images_per_persona CHECK (images_per_persona IN (4, 8)),
    CONSTRAINT ck_generation_tasks_status
        CHECK (status IN ('pending', 'generating-data', 'generating-images', 'completed', 'failed'))
);

CREATE UNIQUE INDEX ix_generation_tasks_task_id ON generation_tasks (task_id);
CREATE INDEX ix_generation_tasks_user_id ON generation_tasks (user_id);
CREATE INDEX ix_generation_tasks_status ON generation_tasks (status);

COMMENT ON TABLE generation_tasks IS
    'Tracks avatar generation tasks submitted by users, including status, configuration, and results.';
COMMENT ON COLUMN generation_tasks.id IS 'Task unique identifier';
COMMENT ON COLUMN generation_tasks.task_id IS
    'Short UUID for user-facing task identification (8-12 characters)';
COMMENT ON COLUMN generation_tasks.user_id IS 'User who submitted the task';
COMMENT ON COLUMN generation_tasks.persona_description IS 'Persona description provided in the form';
COMMENT ON COLUMN generation_tasks.bio_language IS 'Selected language for generated bios';
COMMENT ON COLUMN generation_tasks.number_to_generate IS 'Number of avatars to generate';
COMMENT ON COLUMN generation_tasks.images_per_persona IS 'Images per persona (4 or 8)';
COMMENT ON COLUMN generation_tasks.status IS
    'Task status: pending, generating-data, generating-images, completed, failed';
COMMENT ON COLUMN generation_tasks.error_log IS 'Error messages if task fails';
COMMENT ON COLUMN generation_tasks.created_at IS 'Timestamp of task creation';
COMMENT ON COLUMN generation_tasks.updated_at IS 'Timestamp of last update';
COMMENT ON COLUMN generation_tasks.completed_at IS 'Timestamp of task completion (success or failure)';

-- ROLLBACK:
-- DROP TABLE generation_tasks;
