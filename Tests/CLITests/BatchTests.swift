import TestSupport
import Testing

/// Migrations whose statements run in batches.
@Suite struct BatchTests {
    /// Rows 1 to `count`, each with a counter.
    static func rows(_ count: Int, key: String = "id INTEGER PRIMARY KEY", columns: String = "id", values: String = "i")
        -> [String: String]
    {
        [
            "migrations/001_rows.sql": """
            CREATE TABLE t (n INTEGER NOT NULL DEFAULT 0, \(key));
            WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < \(count))
              INSERT INTO t (\(columns)) SELECT \(values) FROM g;

            """
        ]
    }

    private func project(
        _ engine: TestedEngine, _ batch: String, rows: [String: String] = rows(1000)
    ) throws -> any ProjectUnderTest {
        let project = try engine.project(rows)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/002_fill.sql", batch)
        return project
    }

    private static let sums = "SELECT count(*), min(n), max(n) FROM t"

    @Test(
        arguments: TestedEngine.allCases,
        [
            "UPDATE t SET n = n + 1;", "UPDATE t AS x SET n = x.n + 1 WHERE x.id > 0 OR x.id < 0;",
            "UPDATE t SET n = n + w.one FROM (SELECT 1 AS one) AS w WHERE w.one = 1 -- WHERE\n;",
            "WITH w AS (SELECT 1 AS one) UPDATE t SET n = n + (SELECT one FROM w) WHERE 'WHERE' <> 'x' RETURNING id;",
        ])
    func eachRowIsChangedOnce(_ engine: TestedEngine, _ statement: String) throws {
        for size in [1, 7, 500, 1000, 5000] where size > 1 || statement.hasSuffix("+ 1;") {
            let project = try project(engine, "-- martlet: batch=\(size)\n\(statement)\n", rows: Self.rows(200))
            let result = project.run("migrate")
            expectStatus(result, 0)
            #expect(project.sql(Self.sums) == "200|1|1", "batches of \(size)")
            expect(project.run("status").output, contains: "up to date")
        }
    }

    @Test(arguments: TestedEngine.allCases) func keysOfAllKinds(_ engine: TestedEngine) throws {
        let text = engine == .sqlite ? "'k' || printf('%05d', i * 7919 % 10007)" : "'k\\''' || md5(i::text)"
        let cases: [(key: String, columns: String, values: String)] = [
            ("id INTEGER PRIMARY KEY", "id", "i * 3 - 600"), ("k TEXT PRIMARY KEY NOT NULL", "k", text),
            ("a INTEGER NOT NULL, b TEXT NOT NULL, PRIMARY KEY (b, a)", "a, b", "i, 'x' || (i % 5)"),
            engine == .sqlite
                ? ("k BLOB PRIMARY KEY NOT NULL", "k", "randomblob(16)")
                : ("k uuid PRIMARY KEY", "k", "gen_random_uuid()"),
            engine == .sqlite
                ? ("k REAL PRIMARY KEY NOT NULL", "k", "i / 7.0")
                : ("k timestamptz PRIMARY KEY", "k", "now() + i * interval '1 ms'"),
        ]
        for (key, columns, values) in cases {
            let rows = Self.rows(300, key: key, columns: columns, values: values)
            let project = try project(engine, "-- martlet: batch=13\nUPDATE t SET n = n + 1;\n", rows: rows)
            expectStatus(project.run("migrate"), 0)
            #expect(project.sql(Self.sums) == "300|1|1", "\(key)")
        }
    }

    @Test(arguments: TestedEngine.allCases) func severalStatementsRunInOrder(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            """
            -- martlet: batch=100 pause=1ms
            UPDATE t SET n = id WHERE id <= 900;
            DELETE FROM t WHERE n = 0;
            INSERT INTO log (id) SELECT t.id FROM t WHERE t.n > 5;

            """)
        _ = project.sql("CREATE TABLE log (id INTEGER PRIMARY KEY)")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*), max(n) FROM t") == "900|900")
        #expect(project.sql("SELECT count(*), min(id) FROM log") == "895|6")
    }

    @Test(arguments: TestedEngine.allCases) func emptyTableNeedsNoBatch(_ engine: TestedEngine) throws {
        let project = try project(engine, "-- martlet: batch=10\nUPDATE t SET n = 1;\n")
        _ = project.sql("DELETE FROM t")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums).hasPrefix("0|"))
    }

    @Test(arguments: TestedEngine.allCases) func failingBatchIsNamedAndTheNextRunGoesOn(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "-- martlet: batch=100\nUPDATE t SET n = n + 1000 / (id - 350 + 1000 * m);\n",
            rows: Self.rows(1000, key: "id INTEGER PRIMARY KEY, m INTEGER NOT NULL DEFAULT 0 CHECK (m <> 7)"))
        if engine == .sqlite {
            // Division by zero is no error there; a broken rule is one.
            project.folder.write(
                "migrations/002_fill.sql",
                "-- martlet: batch=100\nUPDATE t SET n = n + 1, m = CASE WHEN id = 350 AND m = 0 THEN 7 ELSE m END;\n")
        } else {
            project.folder.write(
                "migrations/002_fill.sql", "-- martlet: batch=100\nUPDATE t SET n = n + 1 + 0 / (id - 350 + m);\n")
        }
        let failed = project.run("migrate")
        #expect(failed.status == 1, "\(failed.everything)")
        expect(failed.error, contains: "batch 4, the rows where t.\"id\" > ")
        expect(failed.error, contains: "3 batches of statement 1 are done, and stay")
        #expect(project.sql("SELECT count(*), max(id) FROM t WHERE n = 1") == "300|300")
        let status = project.run("status")
        expect(status.output, contains: "half-run, 30 %")
        _ = project.sql("UPDATE t SET m = 1 WHERE id = 350")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
    }

    @Test(arguments: TestedEngine.allCases) func editedFileHasToBeAccepted(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "-- martlet: batch=100\nUPDATE t SET n = n + 1, id = id;\n".replacing(", id = id", with: ""),
            rows: Self.rows(500, key: "id INTEGER PRIMARY KEY, m INTEGER CHECK (m < 5)"))
        project.folder.write(
            "migrations/002_fill.sql",
            "-- martlet: batch=100\nUPDATE t SET n = n + 1, m = CASE WHEN id = 250 THEN 9 END;\n")
        #expect(project.run("migrate").status == 1)
        project.folder.write("migrations/002_fill.sql", "-- martlet: batch=30\nUPDATE t SET n = n + 1;\n")
        let refused = project.run("migrate")
        #expect(refused.status == 4, "\(refused.everything)")
        expect(refused.error, contains: "stopped after batch 2 of statement 1")
        expect(refused.error, contains: "martlet repair 002, with --continue to go on behind it")
        project.folder.write("migrations/002_fill.sql", "UPDATE t SET n = n + 1;\n")
        let withoutBatches = project.run("repair", "002", "--continue", "--yes")
        #expect(withoutBatches.status == 4)
        expect(withoutBatches.error, contains: "its file runs in none any more")
        project.folder.write("migrations/002_fill.sql", "-- martlet: batch=30\nUPDATE t SET n = n + 1;\n")
        expectStatus(project.run("repair", "002", "--continue", "--yes"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums) == "500|1|1")
    }

    @Test(
        arguments: TestedEngine.allCases,
        [
            ("CREATE TABLE u (a INTEGER);", "only UPDATE, DELETE and INSERT"),
            ("UPDATE t SET n = 1 ORDER BY id LIMIT 3;", "ORDER BY and LIMIT"),
            ("INSERT INTO u SELECT count(*) FROM t;", "count() is of all rows together"),
            ("INSERT INTO t (n) SELECT n FROM t;", "reads the table that it writes into"),
            ("UPDATE t SET id = id + 1;", "it sets id"), ("UPDATE bare SET n = 1;", "no primary key"),
            ("UPDATE nowhere SET n = 1;", "there is no table nowhere"),
        ])
    func whatCannotBeCutChangesNothing(
        _ engine: TestedEngine, _ wrong: (statement: String, words: String)
    ) throws {
        let project = try project(engine, "-- martlet: batch=10\nUPDATE t SET n = 5;\n\(wrong.statement)\n")
        _ = project.sql("CREATE TABLE bare (n INTEGER); INSERT INTO bare VALUES (1)")
        let result = project.run("migrate")
        #expect(result.status != 0)
        expect(result.error, contains: wrong.words)
        #expect(project.sql(Self.sums) == "1000|0|0")
    }

    @Test(arguments: TestedEngine.allCases) func otherKeyIsNamed(_ engine: TestedEngine) throws {
        let project = try project(engine, "-- martlet: batch=10\n-- martlet: key=bare.k\nUPDATE bare SET n = n + 1;\n")
        _ = project.sql(
            "CREATE TABLE bare (k INTEGER NOT NULL, n INTEGER NOT NULL); INSERT INTO bare SELECT id / 3, 0 FROM t")
        let refused = project.run("migrate")
        #expect(refused.status != 0)
        expect(refused.error, contains: "no index of bare begins with k")
        _ = project.sql("CREATE INDEX bare_k ON bare (k)")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*), min(n), max(n) FROM bare") == "1000|1|1")
    }

    @Test(arguments: TestedEngine.allCases) func wayBackRunsInBatchesToo(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            """
            -- martlet:up batch=100
            UPDATE t SET n = n + 1;
            -- martlet:down batch=70
            UPDATE t SET n = n - 1, m = CASE WHEN m = 0 AND id = 500 THEN 7 ELSE m END;

            """, rows: Self.rows(1000, key: "id INTEGER PRIMARY KEY, m INTEGER NOT NULL DEFAULT 0 CHECK (m < 5)"))
        expectStatus(project.run("migrate"), 0)
        let failed = project.run("rollback", "002", "--yes")
        #expect(failed.status == 1, "\(failed.everything)")
        #expect(project.sql("SELECT count(*) FROM t WHERE n = 0") == "490")
        let refused = project.run("migrate")
        #expect(refused.status == 4)
        expect(refused.error, contains: "martlet rollback 002 goes on")
        _ = project.sql("UPDATE t SET m = 1 WHERE id = 500")
        expectStatus(project.run("rollback", "002", "--yes"), 0)
        #expect(project.sql(Self.sums) == "1000|0|0")
        expectStatus(project.run("migrate"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func eventsTellHowFarItIs(_ engine: TestedEngine) throws {
        let project = try project(engine, "-- martlet: batch=200 pause=150ms\nUPDATE t SET n = 1;\n")
        let result = project.run("migrate", "--format", "ndjson")
        expectStatus(result, 0)
        let events = result.everything.split(separator: "\n").filter { $0.contains("\"event\":\"batches\"") }
        #expect(events.count >= 3)
        expect(String(events.last ?? ""), contains: "\"statement\":1")
    }

    @Test(arguments: TestedEngine.allCases) func planShowsTheBatches(_ engine: TestedEngine) throws {
        let project = try project(engine, "-- martlet: batch=50\nUPDATE t SET n = 1;\n")
        _ = project.sql("ANALYZE")
        let plan = project.run("plan")
        expectStatus(plan, 0)
        expect(plan.output, contains: "batches of 50 rows")
        #expect(project.sql(Self.sums) == "1000|0|0")
    }
}
