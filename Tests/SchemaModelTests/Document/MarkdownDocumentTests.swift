import SQLText
import SchemaModel
import TestSupport
import Testing

@Suite struct MarkdownDocumentTests {
    private let pages = SchemaDocument(AvatarSchema.schema, AvatarSchema.history).markdown()

    private func page(_ path: String) throws -> String { try #require(pages.first { $0.path == path }).text }

    @Test func thereIsAPageForAllAndOneForEachTable() {
        #expect(
            pages.map(\.path) == [
                "README.md", "schema.svg", "tables/generation_tasks.md", "tables/generation_tasks.svg",
                "tables/settings.md", "tables/users.md", "tables/users.svg",
            ])
    }

    @Test func theFirstPageHasItsPartsInOrder() throws {
        let headings = try page("README.md").split(separator: "\n").filter { $0.hasPrefix("#") && !$0.hasPrefix("# ") }
        #expect(
            headings == [
                "## Database Information", "## Schema Overview", "## Tables", "### generation_tasks", "### settings",
                "### users", "## Migration History", "### Migration: 25698f3f906f - initial_migration",
                "### Migration: 3a0f944324eb - create_generation_tasks_table", "## How to Apply Migrations",
                "## How to Rollback Migrations", "## Current Schema Status", "## Notes",
            ])
    }

    @Test(
        "the first page says it in these words",
        arguments: [
            "# Database Schema\n\n> *Maintained by: martlet docs*\n\nThis document tracks the database schema state, migration "
                + "history, and structure for the Avatar Data Generator project.\n",
            "- **Database Type**: PostgreSQL\n- **Database Name**: avatar_data_generator\n"
                + "- **Database User**: avatar_data_gen\n- **Migration Tool**: Martlet\n- **Migration Location**: `migrations/`\n",
            "The database currently contains the following tables:\n\n"
                + "1. **generation_tasks** - Avatar generation task tracking and management\n2. **settings** - ",
            "### users\n\nUser authentication and management\n\n**Columns:**\n- `id` (integer, Primary Key, Default: ",
            "- `email` (character varying(255), UNIQUE, NOT NULL, Indexed) - User email address for login\n",
            "- `last_login` (timestamp without time zone, NULLABLE) - Timestamp of last successful login\n",
            "- `user_id` (integer, Foreign Key to `users.id`, NOT NULL) - User who submitted the task\n",
            "- `status` (character varying(50), NOT NULL, Default: `'pending'::character varying`,"
                + " Indexed where `status = 'pending'`) - Task status\n",
            "**Indexes:**\n- `ix_users_email` (UNIQUE) on `email`\n",
            "- `ix_generation_tasks_status` on `status`, where `status = 'pending'`\n",
            "**Constraints:**\n- Primary Key: `id` (via `generation_tasks_pkey`)\n"
                + "- Unique: `task_id` (via `uq_generation_tasks_task_id`)\n- Foreign Key: `user_id` references `users.id`, "
                + "ON DELETE CASCADE (via `fk_generation_tasks_user_id`)\n- Check: `status <> ''` (via `ck_status`)\n",
            "**Relationships:**\n- `user_id` - Many-to-One relationship with [`users`](tables/users.md)\n",
            "- `generation_tasks.user_id` - One-to-Many relationship from [`generation_tasks`](tables/generation_tasks.md)\n",
            "**Model Location**: `User.swift` - `User`\n",
            "**Default Settings:**\n- `bio_x` - Bio\n- `bio_y` - Bio\n",
            "**Date**: 2026-01-30 09:31:15  \n**Parent**: None (initial)\n\n**Changes:**\n"
                + "- Created `users` table with authentication fields\n\n"
                + "**Files**: `migrations/versions/25698f3f906f_initial_migration.sql`\n",
            "**Parent**: 25698f3f906f\n\n**Data Migration Included**: Yes - populates default bio prompts\n\n"
                + "**Safety Notes:**\n- No destructive operations\n",
            "## How to Apply Migrations\n\n```bash\n# Apply all pending migrations\nmartlet migrate\n```\n",
            "## How to Rollback Migrations\n\n```bash\n# Rollback last migration\nmartlet rollback\n```\n",
            "**Latest Migration**: 3a0f944324eb (create_generation_tasks_table) - APPLIED  \n**Total Tables**: 3  \n"
                + "**Total Migrations**: 2  \n**Database State**: Up to date\n",
            "## Notes\n\n- All migrations are fully reversible\n",
        ])
    func words(_ part: String) throws { #expect(try page("README.md").contains(part)) }

    @Test func whatIsPendingIsSaidSo() throws {
        var history = AvatarSchema.history
        history.migrations[1].isApplied = false
        history.migrations[1].isReversible = false
        let text = try #require(SchemaDocument(AvatarSchema.schema, history).markdown().first).text
        #expect(text.contains("**Parent**: 25698f3f906f  \n**State**: PENDING\n"))
        #expect(text.contains("- Cannot be rolled back\n"))
        #expect(text.contains("**Latest Migration**: 25698f3f906f (initial_migration) - APPLIED"))
        #expect(text.contains("**Database State**: 1 migration pending\n"))
        history.state = "Drifted"
        #expect(
            SchemaDocument(AvatarSchema.schema, history).markdown()[0].text.contains("**Database State**: Drifted\n"))
    }

    @Test func aTablesPageTellsAllAboutIt() throws {
        let text = try page("tables/generation_tasks.md")
        #expect(
            text.hasPrefix("# generation_tasks\n\nAvatar generation task tracking and management\n\n## Columns\n\n"))
        #expect(
            text.contains("| `user_id` | `integer` | no |  | FK to [`users`](users.md) | User who submitted the task |")
        )
        #expect(text.contains("| `created_at` | `timestamp without time zone` | no | `now()` |  | "))
        #expect(text.contains("## Triggers\n\n- `touch` - BEFORE INSERT OR UPDATE: `touch()`\n"))
        #expect(text.contains("## Refers to\n\n- [`users`](users.md) (`id`) through `user_id`, many to one\n"))
        #expect(text.contains("](generation_tasks.svg)"))
        #expect(text.hasSuffix("[Database Schema](../README.md)\n"))
        let other = try page("tables/users.md")
        #expect(
            other.contains(
                "## Referred to by\n\n- [`generation_tasks`](generation_tasks.md) through `user_id`, one to many\n"))
        #expect(try !page("tables/settings.md").contains(".svg"))
    }

    @Test func objectsOfOtherKindsAreNamed() {
        var schema = Schema(.postgres)
        var type = UserType(ObjectName("mood"), .enumeration)
        type.labels = ["sad", "it's ok"]
        var domain = UserType(ObjectName("positive"), .domain)
        domain.domain = Domain("integer")
        domain.domain?.checks = [Check("VALUE > 0")]
        schema.types = [type, domain]
        var sequence = NumberSequence(ObjectName("tickets"), Numbering("bigint"))
        sequence.owner = ObjectReference(.column, ObjectName("users"), detail: "ticket")
        schema.sequences = [sequence]
        schema.extensions = [Extension("citext", in: "public", version: "1.6")]
        var routine = Routine(ObjectName("add"), signature: "integer, integer", language: "sql", definition: "…")
        routine.result = "integer"
        schema.routines = [routine]
        var view = View(ObjectName("recent"), query: "SELECT 1\nAS one")
        view.isMaterialized = true
        schema.views = [view]
        schema.others = [OtherObject("statistics", ObjectName("s"), statements: ["…"], removal: "…")]
        schema.namespaces = [Namespace("app"), Namespace("public")]
        schema.namespaces[0].comment = "The application"
        schema.omissions = [Omission("security label", "users", because: "it cannot be read")]
        let pages = SchemaDocument(schema, DocumentedHistory(project: "p", engine: "PostgreSQL", database: "d"))
            .markdown()
        for part in [
            "The database currently contains no tables.", "## Schemas\n\n- `app` - The application\n- `public`\n",
            "- [`recent`](views/recent.md) (materialized)\n",
            "- `mood` (enumeration): `'sad'`, `'it''s ok'`\n",
            "- `positive` (domain) of `integer`, check `VALUE > 0`\n",
            "- `add(integer, integer)` returns `integer` (function in sql)\n",
            "- `tickets` (bigint) from 1 for `users.ticket`\n", "- `citext` 1.6\n",
            "- statistics `s`\n", "- security label `users`: it cannot be read\n", "There are no migrations.",
        ] {
            #expect(pages[0].text.contains(part), "\(part)")
        }
        #expect(pages.last?.path == "views/recent.md")
        #expect(pages.last?.text.contains("```sql\nSELECT 1\nAS one\n```") == true)
    }

    @Test(
        "parameters have their names and defaults, and it is said whose rights count",
        arguments: [
            (
                "public.f(a integer, b text DEFAULT (lower('X'::text)))\n RETURNS integer\n LANGUAGE sql\n IMMUTABLE "
                    + "SECURITY DEFINER\n SET search_path TO 'public'\nAS $$SELECT 1$$",
                "`f(a integer, b text DEFAULT (lower('X'::text)))` (function in sql, with the rights of its owner)"
            ),
            (
                "public.\"f(x\"()\n RETURNS integer\n LANGUAGE sql\nAS $$\n LANGUAGE sql\n SECURITY DEFINER$$",
                "`f()` (function in sql)"
            ),
        ])
    func routines(_ definition: String, _ line: String) {
        var schema = Schema(.postgres)
        schema.routines = [
            Routine(
                ObjectName(schema: "public", "f"), signature: "integer, text", language: "sql",
                definition: "CREATE OR REPLACE FUNCTION " + definition)
        ]
        let text = SchemaDocument(schema, AvatarSchema.history).markdown()[0].text
        #expect(text.contains("- \(line)\n"), "\(text)")
    }

    @Test func aViewSaysWhatItDoesBesideItsQuery() throws {
        var schema = Schema(.postgres)
        var view = View(ObjectName("recent"), query: "SELECT 1")
        (view.checkOption, view.options) = ("LOCAL", ["security_barrier": "true", "x": "1"])
        schema.views = [view]
        let text = try #require(SchemaDocument(schema, AvatarSchema.history).markdown().last).text
        #expect(
            text.contains(
                "- Only rows that it shows can be written through it: `LOCAL CHECK OPTION`\n- Option `security_barrier`\n"
                    + "- Option `x = 1`\n"))
    }

    @Test func aTriggerSaysWhenItFires() throws {
        var schema = Schema(.postgres)
        var table = Table(ObjectName("t"), columns: [Column("a", "integer")])
        let definition =
            "CREATE TRIGGER touch BEFORE UPDATE ON public.t FOR EACH ROW WHEN ((new.a > 0)) EXECUTE FUNCTION f()"
        table.triggers = [
            Trigger("touch", timing: "BEFORE", events: ["UPDATE"], action: "f()", definition: definition)
        ]
        schema.tables = [table]
        let text = try #require(SchemaDocument(schema, AvatarSchema.history).markdown().last).text
        #expect(text.contains("- `touch` - BEFORE UPDATE when `new.a > 0`: `f()`\n"), "\(text)")
    }

    @Test func pagesHaveTheNamesOfTheirTables() {
        var schema = Schema(.postgres)
        schema.tables = ["注文", "ünï"].map { Table(ObjectName($0), columns: [Column("a", "integer")]) }
        let pages = SchemaDocument(schema, AvatarSchema.history).markdown()
        #expect(pages.map(\.path) == ["README.md", "schema.svg", "tables/注文.md", "tables/ünï.md"])
        #expect(pages[1].text.contains("tables/%C3%BCn%C3%AF.md"))
    }

    @Test func triggersOfSQLiteAreShownWithTheirStatements() throws {
        var schema = Schema(.sqlite)
        var table = Table(ObjectName("notes"), columns: [Column("body", "TEXT")])
        table.columns[0].collation = ObjectName("NOCASE")
        let statement = "CREATE TRIGGER touch AFTER UPDATE ON notes BEGIN SELECT 1; END"
        table.triggers = [
            Trigger("touch", timing: "AFTER", events: ["UPDATE"], action: "SELECT 1;", definition: statement)
        ]
        schema.tables = [table]
        let page = try #require(SchemaDocument(schema, AvatarSchema.history).markdown().last).text
        #expect(page.contains("## Triggers\n\n- `touch` - AFTER UPDATE\n\n```sql\n\(statement)\n```\n"))
        #expect(page.contains("| `body` | `TEXT` collate `NOCASE` | yes |"))
    }

    @Test(
        "a primary key of SQLite may be NULL unless something forbids it",
        arguments: [
            ("a TEXT PRIMARY KEY", "", true), ("a INT PRIMARY KEY", "", true), ("a INTEGER PRIMARY KEY", "", false),
            ("a INTEGER PRIMARY KEY DESC", "", true), ("a INTEGER, PRIMARY KEY (a DESC)", "", false),
            ("a TEXT, b, PRIMARY KEY (a, b)", "", true), ("a TEXT PRIMARY KEY NOT NULL", "", false),
            ("a TEXT PRIMARY KEY", " STRICT", false), ("a TEXT PRIMARY KEY", " WITHOUT ROWID", false),
        ])
    func nullInAPrimaryKeyOfSQLite(_ columns: String, _ options: String, _ isNullable: Bool) throws {
        var schema = Schema(.sqlite)
        schema.tables = [try SQLiteDefinition.table("CREATE TABLE t (\(columns))\(options)")]
        let pages = SchemaDocument(schema, AvatarSchema.history).markdown()
        let type = schema.tables[0].columns[0].type
        let summary = "- `a` (\(type), Primary Key\(isNullable ? ", NULLABLE" : ""))\n"
        #expect(pages[0].text.contains(summary), "\(pages[0].text)")
        let row = "| `a` | `\(type)` | \(isNullable ? "yes" : "no") |"
        #expect(pages.contains { $0.path == "tables/t.md" && $0.text.contains(row) })
    }

    @Test func generatedColumnsAreKeptOrComputedOnReading() throws {
        var schema = Schema(.sqlite)
        schema.tables = [try SQLiteDefinition.table("CREATE TABLE t (a INT, b AS (a + 1), c INT AS (a * 2) STORED)")]
        let pages = SchemaDocument(schema, AvatarSchema.history).markdown()
        #expect(pages[0].text.contains("- `b` (NULLABLE, Generated VIRTUAL: `a + 1`)\n"))
        #expect(pages.contains { $0.text.contains("| `c` | `INT` | yes | Generated STORED: `a * 2` |") })
    }

    @Test func aPlainPartitionHasAPageAndNoDiagram() {
        var schema = Schema(.postgres)
        let key = ForeignKey(["id"], references: ObjectName("a"), ["id"])
        schema.tables = ["a", "events", "events_1"].map { Table(ObjectName($0), columns: [Column("id", "integer")]) }
        schema.tables[1].kind = .partitioned
        schema.tables[1].partitioning = "LIST (id)"
        schema.tables[1].foreignKeys = [key]
        schema.tables[2].partition = Partition(of: ObjectName("events"), bound: "FOR VALUES IN (1)")
        schema.tables[2].foreignKeys = [key]
        schema.tables[2].foreignKeys[0].isInherited = true
        let pages = SchemaDocument(schema, AvatarSchema.history).markdown()
        #expect(
            pages.filter { $0.path.hasSuffix(".svg") }.map(\.path) == [
                "schema.svg", "tables/a.svg", "tables/events.svg",
            ])
        #expect(pages[4].text.contains("- Partitioned by `LIST (id)`\n- Partitions: [`events_1`](events_1.md)\n"))
        #expect(pages[6].text.contains("- Partition of [`events`](events.md): `FOR VALUES IN (1)`\n"))
    }

    @Test func everyLinkLeadsToAPage() {
        let schema = HostileNames.schema
        for pages in [pages, SchemaDocument(schema, AvatarSchema.history).markdown()] {
            let paths = Set(pages.map(\.path))
            #expect(paths.count == pages.count)
            #expect(Set(pages.map { $0.path.lowercased() }).count == pages.count)
            for page in pages where page.path.hasSuffix(".md") {
                let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
                for link in page.text.matches(of: /\]\(([a-z0-9_.\/-]+\.(?:md|svg))\)/) {
                    let path = folder.isEmpty ? String(link.1) : "\(folder)/\(link.1)"
                    let target = path.replacing(/[a-z]+\/\.\.\//, with: "")
                    #expect(paths.contains(target), "\(page.path) leads to \(link.1)")
                }
            }
        }
    }

    @Test func theSameSchemaGivesTheSamePages() {
        #expect(SchemaDocument(AvatarSchema.schema, AvatarSchema.history).markdown() == pages)
    }
}
