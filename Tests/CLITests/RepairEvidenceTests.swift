import TestSupport
import Testing

/// Settling half-run versions by what is in the database.
@Suite struct RepairEvidenceTests {
    /// Stops before its third statement, and is edited then.
    private func halfRun(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.project([
            "migrations/001_many.sql": """
            -- martlet: transaction=none
            CREATE TABLE a (x INTEGER);
            ALTER TABLE a ADD COLUMN y INTEGER;
            INSERT INTO nowhere VALUES (1);
            CREATE TABLE b (x INTEGER);

            """
        ])
        #expect(project.run("migrate").status == 1)
        project.folder.write(
            "migrations/001_many.sql",
            "-- martlet: transaction=none\nCREATE TABLE a (x INTEGER);\nALTER TABLE a ADD COLUMN y INTEGER;\n"
                + "INSERT INTO a (x) VALUES (1);\nCREATE TABLE b (x INTEGER);\n"
                + "-- ROLLBACK:\n-- DROP TABLE b;\n-- DROP TABLE a;\n")
        return project
    }

    @Test(arguments: TestedEngine.allCases) func evidenceIsShownForEachStatement(_ engine: TestedEngine) throws {
        let project = try halfRun(engine)
        let result = project.run("repair", "001")
        #expect(result.status == 4, "\(result.everything)")
        for line in [
            "statement 1 is done: table a is there", "statement 2 is done: column y of a is there",
            "statement 3 is not done: its end would have been noted with it, and is not",
            "statement 4 is not done: table b is not there", "--continue",
            "its way back has for what is there: DROP TABLE a;",
        ] { expect(result.error, contains: line) }
        let json = project.run("repair", "001", "--json")
        #expect(json.status == 4)
        expect(json.output.replacing(" ", with: ""), contains: "\"verdict\":\"not-done\"")
    }

    @Test(arguments: TestedEngine.allCases) func wordThatIsContradictedIsRefused(_ engine: TestedEngine) throws {
        let project = try halfRun(engine)
        for (word, fact) in [("--done", "table b is not there"), ("--undone", "table a is there")] {
            let refused = project.run("repair", "001", word, "--yes")
            #expect(refused.status != 0)
            expect(refused.error, contains: fact)
            expect(refused.error, contains: "the database says otherwise: --yes is not enough")
            #expect(project.sql("SELECT state FROM martlet_migrations") == "running")
        }
        expectStatus(project.run("repair", "001", "--undone", "--confirm", "app"), 0)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "0")
    }

    @Test(arguments: TestedEngine.allCases) func wordThatHoldsIsTaken(_ engine: TestedEngine) throws {
        let finished = try halfRun(engine)
        _ = finished.sql("INSERT INTO a (x) VALUES (1); CREATE TABLE b (x INTEGER)")
        expectStatus(finished.run("repair", "001", "--done", "--yes"), 0)
        #expect(finished.sql("SELECT state FROM martlet_migrations") == "applied")
        let undone = try halfRun(engine)
        _ = undone.sql("DROP TABLE a")
        expectStatus(undone.run("repair", "001", "--undone", "--yes"), 0)
        expectStatus(undone.run("migrate"), 0)
        #expect(undone.sql("SELECT count(*) FROM b") == "0")
    }

    @Test(arguments: TestedEngine.allCases) func whatNeedsNoProofGoesOn(_ engine: TestedEngine) throws {
        let project = try halfRun(engine)
        expectStatus(project.run("repair", "001", "--continue", "--yes"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a") == "1")
    }

    @Test func indexThatIsNotValidIsNotDone() throws {
        let project = try ServerProject([
            "migrations/001_index.sql": """
            -- martlet: transaction=none
            CREATE TABLE a (x INTEGER);
            INSERT INTO a VALUES (1), (1);
            CREATE TABLE stop (x INTEGER CHECK (x > 0));
            INSERT INTO stop VALUES (0);
            CREATE UNIQUE INDEX CONCURRENTLY a_x ON a (x);

            """
        ])
        #expect(project.martlet("migrate").status == 1)
        _ = Program.run([
            project.database.cluster.programs + "/psql", project.database.url, "-c",
            "CREATE UNIQUE INDEX CONCURRENTLY a_x ON a (x)",
        ])
        let result = project.martlet("repair", "001")
        #expect(result.status == 4)
        expect(result.error, contains: "statement 5 is not done: index a_x is there, and not valid")
    }
}
