import TestSupport
import Testing

/// `repair --undo`: what a half-run version has left is taken away, and nothing else.
@Suite struct RepairUndoTests {
    private static let first = """
        CREATE TABLE old (x INTEGER);
        INSERT INTO old VALUES (1);
        CREATE TABLE other (x INTEGER);
        INSERT INTO other VALUES (7);

        """

    /// Stops before its last statement.
    private static let half = """
        -- martlet: transaction=none
        CREATE TABLE a (x INTEGER);
        ALTER TABLE old ADD COLUMN y INTEGER;
        CREATE INDEX old_x ON old (x);
        INSERT INTO a VALUES (1), (2);
        CREATE VIEW a_view AS SELECT x FROM a;
        CREATE TABLE other (x INTEGER);
        CREATE TABLE b (x INTEGER);

        """

    private func project(_ engine: TestedEngine, _ text: String = half) throws -> any ProjectUnderTest {
        let project = try engine.project(["migrations/001_old.sql": Self.first])
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/002_half.sql", text)
        #expect(project.run("migrate").status == 1)
        #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "running")
        return project
    }

    /// All names of the schema beside Martlet's own.
    private func names(_ project: any ProjectUnderTest, _ engine: TestedEngine) -> String {
        project.sql(
            engine == .sqlite
                ? "SELECT group_concat(sql, ';') FROM sqlite_schema WHERE tbl_name NOT LIKE 'martlet%'"
                : """
                SELECT string_agg(c.relname || '.' || coalesce(a.attname, ''), ' ' ORDER BY c.relname, a.attnum)
                FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'martlet%'
                """)
    }

    private func expectUndone(_ project: any ProjectUnderTest, _ engine: TestedEngine) throws {
        let clean = try engine.project(["migrations/001_old.sql": Self.first])
        expectStatus(clean.run("migrate"), 0)
        #expect(names(project, engine) == names(clean, engine))
        #expect(project.sql("SELECT x FROM old") == "1" && project.sql("SELECT x FROM other") == "7")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '002'") == "0")
        expectStatus(project.run("history", "--verify"), 0)
        project.folder.write(
            "migrations/002_half.sql", Self.half.replacing("CREATE TABLE other (x INTEGER);\n", with: ""))
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a_view") == "2")
    }

    @Test(arguments: TestedEngine.allCases) func whatTheFileHasMadeIsDropped(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let before = names(project, engine)
        let plan = project.run("repair", "002", "--undo", "--dry-run")
        expectStatus(plan, 0)
        let (a, index) = engine == .sqlite ? ("\"a\"", "\"old_x\"") : ("public.a", "public.old_x")
        for line in ["will be run: DROP TABLE \(a), with 2 rows", "will be run: DROP INDEX \(index)"] {
            expect(plan.output, contains: line)
        }
        #expect(!plan.output.contains("DROP TABLE \"other\"") && !plan.output.contains("public.other"))
        let unasked = project.run("repair", "002", "--undo")
        #expect(unasked.status == 7, "\(unasked.everything)")
        expect(unasked.error, contains: "will be run: DROP TABLE \(a), with 2 rows")
        #expect(names(project, engine) == before)
        let result = project.run("repair", "002", "--undo", "--yes")
        expectStatus(result, 0)
        expect(result.output, contains: "002 is undone, by 4 statements, and pending")
        expect(project.run("history", "--log", "9").output, contains: "rollback")
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func ofAWayBackRunsWhatIsNeeded(_ engine: TestedEngine) throws {
        let project = try project(engine)
        project.folder.write(
            "migrations/002_half.sql",
            Self.half
                + """
                -- ROLLBACK:
                -- DROP TABLE b;
                -- DELETE FROM a;
                -- DROP VIEW IF EXISTS a_view;
                -- DROP INDEX old_x;
                -- ALTER TABLE old DROP COLUMN y;
                -- DROP TABLE a;

                """)
        let plan = project.run("repair", "002", "--undo", "--dry-run")
        expect(plan.output, contains: "left out, as table b is not there: DROP TABLE b;")
        expect(plan.output, contains: "left out, as table a goes itself: DELETE FROM a;")
        expect(plan.output, contains: "will be run: DROP TABLE a;, with 2 rows")
        expectStatus(project.run("repair", "002", "--undo", "--yes"), 0)
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func whatHasNoOppositeIsRefused(_ engine: TestedEngine) throws {
        let project = try project(
            engine, Self.half.replacing("INSERT INTO a", with: "UPDATE old SET x = 2;\nINSERT INTO a"))
        let before = names(project, engine)
        let result = project.run("repair", "002", "--undo", "--yes")
        #expect(result.status == 4, "\(result.everything)")
        expect(result.error, contains: "statement 4 is done and has no opposite: UPDATE old SET x = 2")
        expect(result.error, contains: "give its file a way back, and run the same command again")
        #expect(names(project, engine) == before)
        project.folder.write(
            "migrations/002_half.sql",
            (project.folder.read("migrations/002_half.sql") ?? "")
                + "-- ROLLBACK:\n-- UPDATE old SET x = 1;\n-- DROP VIEW a_view;\n-- DROP INDEX old_x;\n"
                + "-- ALTER TABLE old DROP COLUMN y;\n-- DROP TABLE a;\n")
        let doubtful = project.run("repair", "002", "--undo", "--yes")
        #expect(doubtful.status == 7, "\(doubtful.everything)")
        expect(doubtful.error, contains: "nothing tells whether that is needed: UPDATE old SET x = 1;")
        expect(doubtful.error, contains: "it may do more than is needed: --yes is not enough")
        expectStatus(project.run("repair", "002", "--undo", "--confirm", "app"), 0)
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func whatFailsChangesNothing(_ engine: TestedEngine) throws {
        let project = try project(engine)
        _ = project.sql(
            engine == .sqlite
                ? "CREATE TABLE child (x INTEGER PRIMARY KEY, y); DROP INDEX old_x; CREATE INDEX old_xy ON old (y);"
                : "CREATE VIEW more AS SELECT * FROM a_view")
        let before = names(project, engine)
        let result = project.run("repair", "002", "--undo", "--yes")
        #expect(result.status == 1, "\(result.everything)")
        #expect(names(project, engine) == before)
        #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "running")
        _ = project.sql(
            engine == .sqlite ? "DROP TABLE child; DROP INDEX old_xy" : "DROP VIEW more")
        expectStatus(project.run("repair", "002", "--undo", "--yes"), 0)
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func theFileMayBeGone(_ engine: TestedEngine) throws {
        let project = try project(engine)
        _ = Program.run(["rm", project.folder.path("migrations/002_half.sql")])
        expect(project.run("repair", "002").error, contains: "statement 1 is done: table a is there")
        expectStatus(project.run("repair", "002", "--undo", "--yes"), 0)
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func aWayBackThatStoppedIsFinished(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/001_old.sql": Self.first,
            "migrations/002_half.sql": """
            -- martlet:up transaction=none
            CREATE TABLE a (x INTEGER);
            CREATE TABLE b (x INTEGER);
            -- martlet:down transaction=none
            DROP TABLE b;
            VACUUM;
            DROP TABLE nowhere;
            DROP TABLE a;

            """,
        ])
        expectStatus(project.run("migrate"), 0)
        #expect(project.run("rollback", "--yes").status == 1)
        #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "undoing")
        let result = project.run("repair", "002", "--undo", "--yes")
        expectStatus(result, 0)
        for line in ["left out, as table b is not there", "left out, as table nowhere is not there"] {
            expect(result.everything, contains: line)
        }
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func batchesAreNotUndoneByHalf(_ engine: TestedEngine) throws {
        let project = try engine.project(BatchTests.rows(100, key: "id INTEGER PRIMARY KEY, m INTEGER CHECK (m < 5)"))
        expectStatus(project.run("migrate"), 0)
        project.folder.write(
            "migrations/002_fill.sql",
            "-- martlet: batch=10\nUPDATE t SET n = n + 1, m = CASE WHEN id = 55 THEN 9 END;\n")
        #expect(project.run("migrate").status == 1)
        let result = project.run("repair", "002", "--undo", "--yes")
        #expect(result.status == 4)
        expect(result.error, contains: "it runs in batches")
        expect(result.error, contains: "let it come to its end: martlet migrate; then: martlet rollback 002")
        #expect(project.sql("SELECT sum(n) FROM t") == "50")
    }

    @Test(arguments: TestedEngine.allCases) func whatIsNotHalfRunIsNotUndone(_ engine: TestedEngine) throws {
        let project = try engine.project(["migrations/001_old.sql": Self.first])
        expectStatus(project.run("migrate"), 0)
        #expect(project.run("repair", "001", "--undo", "--yes").status == 2)
        #expect(project.sql("SELECT count(*) FROM old") == "1")
    }

    // MARK: On a terminal

    private static let question = "[go on/undo/done/undone/N]"

    @Test(arguments: TestedEngine.allCases) func questionIsAnsweredWithUndo(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let before = names(project, engine)
        for answers in [["\\n"], ["what\\n"], ["undo\\n", "n\\n"], ["\\x04"]] {
            let result = ask(project, answers)
            #expect(result.status != 0, "\(result.everything)")
            #expect(names(project, engine) == before)
        }
        let result = ask(project, ["undo\\n", "y\\n"])
        expectStatus(result, 0)
        expect(result.output, contains: "statement 1 is done: table a is there")
        expect(result.output, contains: "statement 7 is not done")
        expect(result.output, contains: "undo what is half-run in app? [y/N]")
        try expectUndone(project, engine)
    }

    @Test(arguments: TestedEngine.allCases) func questionIsAnsweredWithGoOn(_ engine: TestedEngine) throws {
        let project = try project(engine)
        project.folder.write(
            "migrations/002_half.sql", Self.half.replacing("CREATE TABLE other (x", with: "CREATE TABLE others (x"))
        let result = ask(project, ["Go On\\n", "y\\n"])
        expectStatus(result, 0)
        expect(result.output, contains: "002 will go on after statement 5 with the next migrate")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM others)") == "2|0")
    }

    @Test(arguments: TestedEngine.allCases) func anAnswerThatIsContradictedWantsTheName(_ engine: TestedEngine) throws {
        for word in ["done", "undone"] {
            let project = try project(engine)
            let refused = ask(project, [word + "\\n", "y\\n"], then: "Type app to go on:")
            #expect(refused.status == 7, "\(refused.everything)")
            #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "running")
            expectStatus(ask(project, [word + "\\n", "app\\n"], then: "to go on:"), 0)
            let rows = project.sql("SELECT state FROM martlet_migrations WHERE version = '002'")
            #expect(rows == (word == "done" ? "applied" : ""))
        }
    }

    private func ask(
        _ project: any ProjectUnderTest, _ answers: [String], then second: String = "[y/N]"
    ) -> ProgramResult {
        PseudoTerminal.run(
            ["repair", "002"], in: project.folder.path,
            answers: Array(zip([Self.question, second], answers)).map { (text: $0, answer: $1) },
            environment: ["NO_COLOR": "1"])
    }

    // MARK: On a server

    @Test func namesLeadWhereTheFileHasThemLead() throws {
        let project = try project(
            .postgres,
            """
            -- martlet: transaction=none
            CREATE SCHEMA "My shop";
            SET search_path = "My shop";
            CREATE TABLE "A b" (x int);
            CREATE TABLE old (x int, CONSTRAINT c CHECK (x > 0));
            ALTER TABLE old ADD CONSTRAINT d CHECK (x > 1);
            CREATE TABLE public.other (x int);

            """)
        let shown = project.run("repair", "002")
        for line in [
            "statement 3 is done: table \"A b\" is there", "statement 5 is done: constraint d of old is there",
        ] {
            expect(shown.error, contains: line)
        }
        expectStatus(project.run("repair", "002", "--undo", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'My shop'") == "0")
        try expectUndone(project, .postgres)
    }

    @Test func anIndexThatIsNotValidGoesToo() throws {
        let project = try ServerProject(["migrations/001_old.sql": Self.first])
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write(
            "migrations/002_half.sql",
            """
            -- martlet: transaction=none
            CREATE TABLE a (x int);
            ALTER TABLE old ADD CONSTRAINT positive CHECK (x > 0) NOT VALID;
            CREATE UNIQUE INDEX CONCURRENTLY other_x ON other (x);

            """)
        // The table is kept busy, so that the index cannot be made to its end before the run is killed.
        let holder = try #require(
            Program.start([
                project.database.cluster.programs + "/psql", project.database.url, "-c",
                "BEGIN; INSERT INTO other VALUES (2); SELECT pg_sleep(5); COMMIT",
            ]))
        #expect(ChildProcess.waitUntil { project.sql(Self.others) == "1" })
        let run = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
        let isBegun = ChildProcess.waitUntil {
            project.sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == "1"
        }
        #expect(isBegun)
        ChildProcess.signal(run, 9)
        _ = ChildProcess.wait(run)
        _ = ChildProcess.wait(holder)
        #expect(ChildProcess.waitUntil { project.sql(Self.others) == "0" })
        expect(
            project.martlet("repair", "002").error, contains: "statement 2 is done: constraint positive of old is there"
        )
        let result = project.martlet("repair", "002", "--undo", "--yes")
        expectStatus(result, 0)
        expect(result.everything, contains: "DROP INDEX public.other_x")
        #expect(
            project.sql(
                "SELECT count(*) FROM pg_class WHERE relname IN ('a', 'other_x') UNION ALL SELECT count(*) FROM pg_constraint WHERE conname = 'positive'"
            ) == "0\n0")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '002'") == "0")
    }

    private static let others = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        """
}
