import TestSupport
import Testing

/// Several ways back in one transaction of a PostgreSQL server.
@Suite struct ServerGroupTests {
    /// Six tables and a row in each; `down` says what the way back of some is in place of a DROP.
    private func many(_ down: [Int: String] = [:]) throws -> ServerProject {
        let project = try ServerProject()
        for number in 3...8 {
            project.folder.write(
                "migrations/00\(number)_t.sql",
                "CREATE TABLE t\(number) (id int PRIMARY KEY, other int REFERENCES t\(number) DEFERRABLE INITIALLY DEFERRED);\n"
                    + "INSERT INTO t\(number) VALUES (1, 1);\n-- ROLLBACK:\n-- \(down[number] ?? "DROP TABLE t\(number);")\n"
            )
        }
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    @Test func severalAreUndoneTogether() throws {
        let transaction = "INSERT INTO users (name) SELECT pg_current_xact_id()::text;"
        let project = try many([8: "DROP TABLE t8; " + transaction, 3: "DROP TABLE t3; " + transaction])
        let result = project.martlet("rollback", "--to", "002", "--yes")
        expectStatus(result, 0)
        expect(result.output, contains: "6 undone")
        #expect(project.applied == "001 002")
        #expect(project.sql("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]'") == "0")
        #expect(
            project.sql(
                """
                SELECT string_agg(subject, ' ' ORDER BY id) FROM martlet_log
                WHERE action = 'rollback' AND result = 'done'
                """) == "008 007 006 005 004 003")
        #expect(project.sql("SELECT count(*), count(DISTINCT name) FROM users WHERE name ~ '^[0-9]+$'") == "2|1")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func whatFailsTakesNoneOfTheOthersWithIt() throws {
        let project = try many([5: "DROP TABLE t5; SELECT 1/0;"])
        let result = project.martlet("rollback", "--to", "002", "--yes")
        expectStatus(result, 1)
        for version in ["008", "007", "006"] { expect(result.output, contains: "↶ \(version)") }
        expect(result.output, contains: "✗ 005")
        expect(result.error, contains: "division by zero")
        #expect(project.applied == "001 002 003 004 005")
        #expect(project.sql("SELECT to_regclass('t5') IS NOT NULL, to_regclass('t6') IS NULL") == "t|t")
    }

    @Test func whatFailsInCompanyAloneIsDoneByItself() throws {
        // Rows that were changed wait for the check of their foreign key, and the table may not be altered till then.
        let project = try many([
            7: "UPDATE t5 SET other = 1; SELECT 1;", 5: "ALTER TABLE t5 ADD COLUMN x int; DROP TABLE t5;",
        ])
        let result = project.martlet("rollback", "--to", "002", "--yes")
        expectStatus(result, 0)
        #expect(project.applied == "001 002")
        #expect(project.sql("SELECT count(*) FROM pg_tables WHERE tablename ~ '^t[0-9]'") == "1")
    }

    @Test func whatOneLeavesInTheSessionIsNotThereForTheNext() throws {
        let settings = ["search_path", "statement_timeout", "lock_timeout", "role"]
        let shown = settings.map { "current_setting('\($0)')" }.joined(separator: ", ")
        let note = "INSERT INTO public.users (name) SELECT concat_ws('|', \(shown));"
        let project = try many([
            8: "DROP TABLE t8; " + note,
            7:
                "DROP TABLE t7; SET search_path = nowhere, public; SET statement_timeout = 12345; SET LOCAL lock_timeout = 1; "
                + "CREATE TEMP TABLE users (x int); LISTEN a; SET ROLE pg_monitor;",
            6: "DROP TABLE t6; " + note,
        ])
        expectStatus(project.martlet("rollback", "--to", "002", "--yes"), 0)
        #expect(
            project.sql("SELECT count(*), count(DISTINCT name) FROM users WHERE name LIKE '%public%'") == "2|1")
    }
}
