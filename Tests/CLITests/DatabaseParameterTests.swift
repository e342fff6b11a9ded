import TestSupport
import Testing

/// What is set for a database with ALTER DATABASE counts wherever its migrations are tried in another one.
@Suite struct DatabaseParameterTests {
    /// A project on a database with settings of its own, migrated.
    private static func project(_ setting: String, _ files: [String: String]) throws -> ServerProject {
        let project = try ServerProject(files)
        _ = project.sql(setting.replacing("DATABASE", with: "DATABASE \(project.database.name)"))
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    /// Expects that no comparison finds anything, and that they find what is there.
    private static func expectComparable(
        _ project: ServerProject, _ change: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let comparisons = [["drift"], ["check"], ["diff", "migrations", "app", "--check"]]
        for arguments in comparisons + [["verify"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 0, sourceLocation: sourceLocation)
            #expect(!result.everything.contains("was not looked for"), sourceLocation: sourceLocation)
        }
        let draft = project.martlet("new", "--from-diff", "app", "nothing")
        expectStatus(draft, 3, sourceLocation: sourceLocation)
        _ = project.sql(change)
        for arguments in comparisons {
            expectStatus(MartletBinary.run(arguments, in: project.folder.path), 3, sourceLocation: sourceLocation)
        }
    }

    @Test(
        arguments: ["app", "app, public", "\"my app\", public"],
        ["ALTER DATABASE SET", "ALTER ROLE \(PostgresCluster.superuser) IN DATABASE SET"])
    func namesLeadWhereTheDatabaseHasThemLead(_ path: String, _ setter: String) throws {
        let schema = path.split(separator: ",").first.map(String.init) ?? path
        let project = try Self.project(
            "CREATE SCHEMA \(schema); \(setter) search_path = \(path)", ServerProject.twoMigrations)
        Self.expectComparable(project, "CREATE TABLE \(schema).tags (id integer)")
    }

    /// What a literal means is kept as a default.
    @Test func timesAreReadAsTheDatabaseReadsThem() throws {
        let project = try Self.project(
            "ALTER DATABASE SET timezone = 'Asia/Tokyo'; ALTER DATABASE SET datestyle = 'ISO, DMY'",
            [
                "migrations/001_events.sql": """
                CREATE TABLE events (at timestamptz DEFAULT '2024-01-01 00:00', day date DEFAULT '02.03.2024');
                -- ROLLBACK:
                -- DROP TABLE events;

                """
            ])
        #expect(
            project.sql("INSERT INTO events DEFAULT VALUES; SELECT day::text, at::text FROM events").contains("+09"))
        Self.expectComparable(project, "ALTER TABLE events ALTER COLUMN day SET DEFAULT '03.02.2024'")
    }

    @Test func scriptsFindWhatTheyAskFor() throws {
        let project = try Self.project(
            "ALTER DATABASE SET app.tenant = 'ava''s own'",
            [
                "migrations/001_events.sql": """
                DO $$ BEGIN EXECUTE format('CREATE TABLE %I (id int)', current_setting('app.tenant')); END $$;
                -- ROLLBACK:
                -- DROP TABLE "ava's own";

                """
            ])
        Self.expectComparable(project, "DROP TABLE \"ava's own\"")
    }

    /// The bounds of a partition are as the database sorts texts.
    @Test func textsAreSortedAsInTheDatabase() throws {
        let cluster = try PostgresCluster.shared()
        let name = FreshDatabase.newName()
        let made = cluster.psql(
            "postgres",
            "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'"
        )
        expectStatus(made, 0)
        defer { _ = cluster.psql("postgres", "DROP DATABASE \(name) WITH (FORCE)") }
        let files = [
            "migrations/001_words.sql": """
            CREATE TABLE words (word text) PARTITION BY RANGE (word);
            CREATE TABLE words_a PARTITION OF words FOR VALUES FROM ('a') TO ('B');
            -- ROLLBACK:
            -- DROP TABLE words;

            """
        ]
        let folder = ScratchFolder()
        let url = "postgres://\(PostgresCluster.superuser)@/\(name)?host=\(cluster.socketFolder)&port=\(cluster.port)"
        folder.write("martlet.yaml", "project: demo\ndatabases:\n  app:\n    url: \(url)\n    migrations: migrations\n")
        for (name, text) in files { folder.write(name, text) }
        for arguments in [["migrate"], ["drift"], ["verify"]] {
            expectStatus(MartletBinary.run(arguments, in: folder.path), 0)
        }
    }

    /// Limits of sessions are no part of what a script means.
    @Test func whatLimitsSessionsStaysOut() throws {
        let project = try ServerProject()
        expectStatus(project.martlet("migrate"), 0)
        _ = project.sql("ALTER DATABASE \(project.database.name) SET default_transaction_read_only = on")
        expectStatus(project.martlet("diff", "migrations", "app", "--check"), 0)
    }
}
