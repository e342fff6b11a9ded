import TestSupport
import Testing

/// Errors that only a server brings about, each provoked: what a user reads, and what the pages of `docs/errors` show.
@Suite struct ServerErrorTests {
    /// Compares what was said with a golden, in which names and folders of the run have one value.
    private func expectGolden(
        _ name: String, _ result: ProgramResult, _ names: [String: String], status: Int32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectStatus(result, status, sourceLocation: sourceLocation)
        let text = names.sorted { $0.key.count > $1.key.count }
            .reduce(result.error) { $0.replacing($1.key, with: $1.value) }
        Golden.expect(text, name + ".txt", sourceLocation: sourceLocation)
    }

    private func names(_ project: ServerProject) -> [String: String] {
        [
            "?host=\(project.database.cluster.socketFolder)&port=\(project.database.cluster.port)": "",
            project.database.cluster.socketFolder: "/run/postgresql",
            project.database.name: "prod",
        ]
    }

    @Test func aRoleThatMayNotConnect() throws {
        let project = try ServerProject()
        let database = project.database
        _ = database.psql(
            "REVOKE CONNECT ON DATABASE \(database.name) FROM PUBLIC; CREATE ROLE \(database.name)_app LOGIN")
        defer { _ = database.psql("DROP ROLE \(database.name)_app") }
        let result = project.martlet("status", "--url", database.url(as: database.name + "_app"))
        var names = names(project)
        names[database.name + "_app"] = "app"
        expectGolden("errors/access-denied", result, names, status: 1)
    }

    @Test(arguments: ["", "-- martlet: transaction=none\n"])
    func aLimitThatAScriptSetsItselfIsNoWishToStop(_ directive: String) throws {
        let project = try ServerProject([
            "migrations/001_slow.sql": directive + "SET statement_timeout = '50ms';\nSELECT pg_sleep(30);\n"
        ])
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "canceling statement due to statement timeout")
        expect(result.error, contains: "001_slow.sql:\(directive.isEmpty ? 2 : 3):1")
    }

    @Test func aPasswordFileThatOthersMayReadIsToldOfOnce() throws {
        let project = try ServerProject()
        let file = project.folder.write("passwords", "*:*:*:*:canary\n")
        for command in [["migrate"], ["status"], ["backup"]] {
            let result = MartletBinary.run(command, in: project.folder.path, environment: ["PGPASSFILE": file])
            expectStatus(result, 0)
            #expect(result.error.matches(of: /password file/).count == 1, "\(result.error)")
        }
    }

    @Test(arguments: ["DROP TABLE martlet_migrations", "ALTER TABLE martlet_migrations RENAME TO gone"])
    func aScriptThatTakesTheHistoryAwayIsToldWithItsPlace(_ statement: String) throws {
        let project = try ServerProject(["migrations/001_a.sql": "CREATE TABLE a (id int);\n\(statement);\n"])
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "after this script its record cannot be written")
        expect(result.error, contains: " --> migrations/001_a.sql:2:1")
        expect(result.error, contains: "leave Martlet's own tables alone in scripts")
    }

    @Test func statementsThatNobodyMayTry() throws {
        let project = try OwnedProject.migrated(rights: "NOCREATEDB")
        let result = project.martlet("diff", "app", project.url("postgres"), "--sql")
        expect(result.output, contains: "DROP TABLE")
        expectGolden("errors/plan-unproved", result, [project.role: "shop"], status: 0)
    }

    @Test func aSchemaThatIsNotThere() throws {
        let project = try ServerProject()
        let name = project.database.name
        _ = project.sql("ALTER DATABASE \(name) SET search_path = app, public")
        // Nor does anybody who only looks take the next one for it.
        expectStatus(project.martlet("status"), 2)
        let result = project.martlet("migrate")
        expectGolden("errors/no-schema", result, names(project), status: 2)
        #expect(project.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0")
        _ = project.sql("CREATE SCHEMA app")
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT schemaname FROM pg_tables WHERE tablename IN ('users', 'martlet_log')") == "app\napp")
    }

    /// The library begins the second line of its message with a tab.
    @Test func aServerThatIsNotThere() throws {
        let result = try ServerProject().martlet("status", "--url", "postgres://app@/prod?host=/nowhere")
        expectStatus(result, 5)
        expect(result.error, contains: "error[out-of-reach]: connection to server on socket")
        expect(result.error, contains: "\n  Is the server running locally and accepting connections on that socket?\n")
        #expect(!result.error.contains("\\t"))
    }

    @Test func aConnectionThatAnybodyCouldRead() throws {
        let project = try ServerProject()
        let result = project.martlet("status", "--url", "postgres://app:geheim@db.example/prod?sslmode=prefer")
        expectGolden("errors/insecure-connection", result, [:], status: 7)
    }

    @Test("B5: a pooler that lends for a transaction") func aPoolerThatLendsForATransaction() throws {
        let project = try ServerProject()
        let pooler = try PgBouncer(project.database.cluster, mode: "transaction")
        let result = project.martlet("migrate", "--url", pooler.url(project.database.name))
        var names = names(project)
        names[pooler.socketFolder] = "/run/pgbouncer"
        expectGolden("errors/pooler", result, names, status: 7)
        #expect(project.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0")
        // Whoever is lent those sessions next can write.
        expectStatus(project.martlet("status", "--url", pooler.url(project.database.name)), 0)
        let written = Program.run(
            [
                project.database.cluster.programs + "/psql", "-XqAt", "-c", "CREATE TABLE t (x int)",
                pooler.url(project.database.name),
            ],
            in: "/")
        expectStatus(written, 0)
    }
}
