import TestSupport
import Testing

/// What a plan tells of the tables that are there.
@Suite struct PlanForecastTests {
    private static let first = """
        CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(10), old TEXT);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, buyer INTEGER REFERENCES users);
        CREATE INDEX orders_total ON orders (total);

        """

    /// A project with a users table of three rows, orders, and these statements to come.
    private func project(_ engine: TestedEngine, _ statements: String...) throws -> any ProjectUnderTest {
        let project = try engine.project(["migrations/001_first.sql": Self.first])
        expectStatus(project.run("migrate"), 0)
        _ = project.sql("INSERT INTO users VALUES (1, 'Ava', ''), (2, 'Ben', ''), (3, 'Cleo', '')")
        project.folder.write("migrations/002_second.sql", statements.map { $0 + ";\n" }.joined())
        return project
    }

    /// The lines under a statement of the plan.
    private func told(_ plan: ProgramResult, under statement: String) -> [String] {
        let lines = plan.output.split(separator: "\n").map(String.init)
        guard let index = lines.firstIndex(where: { $0.hasSuffix("  " + statement) }) else { return ["not planned"] }
        return lines[(index + 1)...].prefix { $0.hasPrefix("     ") }.map { String($0.drop { $0 == " " }) }
    }

    private func withoutBytes(_ line: String) -> String {
        line.replacing(#/, \d+(\.\d)? k?B\)/#, with: ", N)")
    }

    // MARK: What is told

    @Test(
        arguments: [
            ("ALTER TABLE users ADD COLUMN mail TEXT;", "ACCESS EXCLUSIVE on users (3 rows, N): an instant"),
            (
                "ALTER TABLE users ALTER id TYPE bigint;",
                "rewritten unless the types are stored alike, less than a second"
            ),
            (
                "CREATE INDEX users_name ON users (name);",
                "SHARE on users (3 rows, N): read as a whole, and an index is built"
            ),
            ("DROP INDEX orders_total;", "ACCESS EXCLUSIVE on orders"),
            ("ALTER INDEX orders_total RENAME TO o;", "SHARE UPDATE EXCLUSIVE on the index orders_total of orders"),
            ("CREATE TABLE lines (o INTEGER REFERENCES orders);", "SHARE ROW EXCLUSIVE on orders"),
            ("UPDATE users SET name = 'x';", "ROW EXCLUSIVE on users (3 rows, N): rows are changed"),
        ])
    func aServersLocksAreTold(_ statement: String, _ line: String) throws {
        let project = try project(.postgres, String(statement.dropLast()))
        let plan = project.run("plan")
        expectStatus(plan, 0)
        let lines = told(plan, under: statement).map { withoutBytes($0) }
        #expect(lines.contains { $0.contains(line) }, "\(plan.everything)")
        #expect(told(project.run("migrate", "--dry-run"), under: statement).map { withoutBytes($0) } == lines)
    }

    @Test(
        arguments: [
            ("ALTER TABLE users ADD COLUMN mail TEXT;", ""),
            ("ALTER TABLE users ADD COLUMN mail TEXT CHECK (mail <> '');", "users (3 rows, N): read as a whole"),
            ("CREATE INDEX users_name ON USERS (name);", "USERS (3 rows, N): read as a whole, and an index is built"),
            ("ALTER TABLE users DROP COLUMN old;", "users (3 rows, N): rewritten"),
            ("CREATE TABLE copies AS SELECT * FROM users;", "users (3 rows, N): its rows are copied"),
        ])
    func whatTakesTimeInSQLiteIsTold(_ statement: String, _ line: String) throws {
        let project = try project(.sqlite, String(statement.dropLast()))
        let lines = told(project.run("plan"), under: statement).map { withoutBytes($0) }
        #expect(line.isEmpty ? lines.isEmpty : lines.first?.hasPrefix(line) == true, "\(lines)")
    }

    @Test(
        arguments: TestedEngine.allCases,
        [
            ("DROP TABLE orders;", "drops orders with its rows"),
            ("ALTER TABLE users DROP COLUMN old;", "drops users.old with its values"),
            ("DELETE FROM users WHERE id = 1;", "deletes rows of users"),
            ("DELETE FROM users;", "deletes all rows of users"),
            ("UPDATE users SET name = 'x';", "overwrites values in users"),
        ])
    func whatCannotBeUndoneIsTold(_ engine: TestedEngine, _ given: (statement: String, loss: String)) throws {
        let project = try project(engine, String(given.statement.dropLast()))
        let lines = told(project.run("plan"), under: given.statement)
        #expect(lines.contains("cannot be undone: " + given.loss), "\(lines)")
    }

    @Test(arguments: TestedEngine.allCases)
    func tablesThatThePlanMakesAreLeftOut(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "CREATE TABLE news (id INTEGER PRIMARY KEY, text TEXT)", "CREATE INDEX news_text ON news (text)",
            "ALTER TABLE news RENAME TO messages", "UPDATE messages SET text = ''", "DROP TABLE messages",
            "DROP TABLE IF EXISTS nowhere")
        let plan = project.run("plan", "--json")
        #expect(!plan.output.contains("forecasts"), "\(plan.output)")
    }

    @Test(arguments: TestedEngine.allCases)
    func aTableIsKnownByItsNewName(_ engine: TestedEngine) throws {
        let project = try project(
            engine, "ALTER TABLE users RENAME TO people", "CREATE INDEX people_name ON people (name)",
            "DROP TABLE orders", "CREATE TABLE orders (id INTEGER)", "CREATE INDEX o ON orders (id)")
        let plan = project.run("plan")
        #expect(told(plan, under: "CREATE INDEX people_name ON people (name);").joined().contains("people (3 rows, "))
        #expect(told(plan, under: "CREATE INDEX o ON orders (id);").isEmpty)
    }

    @Test func theRowsOfARebuiltTableAreKept() throws {
        let project = try project(
            .sqlite, "CREATE TABLE made (id INTEGER PRIMARY KEY, name TEXT NOT NULL)",
            "INSERT INTO made SELECT id, name FROM users", "DROP TABLE users", "ALTER TABLE made RENAME TO users",
            "CREATE INDEX users_name ON users (name)")
        let plan = project.run("plan")
        #expect(!plan.output.contains("cannot be undone"))
        #expect(told(plan, under: "CREATE INDEX users_name ON users (name);").joined().hasPrefix("users (3 rows, "))
    }

    @Test(arguments: TestedEngine.allCases)
    func aWayBackIsToldOfAsWell(_ engine: TestedEngine) throws {
        let project = try project(engine)
        project.folder.write(
            "migrations/002_second.sql",
            """
            -- martlet:up
            CREATE INDEX users_name ON users (name);
            -- martlet:down
            UPDATE users SET old = 'x';
            DROP TABLE orders;

            """)
        expectStatus(project.run("migrate"), 0)
        let back = project.run("rollback", "--dry-run")
        expectStatus(back, 0)
        #expect(told(back, under: "UPDATE users SET old = 'x';").last == "cannot be undone: overwrites values in users")
        let dropped = told(back, under: "DROP TABLE orders;")
        #expect(dropped.last == "cannot be undone: drops orders with its rows", "\(back.everything)")
        #expect(dropped.contains("ACCESS EXCLUSIVE on orders: an instant") == (engine == .postgres))
        // What is undone is no longer there for what is applied again.
        let again = project.run("redo", "--dry-run", "--json")
        expectStatus(again, 0)
        let said = try JSONSchema.outcome.validate(["redo.json": again.output])
        #expect(said.status == 0, "\(said.everything)")
        expect(again.output, contains: "\"drops orders with its rows\"")
    }

    // MARK: Forms

    @Test(arguments: TestedEngine.allCases)
    func documentsAndFilesTellTheSame(_ engine: TestedEngine) throws {
        let project = try project(engine, "CREATE INDEX n ON users (name)", "DELETE FROM orders")
        for arguments in [["plan", "--json"], ["plan", "--json", "--rehearse"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 0)
            let said = try JSONSchema.outcome.validate(["plan.json": result.output])
            #expect(said.status == 0, "\(said.everything)")
            expect(result.output, contains: "\"deletes all rows of orders\"")
        }
        expectStatus(project.run("plan", "--out", "plan.json"), 0)
        expect(project.folder.read("plan.json") ?? "", contains: "\"deletes all rows of orders\"")
        expectStatus(project.run("migrate", "--plan", "plan.json"), 0)
    }

    @Test(arguments: TestedEngine.allCases)
    func aPlanIsPrintedAsAScript(_ engine: TestedEngine) throws {
        let project = try project(engine, "DELETE FROM orders")
        let result = project.run("plan", "--as", "sql")
        expectStatus(result, 0)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("-- app: plan p2:") == true)
        let rest = [
            "-- 1: cannot be undone: deletes all rows of orders", "DELETE FROM orders;",
            "-- and the row of the history", "COMMIT;",
        ]
        #expect(Array(lines.suffix(4)) == rest)
        expectStatus(project.run("plan", "--as", "sql", "--json"), 2)
    }

    // MARK: History

    @Test(arguments: TestedEngine.allCases, [true, false])
    func theHistoryKeepsWhatWasTold(_ engine: TestedEngine, _ isApproved: Bool) throws {
        let project = try project(engine, "CREATE INDEX n ON users (name)", "DELETE FROM orders")
        expectStatus(project.run("plan", "--out", "plan.json"), 0)
        let options = isApproved ? ["--plan", "plan.json"] : []
        expectStatus(MartletBinary.run(["migrate"] + options, in: project.folder.path), 0)
        let kept = project.sql("SELECT forecast FROM martlet_migrations WHERE version = '002'")
        expect(kept, contains: "\"losses\":[\"deletes all rows of orders\"],\"statement\":2")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE forecast IS NULL") == "1")
        let history = project.run("history", "--json")
        expect(history.output, contains: "\"deletes all rows of orders\"")
        let said = try JSONSchema.outcome.validate(["history.json": history.output])
        #expect(said.status == 0, "\(said.everything)")
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test func theHistoryShowsWhatWasExpectedBesideWhatItTook() throws {
        let project = try project(.sqlite, "CREATE INDEX n ON users (name)")
        _ = project.sql("INSERT INTO users SELECT value, 'x', 'y' FROM generate_series(4, 20000)")
        expectStatus(project.run("migrate"), 0)
        let lines = project.run("history").output.split(separator: "\n")
        #expect(lines[1].hasSuffix("EXPECTED"))
        #expect(lines[3].hasSuffix("less than a second"), "\(lines)")
    }

    // MARK: Rehearsal

    @Test func aRehearsalTellsWhatIsNotToBeSeenInAStatement() throws {
        let project = try project(
            .postgres, "ALTER TABLE users ALTER name TYPE text", "ALTER TABLE orders DROP CONSTRAINT orders_buyer_fkey",
            "ALTER TABLE users ADD COLUMN mail TEXT")
        let plan = project.run("plan", "--rehearse")
        expectStatus(plan, 0)
        expect(plan.output, contains: "app: rehearsed in a scratch copy of the schema, without rows, in ")
        let spared = told(plan, under: "ALTER TABLE users ALTER name TYPE text;")
        #expect(spared.last == "seen: users is not rewritten", "\(spared)")
        let others = told(plan, under: "ALTER TABLE orders DROP CONSTRAINT orders_buyer_fkey;")
        #expect(!others.contains("seen: ACCESS EXCLUSIVE on users as well"), "it is locked already: \(others)")
        #expect(!told(plan, under: "ALTER TABLE users ADD COLUMN mail TEXT;").contains { $0.hasPrefix("seen") })
        expectStatus(project.run("status", "--check"), 3)
        #expect(
            project.sql(
                "SELECT data_type FROM information_schema.columns WHERE column_name = 'name' AND table_name = 'users'")
                == "character varying")
    }

    @Test func aRehearsalSeesTheLocksOfOtherTables() throws {
        let project = try project(.postgres, "ALTER TABLE orders DROP CONSTRAINT orders_buyer_fkey")
        let plan = project.run("plan", "--rehearse")
        #expect(
            told(plan, under: "ALTER TABLE orders DROP CONSTRAINT orders_buyer_fkey;").last
                == "seen: ACCESS EXCLUSIVE on users as well", "\(plan.everything)")
    }

    @Test func aRehearsalExpectsNoRowsInAPartitionedTable() throws {
        let project = try project(.postgres, "CREATE INDEX events_day ON events (day)")
        _ = project.sql("CREATE TABLE events (day date) PARTITION BY RANGE (day)")
        _ = project.sql("CREATE TABLE events_old PARTITION OF events FOR VALUES FROM ('1999-01-01') TO ('2000-01-01')")
        let plan = project.run("plan", "--rehearse")
        expectStatus(plan, 0)
        #expect(!plan.output.contains("events is not read as a whole"), "\(plan.output)")
    }

    @Test(arguments: TestedEngine.allCases)
    func aRehearsalFailsAsMigrateWould(_ engine: TestedEngine) throws {
        let project = try project(engine, "ALTER TABLE users ADD COLUMN mail TEXT", "DROP TABLE nowhere")
        expectStatus(project.run("plan"), 0)
        let rehearsed = project.run("plan", "--rehearse")
        expectStatus(rehearsed, 1)
        expect(rehearsed.error, contains: "migrations/002_second.sql:2:")
        expect(rehearsed.error, contains: "this was a rehearsal in a scratch copy of the schema: app is unchanged")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "1")
        #expect(project.sql("SELECT count(*) FROM martlet_log WHERE action <> 'seal'") == "1")
    }

    @Test(arguments: TestedEngine.allCases)
    func aRehearsalNeedsNoDatabase(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/001_first.sql": Self.first,
            "migrations/R__v.sql": "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT id FROM users;\n",
        ])
        let plan = project.run("plan", "--rehearse")
        expectStatus(plan, 0)
        expect(plan.output, contains: "rehearsed in a scratch copy")
        expectStatus(project.run("status", "--check"), 3)
    }

    @Test func statementsOutsideOfATransactionAreRehearsedToo() throws {
        let project = try project(
            .postgres, "-- martlet: transaction=none\nCREATE INDEX CONCURRENTLY n ON users (name)")
        let plan = project.run("plan", "--rehearse")
        expectStatus(plan, 0)
        #expect(!plan.output.contains("seen:"), "\(plan.output)")
    }
}
