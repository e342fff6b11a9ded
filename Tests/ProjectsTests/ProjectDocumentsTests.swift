import TestSupport
import Testing

/// The documents of the five projects' schemas: committed, and what `docs` writes of a database that is migrated from nothing.
@Suite struct ProjectDocumentsTests {
    @Test func cloneGallery() throws {
        let project = CloneGallery(setUp: false)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("docs", "--check"), 0)
        let diagram = project.martlet("docs", "--as", "mermaid", "--output", "-").output
        #expect(try Mermaid.fault(in: diagram) == "")
    }

    @Test func excuseMyFrench() throws {
        let project = ExcuseMyFrench()
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("docs", "--check"), 0)
        for database in ["trends", "metrics", "image_library"] {
            let diagram = project.martlet("docs", "-d", database, "--as", "mermaid", "--output", "-").output
            #expect(try Mermaid.fault(in: diagram) == "")
        }
    }

    @Test(arguments: ["AvatarDataGenerator", "KokoroWebsiteAdmin", "TaskFlow"])
    func onPostgreSQL(_ name: String) throws {
        let project = try ServerProjectCopy(name)
        project.createDatabase()
        expectStatus(project.martlet("migrate"), 0)
        let check = project.martlet("docs", "--check")
        expectStatus(check, 0)
        let diagram = project.martlet("docs", "--as", "mermaid", "--output", "-").output
        #expect(try Mermaid.fault(in: diagram) == "")
        // A change of the schema is a change of the documents.
        let table = project.sql(
            "SELECT max(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^(martlet|schema)_'")
        _ = project.sql("ALTER TABLE \(table) ADD COLUMN undocumented int")
        expectStatus(project.martlet("docs", "--check"), 3)
    }

    /// What the project's document states, in the words of the pages: types as the engine writes them.
    private static let statements = [
        "> *Maintained by: ", "- **Database Type**: PostgreSQL", "- **Database Name**: avatar_data_generator",
        "- **Database User**: avatar_data_gen", "- **Migration Tool**: ", "- **Migration Location**: `migrations/",
        "**users** - ", "**settings** - Stores application settings as key-value pairs, primarily used for bio prompts",
        "**generation_tasks** - Tracks avatar generation tasks",
        // users
        "- `id` (integer, Primary Key", ") - User unique identifier",
        "- `email` (character varying(255), UNIQUE, NOT NULL, Indexed) - User email address for login",
        "- `password_hash` (character varying(255), NOT NULL) - Bcrypt hashed password",
        "- `created_at` (timestamp without time zone, NOT NULL) - Timestamp of user creation",
        "- `last_login` (timestamp without time zone, NULLABLE) - Timestamp of last successful login",
        "- `is_active` (boolean, NOT NULL, Default: `true`) - Account active status flag",
        "- `ix_users_email` (UNIQUE) on `email`", "- Primary Key: `id` (via `users_pkey`)",
        "**Model Location**: `Sources/User.swift` - `User` struct",
        // settings
        "- `key` (character varying(255), UNIQUE, NOT NULL, Indexed) - Setting key/name",
        "- `value` (text, NOT NULL) - Setting value (can store long text)",
        "- `created_at` (timestamp without time zone, NOT NULL, Default: `now()`) - Timestamp of setting creation",
        "- `updated_at` (timestamp without time zone, NOT NULL, Default: `now()`) - Timestamp of last update",
        "- `ix_settings_key` (UNIQUE) on `key`", "- Unique: `key`", "**Default Settings (Populated on Migration):**",
        "- `bio_prompt_facebook` - Bio prompt for Facebook", "- `bio_prompt_instagram` - Bio prompt for Instagram",
        "- `bio_prompt_x` - Bio prompt for X (Twitter)", "- `bio_prompt_tiktok` - Bio prompt for TikTok",
        // generation_tasks
        "- `task_id` (character varying(12), UNIQUE, NOT NULL, Indexed) - Short UUID for user-facing task identification"
            + " (8-12 characters)",
        "- `user_id` (integer, Foreign Key to `users.id`, NOT NULL, Indexed) - User who submitted the task",
        "- `persona_description` (text, NOT NULL) - Persona description provided in the form",
        "- `bio_language` (character varying(100), NOT NULL) - Selected language for generated bios",
        "- `number_to_generate` (integer, NOT NULL) - Number of avatars to generate",
        "- `images_per_persona` (integer, NOT NULL) - Images per persona (4 or 8)",
        "- `status` (character varying(50), NOT NULL, Default: `'pending'::character varying`, Indexed) - Task status:"
            + " pending, generating-data, generating-images, completed, failed",
        "- `error_log` (text, NULLABLE) - Error messages if task fails",
        "- `completed_at` (timestamp without time zone, NULLABLE) - Timestamp of task completion (success or failure)",
        "- `ix_generation_tasks_task_id` (UNIQUE) on `task_id`", "- `ix_generation_tasks_user_id` on `user_id`",
        "- `ix_generation_tasks_status` on `status`",
        "- Unique: `task_id` (via `uq_generation_tasks_task_id`)",
        "- Foreign Key: `user_id` references `users.id` (via `fk_generation_tasks_user_id`)",
        "- `user` - Many-to-One relationship with the `User` model", "- `User.generationTasks` - One-to-Many",
        "- `generateTaskID()` - Static method", "- `markCompleted(", "- `updateStatus(",
        // Migration history
        "### Migration: 25698f3f906f - initial_migration", "**Date**: 2026-01-30 09:31:15",
        "**Parent**: None (initial)", "- Created `users` table with authentication fields",
        "- Added unique index on `users.email`", "25698f3f906f_initial_migration.sql`",
        "### Migration: d8cfd3cb4083 - create_settings_table", "**Date**: 2026-01-30 11:33:28",
        "**Parent**: 25698f3f906f", "- Created `settings` table for application configuration",
        "- Added unique index on `settings.key`",
        "- Inserted default bio prompts for Facebook, Instagram, X, and TikTok",
        "**Data Migration Included**: Yes - populates default bio prompts",
        "### Migration: 3a0f944324eb - create_generation_tasks_table", "**Date**: 2026-01-30 12:02:12",
        "**Parent**: d8cfd3cb4083", "- Created `generation_tasks` table for tracking avatar generation tasks",
        "- Added unique index on `generation_tasks.task_id`", "- Added index on `generation_tasks.user_id`",
        "- Added index on `generation_tasks.status`", "- Added foreign key constraint linking `user_id` to `users.id`",
        "- Set server-side defaults for `status` ('pending'), `created_at`, and `updated_at` (NOW())",
        "- No destructive operations", "- Fully reversible via downgrade function",
        "- Foreign key constraint ensures referential integrity with users table",
        "- Task ID uniqueness enforced at database level",
        // Commands, status and notes
        "## How to Apply Migrations", "./flask-db upgrade", "./alembic upgrade head", "## How to Rollback Migrations",
        "./flask-db downgrade", "./alembic downgrade -1", "## Current Schema Status",
        "**Latest Migration**: 3a0f944324eb (create_generation_tasks_table) - APPLIED", "**Total Tables**: 3",
        "**Total Migrations**: 3", "**Database State**: Up to date", "## Notes",
        "- All migrations are fully reversible",
        "- The `settings` table uses server-side defaults (`now()`) for timestamp fields",
        "- Bio prompts are pre-populated during migration and can be updated via the application",
        "is stamped with the initial migration (25698f3f906f)", "- Settings can be accessed via the `Settings.value(",
    ]

    @Test(arguments: statements) func avatarDataGeneratorStatesWhatItsDocumentDoes(_ statement: String) {
        let page = TextFile.read(MartletBinary.packageRoot + "/Projects/AvatarDataGenerator/docs/README.md")
        expect(page ?? "", contains: statement)
    }
}
