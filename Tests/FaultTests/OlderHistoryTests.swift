import TestSupport
import Testing

/// Databases as earlier forms of Martlet have left them, with fewer columns in the history.
@Suite struct OlderHistoryTests {
    /// The forms of the history before today's; databases of them were kept.
    static let forms = [1, 2]
    /// What came since the first.
    private static let later = [
        "adopted_checksum", "adopted_from", "adopted_variant", "adopted_verdict", "adopted_version", "forecast",
        "progress",
    ]

    /// Three versions that are applied, in two runs, and the row of a try of 004 that failed.
    private static func project(_ engine: TestedEngine, _ form: Int) throws -> any ProjectUnderTest {
        let project = try engine.project(engine == .sqlite ? ScratchProject.twoMigrations : ServerProject.twoMigrations)
        project.folder.write(
            "migrations/003_age.sql",
            "ALTER TABLE users ADD COLUMN age integer;\n\n-- ROLLBACK:\n-- ALTER TABLE users DROP COLUMN age;\n")
        project.folder.write("migrations/004_d.sql", "CREATE TABLE d (x integer);\n-- ROLLBACK:\n-- DROP TABLE d;\n")
        let path = MartletBinary.packageRoot + "/Tests/Fixtures/histories/\(engine.rawValue)-\(form).sql"
        _ = project.sql(try #require(TextFile.read(path)))
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "4")
        return project
    }

    /// Which of the later columns the history has.
    private static func columns(_ engine: TestedEngine, _ project: any ProjectUnderTest) -> [String] {
        let sql =
            engine == .sqlite
            ? "SELECT name FROM pragma_table_info('martlet_migrations')"
            : "SELECT attname FROM pg_attribute WHERE attrelid = 'martlet_migrations'::regclass AND attnum > 0"
        return project.sql(sql).split(separator: "\n").map(String.init).filter(later.contains).sorted()
    }

    private static let rows = "SELECT * FROM martlet_migrations ORDER BY id"
    private static let upgrades = "SELECT subject, result, detail FROM martlet_log WHERE action = 'upgrade'"

    @Test(
        "D3: a history of an older Martlet is read as it is", arguments: TestedEngine.allCases, Self.forms)
    func isRead(_ engine: TestedEngine, _ form: Int) throws {
        let project = try Self.project(engine, form)
        let (columns, rows) = (Self.columns(engine, project), project.sql(Self.rows))
        #expect(columns.count < Self.later.count)
        for command in [
            ["status"], ["plan"], ["migrate", "-n"], ["history", "--log", "9"], ["history", "--json"],
            ["rollback", "-n"], ["dump", "-o", "schema.sql"], ["dump", "--check", "-o", "schema.sql"], ["check"],
            ["drift"], ["docs", "-o", "docs"], ["backup", "-o", "copy"], ["restore", "copy", "-n"],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path)
            // 004 is pending.
            expectStatus(result, command == ["check"] ? 3 : 0)
            #expect(!result.everything.contains("history-"), "\(command): \(result.everything)")
        }
        let proof = project.run("history", "--verify")
        expectStatus(proof, 0)
        expect(proof.output, contains: "every other row of the history is as it was written")
        #expect(Self.columns(engine, project) == columns)
        #expect(project.sql(Self.rows) == rows)
        #expect(project.sql(Self.upgrades).isEmpty)
    }

    @Test(
        "D3: what changes something brings the history of an older Martlet forward",
        arguments: [
            ["migrate"], ["rollback", "--yes"], ["repair", "004", "--yes"], ["stamp", "004"], ["seed"], ["init"],
            ["redo", "--yes"],
        ], TestedEngine.allCases)
    func isBroughtForward(_ command: [String], _ engine: TestedEngine) throws {
        for form in Self.forms {
            let project = try Self.project(engine, form)
            let missing = Self.later.filter { !Self.columns(engine, project).contains($0) }
            if command == ["seed"] { project.folder.remove("migrations/004_d.sql") }
            if command == ["stamp", "004"] { _ = project.sql("CREATE TABLE d (x integer)") }
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 0)
            #expect(Self.columns(engine, project) == Self.later)
            let told = project.sql(Self.upgrades)
            #expect(told.hasPrefix("martlet_migrations|done|added ") && !told.contains("\n"), "\(told)")
            #expect(missing.allSatisfy(told.contains), "\(told)")
            for command in [["history", "--verify"], ["migrate"], ["check"], ["history", "--verify"]] {
                expectStatus(MartletBinary.run(command, in: project.folder.path), 0)
            }
            let applied = "SELECT count(*) FROM martlet_migrations WHERE state = 'applied'"
            expectStatus(project.run("rollback", "--steps", project.sql(applied), "--yes"), 0)
            #expect(project.sql(applied) == "0")
            expect(project.run("history", "--log", "50").output, contains: "upgrade")
            #expect(project.sql(Self.upgrades) == told)
        }
    }

    @Test(
        "D3: rows that an older Martlet wrote are proved as it left them, before and after they are brought forward",
        arguments: TestedEngine.allCases, Self.forms)
    func areProved(_ engine: TestedEngine, _ form: Int) throws {
        let changes = [
            ("UPDATE martlet_migrations SET applied_by = 'somebody' WHERE version = '001'", "at or before 001"),
            ("UPDATE martlet_migrations SET previous_hash = '' WHERE version = '003'", "at or before 002"),
        ]
        for (change, finding) in changes {
            let project = try Self.project(engine, form)
            _ = project.sql(change)
            expect(project.run("history", "--verify").error, contains: finding)
            expectStatus(project.run("init"), 0)
            expect(project.run("history", "--verify").error, contains: finding)
        }
        // What a row says in a column that came later was not there when the next row was written.
        let project = try Self.project(engine, form)
        expectStatus(project.run("init"), 0)
        for column in Self.later where column != "progress" {
            _ = project.sql("UPDATE martlet_migrations SET \(column) = '[]' WHERE version = '001'")
            #expect(project.run("history", "--verify").status == 4)
            _ = project.sql("UPDATE martlet_migrations SET \(column) = NULL WHERE version = '001'")
            expectStatus(project.run("history", "--verify"), 0)
        }
    }

    @Test("D3: several runs at once bring a history forward once", arguments: TestedEngine.allCases)
    func severalRuns(_ engine: TestedEngine) throws {
        let project = try Self.project(engine, 1)
        let runs = (0..<8).map { _ in
            MartletBinary.start(["migrate", "--wait", "100s"], in: project.folder.path) ?? -1
        }
        #expect(runs.map(ChildProcess.wait) == Array(repeating: 0, count: 8))
        #expect(project.sql("SELECT count(*) FROM martlet_log WHERE action = 'upgrade'") == "1")
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test("D3: a history of the first form takes over what another tool has applied", arguments: TestedEngine.allCases)
    func takesOver(_ engine: TestedEngine) throws {
        let project = try Self.project(engine, 1)
        for name in ["001_create_users", "002_create_posts", "003_age", "004_d"] {
            project.folder.remove("migrations/\(name).sql")
        }
        for number in 1...2 {
            project.folder.write(
                "migrations/\(number)_a.sql",
                "-- migrate:up\nCREATE TABLE t\(number) (x int);\n-- migrate:down\nDROP TABLE t\(number);\n")
        }
        _ = project.sql(
            """
            DELETE FROM martlet_migrations; DELETE FROM martlet_log; DROP TABLE posts; DROP TABLE users;
            CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY); CREATE TABLE t1 (x int);
            INSERT INTO schema_migrations VALUES ('1');
            """)
        expectStatus(project.run("adopt"), 0)
        #expect(project.sql("SELECT coalesce(CAST(applied_at AS text), '') FROM martlet_migrations") == "")
        expectStatus(project.run("migrate"), 0)
        #expect(Self.columns(engine, project) == Self.later)
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test("D3: killed anywhere, the history has all columns and the note of them, or none")
    func killed() throws {
        let project = try Self.project(.sqlite, 1)
        let origin = try #require(project as? ScratchProject)
        let points = FaultPoint.kills(of: ["migrate"], in: ProjectCopy(of: origin))
        Sweep.over(points, "D3: a history brought forward, killed", usual: 25, atLeast: 60) { point in
            let copy = ProjectCopy(of: origin)
            guard point.run(["migrate"], in: copy) != nil else { return nil }
            let state = SQLiteClient.query(
                copy.database,
                """
                SELECT count(*) FROM pragma_table_info('martlet_migrations');
                SELECT count(*) FROM martlet_log WHERE action = 'upgrade';
                """)
            guard ["19\n0\n", "26\n1\n"].contains(state) else { return [state] }
            let results = [["history", "--verify"], ["migrate"], ["history", "--verify"]].map {
                MartletBinary.run($0, in: copy.path)
            }
            return results.filter { $0.status != 0 }.map(\.everything)
        }
    }

    @Test(
        "D3: a backup of an older Martlet's history is restored, and brought forward after that",
        arguments: TestedEngine.allCases)
    func restored(_ engine: TestedEngine) throws {
        let project = try Self.project(engine, 1)
        expectStatus(project.run("backup", "-o", "copy"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(Self.columns(engine, project) == Self.later)
        expectStatus(project.run("restore", "copy", "--yes"), 0)
        #expect(Self.columns(engine, project).isEmpty)
        expectStatus(project.run("status"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(Self.columns(engine, project) == Self.later)
        expectStatus(project.run("history", "--verify"), 0)
    }
}
