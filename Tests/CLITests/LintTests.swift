import TestSupport
import Testing

/// What `lint` says of the migrations of a project, and of files of SQL.
@Suite struct LintTests {
    static let users = """
        -- martlet:up
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(40)
        ) ;
        -- martlet:down
        DROP TABLE users;

        """
    static let orders = """
        -- martlet:up
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES users (id)) STRICT;
        -- martlet:allow delete-without-where because the shop has not opened yet
        DELETE FROM users;
        -- martlet:down
        DROP TABLE orders;

        """

    private static func sqlite(settings: [String] = []) -> ScratchProject {
        ScratchProject(["migrations/001_users.sql": users, "migrations/002_orders.sql": orders], settings: settings)
    }

    /// A server is named, and nobody asks it.
    private static func postgres() -> ScratchProject {
        ScratchProject(
            configuration:
                "project: p\ndatabases:\n  app:\n    url: postgres://nobody@localhost:1/app\n    migrations: m\n",
            [
                "m/001_orders.sql": """
                -- martlet:up
                ALTER TABLE orders ADD COLUMN über text;
                UPDATE orders SET über = 'ä'; DELETE FROM orders;
                -- martlet:down
                ALTER TABLE orders DROP COLUMN über;

                """
            ])
    }

    @Test func findings() { expectGolden("lint/sqlite", "lint") { Self.sqlite() } }

    @Test func findingsOnPostgres() { expectGolden("lint/postgres", "lint") { Self.postgres() } }

    @Test func nothingFound() {
        expectGolden("lint/nothing", "lint --rule update-without-where") { Self.sqlite() }
    }

    @Test func github() { expectGolden("lint/github", "lint --as github", json: false) { Self.sqlite() } }

    @Test func gitlab() { expectGolden("lint/gitlab", "lint --as gitlab", json: false) { Self.sqlite() } }

    @Test func sarif() { expectGolden("lint/sarif", "lint --as sarif", json: false) { Self.sqlite() } }

    @Test func gcc() { expectGolden("lint/gcc", "lint --as gcc", json: false) { Self.sqlite() } }

    @Test func linesAndColumnsCountCharactersOnPostgres() {
        let lines = Self.postgres().martlet("lint", "--as", "gcc").output
        expect(lines, contains: "m/001_orders.sql:3:1: warning: UPDATE changes every row of orders")
        expect(lines, contains: "m/001_orders.sql:3:31: error: DELETE takes every row of orders")
    }

    @Test func theAnswerIsNoFromWarningsOnUnlessErrorsAreAskedFor() {
        let project = Self.sqlite()
        expectStatus(project.martlet("lint"), 3)
        expectStatus(project.martlet("lint", "--fail-on", "error"), 0)
        expectStatus(project.martlet("lint", "--rule", "autoincrement-needless"), 3)
        expectStatus(project.martlet("lint", "--rule", "update-without-where"), 0)
        project.replace("migrations/002_orders.sql", "because the shop has not opened yet", by: "")
        expectStatus(project.martlet("lint", "--fail-on", "error"), 3)
    }

    @Test func settingsOfTheProjectCount() {
        let project = Self.sqlite(settings: ["lint: {ignore: [table-not-strict, type-length-ignored], fail_on: error}"])
        let result = project.martlet("lint")
        expectStatus(result, 0)
        #expect(!result.output.contains("type-length-ignored"))
        expect(result.output, contains: "autoincrement-needless")
        expectStatus(project.martlet("lint", "--fail-on", "warning"), 3)
    }

    @Test(arguments: [
        ("lint: {ignore: [table-not-strikt]}", "did you mean table-not-strict?"),
        ("lint: {fail_on: never}", "write warning or error"),
        ("lint: {server_version: new}", "write numbers with dots"),
        ("lint: {rules: [a]}", "the keys are ignore, fail_on, baseline, statistics, server_version"),
    ])
    func settingsAreReadStrictly(_ line: String, _ help: String) {
        let result = Self.sqlite(settings: [line]).martlet("lint")
        expectStatus(result, 2)
        expect(result.error, contains: help)
    }

    @Test(arguments: [
        ("sqlite", "sqlite:app.db", "INTEGER"), ("postgres", "postgres://nobody@localhost:1/app", "bigint"),
    ])
    func anIndexOfAnotherFileServesAForeignKey(_ engine: String, _ url: String, _ type: String) {
        let project = ScratchProject(
            configuration: "project: p\ndatabases:\n  app:\n    url: \(url)\n    migrations: m\n",
            [
                "m/001_a.sql": "CREATE TABLE a (id \(type) PRIMARY KEY, b \(type) REFERENCES b (id));\n",
                "m/002_b.sql": "CREATE TABLE c (id \(type) PRIMARY KEY, b \(type) REFERENCES b (id));\n",
                "m/003_c.sql": "CREATE INDEX a_b ON a (b, id);\n",
                // Going back makes an index that nobody has who goes forward.
                "m/004_d.sql": "DROP INDEX c_b;\n-- ROLLBACK:\n-- CREATE INDEX c_b ON c (b);\n",
                // A table is known by the name that it has in the end.
                "m/005_e.sql": """
                CREATE TABLE a_new (id \(type) PRIMARY KEY, b \(type) REFERENCES b (id));
                DROP TABLE a;
                ALTER TABLE a_new RENAME TO a;

                """,
            ])
        let rule = engine == "sqlite" ? "foreign-key-unindexed" : "foreign-key-without-index"
        #expect(project.martlet("lint", "--rule", rule, "m/001_a.sql").status == 0)
        let together = project.martlet("lint", "--rule", rule, "--as", "gcc")
        #expect(together.status == 3)
        let lines = together.output.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].hasPrefix("m/002_b.sql:1:"), "\(together.output)")
    }

    @Test(arguments: [
        ("c varchar(20)", "c TYPE varchar(40)", true), ("c varchar(40)", "c TYPE varchar(20)", false),
        ("c varchar(20)", "c TYPE text", true), ("c char(20)", "c TYPE text", false), ("d text", "c TYPE text", false),
        ("c numeric(9, 2)", "c TYPE numeric(12, 2)", true), ("c numeric(9, 2)", "c TYPE numeric(12, 3)", false),
        ("c varchar(20)", "c TYPE text USING c || ''", false), ("c text", "c TYPE text COLLATE \"C\"", false),
        ("b int, c varchar(20); ALTER TABLE t DROP c; ALTER TABLE t RENAME b TO c", "c TYPE text", false),
    ])
    func theTypeThatAnEarlierFileGaveAColumnCounts(_ first: String, _ change: String, _ isNoted: Bool) {
        let made = first.split(separator: ";", maxSplits: 1)
        let rest = made.dropFirst().map { ";" + $0 }.joined()
        let project = ScratchProject(
            configuration:
                "project: p\ndatabases:\n  app:\n    url: postgres://nobody@localhost:1/app\n    migrations: m\n",
            [
                "m/001_a.sql": "CREATE TABLE public.t (id bigint PRIMARY KEY, \(made[0]))\(rest);\n",
                "m/002_b.sql": "ALTER TABLE t ALTER \(change);\n",
            ])
        let result = project.martlet("lint", "--rule", "column-type-changed", "--as", "gcc")
        #expect(result.output.isEmpty == isNoted, "\(result.everything)")
    }

    @Test(arguments: [
        ("-- +goose NO TRANSACTION\n-- +goose Up", "-- +goose Down"),
        ("-- migrate:up transaction:false", "-- migrate:down"),
        ("-- About it.\n\n-- martlet:up", "-- martlet:down"),
    ])
    func theWaysOfAFileOfAToolArePartedByItsMarks(_ up: String, _ down: String) {
        let folder = ScratchFolder()
        folder.write("1.sql", "\(up)\nDROP TABLE a;\n\(down)\nDROP TABLE b;\nDROP INDEX CONCURRENTLY c;\n")
        let result = MartletBinary.run(
            ["lint", "--dialect", "postgres", "--as", "gcc", "--rule", "table-dropped", "1.sql"], in: folder.path)
        let line = up.split(separator: "\n", omittingEmptySubsequences: false).count + 1
        #expect(result.output.hasPrefix("1.sql:\(line):"), "\(result.everything)")
        #expect(result.output.split(separator: "\n").count == 1, "\(result.everything)")
    }

    @Test func migrationsThatAreNotLookedAtAreNamed() throws {
        let project = Self.sqlite()
        let insert = "INSERT INTO users (name) VALUES ('" + String(repeating: "x", count: 1 << 16) + "');\n"
        project.folder.write("migrations/003_many.sql", String(repeating: insert, count: 140))
        let result = project.martlet("lint", "--rule", "update-without-where")
        #expect(result.status == 0)
        #expect((result.output + result.error).contains("003 was not looked at: its file is too large"))
    }

    @Test func aBaselineHoldsWhatWasThereBefore() {
        let project = Self.sqlite()
        expectStatus(project.martlet("lint", "--write-baseline"), 2)
        expectStatus(project.martlet("lint", "--write-baseline", "--baseline", "lint.txt"), 0)
        expectStatus(project.martlet("lint", "--baseline", "lint.txt"), 0)
        // Lines above a statement come and go.
        project.replace("migrations/002_orders.sql", "-- martlet:up\n", by: "-- martlet:up\n\n-- Orders of a shop.\n")
        expectStatus(project.martlet("lint", "--baseline", "lint.txt"), 0)
        project.folder.write("migrations/003_more.sql", "-- martlet: irreversible\nUPDATE users SET name = 'x';\n")
        let result = project.martlet("lint", "--baseline", "lint.txt", "--as", "gcc")
        expectStatus(result, 3)
        #expect(
            result.output
                == "migrations/003_more.sql:2:1: warning: UPDATE changes every row of users [update-without-where]\n")
    }

    @Test func whatIsNoLongerFoundIsTold() {
        let project = Self.sqlite()
        expectStatus(project.martlet("lint", "--write-baseline", "--baseline", "lint.txt"), 0)
        project.replace("migrations/001_users.sql", " AUTOINCREMENT", by: "")
        project.replace("migrations/001_users.sql", "VARCHAR(40)", by: "TEXT")
        let result = project.martlet("lint", "--baseline", "lint.txt")
        expect(result.output, contains: "lint.txt: 3 findings no longer there")
    }

    @Test func aFileThatIsNoBaselineIsRefused() {
        let project = Self.sqlite()
        project.folder.write("lint.txt", "# a comment\n\nnonsense\n")
        let result = project.martlet("lint", "--baseline", "lint.txt")
        expectStatus(result, 2)
        expect(result.error, contains: "line 3 of lint.txt is none of a baseline")
    }

    @Test func aFileOfTheProjectIsLookedAtAsAMigration() {
        let project = Self.sqlite()
        let result = project.martlet("lint", "migrations/002_orders.sql", "--as", "gcc")
        expectStatus(result, 3)
        #expect(
            result.output
                == "migrations/002_orders.sql:2:63: warning: no index begins with customer: each DELETE in users reads"
                + " all of orders [foreign-key-unindexed]\n")
    }

    @Test func anyFileIsLookedAtWithoutAProject() {
        let folder = ScratchFolder()
        folder.write("a.sql", "BEGIN;\nUPDATE t SET a = 1;\nCOMMIT;\n")
        let unknown = MartletBinary.run(["lint", "a.sql"], in: folder.path)
        expectStatus(unknown, 2)
        expect(unknown.error, contains: "add --dialect sqlite or --dialect postgres")
        for dialect in ["sqlite", "postgres"] {
            let result = MartletBinary.run(
                ["lint", "a.sql", "--dialect", dialect, "--rule", "update-without-where", "--as", "gcc"],
                in: folder.path)
            expectStatus(result, 3)
            #expect(result.output.hasPrefix("a.sql:2:1: warning: "))
        }
        #expect(folder.names() == ["a.sql"])
    }

    @Test func marksAndNamesTellTheWayBackOfAnyFile() {
        let folder = ScratchFolder()
        folder.write("a.sql", "-- migrate:up\nDROP TABLE t;\n-- migrate:down\nDROP TABLE u;\n")
        folder.write("b.down.sql", "DROP TABLE t;\n")
        let line = ["lint", "a.sql", "b.down.sql", "--dialect", "sqlite", "--rule", "table-dropped", "--as", "gcc"]
        let result = MartletBinary.run(line, in: folder.path)
        #expect(result.output.split(separator: "\n").map { $0.prefix(12) } == ["a.sql:2:12: "])
    }

    @Test func theServerVersionDecidesWhatIsTooNew() {
        let folder = ScratchFolder()
        folder.write("a.sql", "ALTER TABLE t DROP COLUMN a;\n")
        let line = ["lint", "a.sql", "--dialect", "sqlite", "--rule", "needs-newer-sqlite"]
        expectStatus(MartletBinary.run(line, in: folder.path), 0)
        expectStatus(MartletBinary.run(line + ["--server-version", "3.34.1"], in: folder.path), 3)
        expectStatus(MartletBinary.run(line + ["--server-version", "3.35"], in: folder.path), 0)
        expectStatus(MartletBinary.run(line + ["--server-version", "new"], in: folder.path), 2)
    }

    @Test(arguments: [
        ["--rule", "no-such-rule"], ["--ignore", "table-not-strikt"], ["--as", "xml"], ["--as", "gcc", "--json"],
    ])
    func wrongUsageIsRefused(_ options: [String]) {
        let project = Self.sqlite()
        expectStatus(MartletBinary.run(["lint"] + options, in: project.folder.path), 2)
    }

    @Test func aFileThatCannotBeAMigrationIsAnErrorBesideTheFindings() {
        let project = Self.sqlite()
        project.folder.write("migrations/003_open.sql", "SELECT 'x;\n")
        let result = project.martlet("lint")
        expectStatus(result, 4)
        expect(result.error, contains: "migrations/003_open.sql")
        expect(result.output, contains: "autoincrement-needless")
    }

    @Test func anAllowanceAboveTheSectionsIsForTheWholeFile() {
        let project = Self.sqlite()
        let allowance = "-- martlet:allow autoincrement-needless because receipts have these numbers\n"
        project.folder.write("migrations/001_users.sql", allowance + "\n" + Self.users)
        #expect(!project.martlet("lint").output.contains("autoincrement-needless"))
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test func theReportsHaveTheFormsThatOthersRead() throws {
        let project = Self.sqlite()
        let sarif = project.martlet("lint", "--as", "sarif").output
        let gitlab = project.martlet("lint", "--as", "gitlab").output
        for text in [sarif, gitlab] {
            let check = Program.run(["python3", "-c", "import json, sys; json.loads(sys.argv[1])", text])
            expectStatus(check, 0)
        }
        let fingerprints = gitlab.split(separator: "\n").filter { $0.contains("\"fingerprint\"") }
        #expect(Set(fingerprints).count == fingerprints.count && !fingerprints.isEmpty)
    }
}
