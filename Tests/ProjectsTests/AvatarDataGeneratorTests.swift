import TestSupport
import Testing

/// AvatarDataGenerator, end to end, asked with `psql`.
@Suite struct AvatarDataGeneratorTests {
    private static let revisions = ["25698f3f906f", "d8cfd3cb4083", "3a0f944324eb"]

    /// The project with its role and an empty database, made by `create_database.sql`.
    private func project() throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("AvatarDataGenerator")
        expectStatus(createDatabase(project), 0)
        return project
    }

    private func createDatabase(_ project: ServerProjectCopy) -> ProgramResult {
        project.run(
            "psql", "-XqAt", "-U", "postgres", "-d", "postgres", "-v", "role=\(project.name)", "-v",
            "database=\(project.name)", "-f", "create_database.sql", environment: ["PGDATABASE": "postgres"])
    }

    private func applied(_ project: ServerProjectCopy) -> String {
        project.sql("SELECT string_agg(version || ' ' || kind, ', ' ORDER BY id) FROM martlet_migrations WHERE success")
    }

    private func expectWhole(_ project: ServerProjectCopy, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            project.description == ServerProjectCopy.expectedDescription("avatar_data_generator"),
            sourceLocation: sourceLocation)
        expect(project.file("avatar_data_generator.sql").everything, contains: "ok", sourceLocation: sourceLocation)
    }

    // MARK: Database

    @Test func theRoleAndTheDatabaseAreMadeOnce() throws {
        let project = try project()
        #expect(
            project.cluster.psql(
                "postgres",
                """
                SELECT rolcanlogin, rolsuper, (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = rolname)
                FROM pg_roles WHERE rolname = '\(project.name)'
                """
            ).output == "t|f|\(project.name)\n")
        #expect(project.sql("SHOW timezone") == "UTC")
        let again = createDatabase(project)
        expectStatus(again, 0)
        #expect(again.everything == "status 0\n--- stdout\n--- stderr\n")
    }

    @Test func withoutOtherWordTheyHaveTheNamesOfTheDocument() throws {
        let server = try PostgresCluster()
        let project = try ServerProjectCopy("AvatarDataGenerator", on: server, namesOfTheProject: true)
        expectStatus(project.run("psql", "-Xq", "-U", "postgres", "-d", "postgres", "-f", "create_database.sql"), 0)
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        let keys = project.run(
            "psql", "-XAt", "-U", "avatar_data_gen", "-d", "avatar_data_generator", "-c",
            "SELECT current_user, count(*) FROM settings")
        #expect(keys.output == "avatar_data_gen|4\n")
    }

    @Test func initMakesTheDatabaseWhereTheRoleMay() throws {
        let project = try ServerProjectCopy("AvatarDataGenerator")
        expectStatus(project.cluster.psql("postgres", "CREATE ROLE \(project.name) LOGIN CREATEDB"), 0)
        expectStatus(project.martlet("init"), 0)
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        expectWhole(project)
    }

    // MARK: Revisions

    @Test func upgradeMakesEverything() throws {
        let project = try project()
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        expectWhole(project)
        #expect(applied(project) == Self.revisions.map { $0 + " migration" }.joined(separator: ", "))
        expect(project.run("./alembic", "upgrade", "head").output, contains: "up to date at 3a0f944324eb")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func theHeadersSayWhatTheDocumentSays() throws {
        let project = try project()
        let answer = project.martlet("status", "--json")
        let script = """
            import json, sys
            database = json.load(sys.stdin)["databases"][0]
            print(" ".join(database["heads"]))
            for migration in database["migrations"]:
                revision = migration["revision"]
                print(migration["version"], migration["description"], ",".join(revision["parents"]) or "None",
                    revision["date"], len(revision["changes"]), len(revision["safety"]), sep="|")
            """
        let facts = Program.run(["python3", "-c", script], input: answer.output)
        #expect(
            facts.output == """
                3a0f944324eb
                25698f3f906f|initial_migration|None|2026-01-30 09:31:15|2|3
                d8cfd3cb4083|create_settings_table|25698f3f906f|2026-01-30 11:33:28|3|2
                3a0f944324eb|create_generation_tasks_table|d8cfd3cb4083|2026-01-30 12:02:12|6|4

                """, "\(facts.everything)")
    }

    @Test func downgradeAndUpgradeGoOneByOne() throws {
        let project = try project()
        expectStatus(project.run("./alembic", "upgrade", "head"), 0)
        // Without a terminal there is nobody to ask.
        expectStatus(project.run("./alembic", "downgrade", "-1"), 7)
        expectStatus(project.run("./alembic", "downgrade", "-1", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('generation_tasks') IS NULL, count(*) FROM settings") == "t|4")
        expectStatus(project.run("./flask-db", "downgrade", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('settings') IS NULL, count(*) FROM users") == "t|0")
        expectStatus(project.run("./alembic", "upgrade", "+1"), 0)
        #expect(project.sql("SELECT count(*) FROM settings WHERE key LIKE 'bio_prompt_%'") == "4")
        expectStatus(project.run("./alembic", "upgrade", "3a0f"), 0)
        expectWhole(project)
        expectStatus(project.run("./alembic", "downgrade", "25698f3f906f", "--yes"), 0)
        #expect(applied(project) == "25698f3f906f migration")
        expectStatus(project.run("./alembic", "downgrade", "base", "--yes"), 0)
        #expect(project.description == "")
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        expectWhole(project)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func theFirstRevisionIsStampedWhereTheUsersAreThereAlready() throws {
        let project = try project()
        expectStatus(
            project.run(
                "psql", "-Xq", "--set=ON_ERROR_STOP=1", "-f", "migrations/versions/25698f3f906f_initial_migration.sql"),
            0)
        _ = project.sql("INSERT INTO users (email, password_hash, created_at) VALUES ('a@example.com', 'x', now())")

        // Without the stamp nothing is changed, and the way out is named.
        let refused = project.run("./alembic", "upgrade", "head")
        expectStatus(refused, 1)
        expect(refused.error, contains: "relation \"users\" already exists")
        expect(refused.error, contains: "martlet stamp 25698f3f906f")
        #expect(project.sql("SELECT to_regclass('settings') IS NULL") == "t")

        expectStatus(project.run("./alembic", "stamp", "25698f3f906f"), 0)
        expectStatus(project.run("./alembic", "upgrade", "head"), 0)
        #expect(
            applied(project)
                == "25698f3f906f stamp, d8cfd3cb4083 migration, 3a0f944324eb migration")
        #expect(project.sql("SELECT email FROM users") == "a@example.com")
        #expect(project.description == ServerProjectCopy.expectedDescription("avatar_data_generator"))
    }

    @Test func everythingCanBeStamped() throws {
        let project = try project()
        for name in ["25698f3f906f_initial_migration", "d8cfd3cb4083_create_settings_table"] {
            expectStatus(
                project.run("psql", "-Xq", "--set=ON_ERROR_STOP=1", "-f", "migrations/versions/\(name).sql"), 0)
        }
        expectStatus(project.run("./flask-db", "stamp", "d8cfd3cb4083"), 0)
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        expectWhole(project)
        expect(project.run("./flask-db", "stamp").output, contains: "up to date at 3a0f944324eb")
    }

    @Test func currentAndHistoryTellOfTheRevisions() throws {
        let project = try project()
        expect(project.run("./alembic", "current").output, contains: "3 pending")
        #expect(project.sql("SELECT to_regclass('martlet_migrations') IS NULL") == "t")
        expectStatus(project.run("./alembic", "upgrade", "head"), 0)
        let current = project.run("./alembic", "current")
        expect(current.output, contains: "up to date")
        expect(current.output, contains: "head 3a0f944324eb")
        let history = project.run("./flask-db", "history").output
        let places = Self.revisions.compactMap { history.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 3 && places == places.sorted(), "\(history)")
    }

    @Test(arguments: ["./alembic", "./flask-db"]) func headsAndBranchesAreToldOf(_ wrapper: String) throws {
        let project = try project()
        for word in ["heads", "branches", "current"] {
            let answer = project.run(wrapper, word)
            expectStatus(answer, 0)
            expect(answer.output, contains: "head 3a0f944324eb")
        }
    }

    @Test(arguments: ["./alembic", "./flask-db"]) func aRevisionIsBegun(_ wrapper: String) throws {
        let project = try project()
        let made = project.run(wrapper, "revision", "-m", "add task priority")
        expectStatus(made, 0)
        let name = try #require(
            Folder.names(project.root + "/migrations/versions").first { $0.contains("add_task_priority") })
        expect(project.folder.read("project/migrations/versions/" + name) ?? "", contains: "-- Parent: 3a0f944324eb\n")
    }

    @Test(arguments: [
        ["upgrade"], ["downgrade"], ["stamp"], ["revision"], ["revision", "-m"], ["nonsense"], [],
    ]) func aWrongWordPrintsTheUsage(
        _ words: [String]
    ) throws {
        let project = try ServerProjectCopy("AvatarDataGenerator")
        let result = project.run(["./alembic"] + words)
        expectStatus(result, 2)
        expect(result.error, contains: "Usage: alembic COMMAND")
    }

    // MARK: Data

    @Test func thePromptsAreKeptAsUsersHaveThem() throws {
        let project = try project()
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        _ = project.sql("UPDATE settings SET value = 'mine' WHERE key = 'bio_prompt_x'")
        expectStatus(project.run("./alembic", "downgrade", "-1", "--yes"), 0)
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        #expect(project.sql("SELECT value FROM settings WHERE key = 'bio_prompt_x'") == "mine")
    }

    /// What the README shows as the next revision, and one that `martlet new` begins.
    @Test func theNextRevisionIsBuiltOnTheLast() throws {
        let project = try project()
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        let readme = TextFile.read(MartletBinary.packageRoot + "/Projects/AvatarDataGenerator/README.md") ?? ""
        let block = try #require(
            readme.split(separator: "```sql\n").dropFirst().first?.split(separator: "```").first)
        project.folder.write("project/migrations/versions/7c1e52a09b4d_add_task_priority.sql", String(block))
        expectStatus(project.run("./flask-db", "upgrade"), 0)
        #expect(
            project.sql("SELECT column_default FROM information_schema.columns WHERE column_name = 'priority'") == "0")
        expectStatus(project.run("./alembic", "downgrade", "-1", "--yes"), 0)
        expectWhole(project)
        let made = project.martlet("new", "more")
        expectStatus(made, 0)
        let file = made.output.split(separator: " ").last { $0.contains(".sql") } ?? ""
        let text = TextFile.read(project.root + "/" + file.split(separator: "\n")[0]) ?? made.everything
        expect(text, contains: "-- Parent: 7c1e52a09b4d\n")
    }
}
