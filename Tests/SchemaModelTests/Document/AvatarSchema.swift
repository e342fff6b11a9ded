import SQLText
import SchemaModel

/// A schema of three tables with their history, as a project would document it.
enum AvatarSchema {
    static var schema: Schema {
        var schema = Schema(.postgres)
        schema.tables = [tasks, settings, users]
        return schema
    }

    private static func column(
        _ name: String, _ type: String, isNullable: Bool = false, default value: String? = nil, _ comment: String
    ) -> Column {
        var column = Column(name, type)
        column.isNullable = isNullable
        column.defaultValue = value
        column.comment = comment
        return column
    }

    private static func table(_ name: String, _ columns: [Column], _ comment: String) -> Table {
        var table = Table(ObjectName(schema: "public", name), columns: columns)
        table.primaryKey = Key(["id"], name: "\(name)_pkey")
        table.comment = comment
        return table
    }

    private static var users: Table {
        var table = table(
            "users",
            [
                column("id", "integer", default: "nextval('users_id_seq'::regclass)", "User unique identifier"),
                column("email", "character varying(255)", "User email address for login"),
                column(
                    "last_login", "timestamp without time zone", isNullable: true, "Timestamp of last successful login"),
            ], "User authentication and management")
        table.indexes = [Index("ix_users_email", on: ["email"])]
        table.indexes[0].isUnique = true
        return table
    }

    private static var settings: Table {
        table(
            "settings",
            [column("id", "integer", "Setting unique identifier"), column("value", "text", "Setting value")],
            "Application configuration key-value store")
    }

    private static var tasks: Table {
        var table = table(
            "generation_tasks",
            [
                column("id", "integer", "Task unique identifier"),
                column("task_id", "character varying(12)", "Short identifier"),
                column("user_id", "integer", "User who submitted the task"),
                column("status", "character varying(50)", default: "'pending'::character varying", "Task status"),
                column("created_at", "timestamp without time zone", default: "now()", "Timestamp of task creation"),
            ], "Avatar generation task tracking and management")
        table.uniqueKeys = [Key(["task_id"], name: "uq_generation_tasks_task_id")]
        table.foreignKeys = [
            ForeignKey(
                ["user_id"], references: ObjectName(schema: "public", "users"), ["id"],
                name: "fk_generation_tasks_user_id")
        ]
        table.foreignKeys[0].onDelete = .cascade
        table.checks = [Check("status <> ''", name: "ck_status")]
        table.indexes = [Index("ix_generation_tasks_status", on: ["status"])]
        table.indexes[0].predicate = "status = 'pending'"
        table.triggers = [
            Trigger("touch", timing: "BEFORE", events: ["INSERT", "UPDATE"], action: "touch()", definition: "CREATE …")
        ]
        return table
    }

    static var history: DocumentedHistory {
        var history = DocumentedHistory(
            project: "Avatar Data Generator", engine: "PostgreSQL", database: "avatar_data_generator")
        history.maintainer = "martlet docs"
        history.user = "avatar_data_gen"
        history.location = "migrations/"
        history.migrations = migrations
        history.applyCommands = [DocumentedCommand("Apply all pending migrations", "martlet migrate")]
        history.rollbackCommands = [DocumentedCommand("Rollback last migration", "martlet rollback")]
        history.remarks = [
            DocumentedRemark("Model Location", on: ObjectName(schema: "public", "users"), ["`User.swift` - `User`"]),
            DocumentedRemark(
                "Default Settings", on: ObjectName(schema: "public", "settings"), ["`bio_x` - Bio", "`bio_y` - Bio"]),
        ]
        history.notes = ["All migrations are fully reversible"]
        return history
    }

    private static var migrations: [DocumentedMigration] {
        var first = DocumentedMigration(version: "25698f3f906f", name: "initial_migration")
        first.date = "2026-01-30 09:31:15"
        first.changes = ["Created `users` table with authentication fields"]
        first.files = ["migrations/versions/25698f3f906f_initial_migration.sql"]
        var second = DocumentedMigration(version: "3a0f944324eb", name: "create_generation_tasks_table")
        second.date = "2026-01-30 12:02:12"
        second.parents = ["25698f3f906f"]
        second.dataMigration = "populates default bio prompts"
        second.safetyNotes = ["No destructive operations"]
        return [first, second]
    }
}
