import TestSupport
import Testing

/// What `diff` may touch: nothing but databases of its own, and the file that it was told to write.
@Suite struct DiffReachTests {
    @Test(arguments: ["a.sql", "other"]) func whatOpensAnotherDatabaseIsRefused(_ schema: String) throws {
        let project = ScratchProject.migrated()
        let sql = "ATTACH '\(project.database)' AS other;\nDROP TABLE other.posts;\n"
        project.folder.write("a.sql", sql)
        project.folder.write("other/001_a.sql", "-- martlet: transaction=none\n" + sql)
        let result = project.martlet("diff", schema, "app")
        expectStatus(result, 2)
        expect(result.error, contains: schema == "other" ? "other/001_a.sql:2:1" : "a.sql:1:1")
        #expect(project.sql("SELECT count(*) FROM posts") != "")
    }

    @Test func whatActsOnTheServerIsLeftOut() throws {
        let project = try ServerProject.migrated()
        let role = "role_of_a_diff"
        let sql = """
            CREATE ROLE \(role);
            CREATE TABLE t (a int);
            COPY t TO '/nowhere/t';
            ALTER DATABASE postgres SET work_mem = '5MB';

            """
        project.folder.write("a.sql", sql)
        project.folder.write("other/001_a.sql", sql)
        let result = project.martlet("diff", "a.sql", "other", "--check")
        expectStatus(result, 0)
        expect(project.martlet("diff", "other", "app").output, contains: "- table public.t")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = '\(role)'") == "0")
        #expect(project.sql("SELECT count(*) FROM pg_db_role_setting WHERE setconfig::text LIKE '%5MB%'") == "0")
        // A migration that is for real does what it says.
        project.folder.write("migrations/009_role.sql", "CREATE ROLE \(role);\n-- ROLLBACK:\n-- DROP ROLE \(role);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = '\(role)'") == "1")
        expectStatus(project.martlet("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
    }

    @Test func rightsAreShownAndLeftAlone() throws {
        let project = try ServerProject.migrated()
        let view = "CREATE VIEW v AS SELECT name FROM users"
        _ = project.sql("\(view); GRANT SELECT ON users TO pg_monitor; GRANT SELECT ON v TO pg_monitor")
        project.folder.write("migrations/003_v.sql", view + ";\n")
        let rights = project.run("diff", "app", "migrations", "--check")
        expectStatus(rights, 0)
        expect(rights.output, contains: "pg_monitor: SELECT → as usual")
        expect(rights.output, contains: "--sql and --check leave those alone")
        for schemas in [["app", "migrations"], ["migrations", "app"]] {
            let result = MartletBinary.run(["diff"] + schemas + ["--sql"], in: project.folder.path)
            expectStatus(result, 0)
            expect(result.output, contains: "in rights alone, for which there are no statements")
        }
        // What is made again has its rights, whatever else there is to do; what is new has none.
        project.folder.write(
            "want.sql",
            """
            CREATE TABLE posts (id int);
            CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE VIEW v AS SELECT name, id FROM users;
            CREATE TABLE n (a int);
            GRANT SELECT ON n TO pg_monitor;

            """)
        let plan = project.run("diff", "app", "want.sql", "--sql", "--plain")
        expectStatus(plan, 0)
        expectStatus(project.database.psql(plan.output), 0)
        #expect(project.sql("SELECT has_table_privilege('pg_monitor', 'v', 'SELECT')") == "t")
        #expect(project.sql("SELECT has_table_privilege('pg_monitor', 'n', 'SELECT')") == "f")
        expectStatus(project.run("diff", "app", "want.sql", "--check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func theOrderOfColumnsIsShownAndLeftAlone(_ engine: TestedEngine) throws {
        let project = try engine.migrated()
        project.folder.write("a.sql", "CREATE TABLE t (a int, c int, b int);\n")
        project.folder.write("b.sql", "CREATE TABLE t (a int, b int, c int);\n")
        let result = project.run("diff", "a.sql", "b.sql", "--check")
        expectStatus(result, 0)
        expect(result.output, contains: "order of columns a, c, b → a, b, c")
        #expect(
            project.run("diff", "a.sql", "b.sql", "--sql").output
                == "-- a.sql and b.sql differ in the order of columns or in rights alone, for which there are no statements.\n"
        )
    }

    @Test func aRebuildKeepsTheNumbersOfRows() throws {
        let folder = ScratchFolder()
        folder.write(
            "a.sql",
            """
            CREATE TABLE notes (body TEXT);
            CREATE VIRTUAL TABLE notes_fts USING fts5(body, content='notes');
            CREATE TABLE odd (rowid TEXT, _ROWID_ TEXT);
            INSERT INTO notes (rowid, body) VALUES (7, 'seven'), (20, 'twenty');
            INSERT INTO notes_fts (notes_fts) VALUES ('rebuild');
            INSERT INTO odd (oid, rowid) VALUES (5, 'a');

            """)
        folder.write(
            "b.sql",
            """
            CREATE TABLE notes (body TEXT NOT NULL DEFAULT '');
            CREATE VIRTUAL TABLE notes_fts USING fts5(body, content='notes');
            CREATE TABLE odd (rowid TEXT NOT NULL DEFAULT '', _ROWID_ TEXT);

            """)
        let database = folder.path("a.db")
        expectStatus(Program.run(["sqlite3", "-bail", database], input: folder.read("a.sql") ?? ""), 0)
        let plan = MartletBinary.run(["diff", "sqlite:a.db", "b.sql", "--sql"], in: folder.path)
        expectStatus(plan, 0)
        expectStatus(Program.run(["sqlite3", "-bail", database], input: plan.output), 0)
        let query = "SELECT rowid FROM notes_fts('twenty'); SELECT oid FROM odd"
        #expect(Program.run(["sqlite3", database, query]).output == "20\n5\n")
    }

    @Test func aScriptThatLeavesARowWithoutItsParentChangesNothing() throws {
        let folder = ScratchFolder()
        let tables = "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE q (x INT REFERENCES p (id));\n"
        folder.write("b.sql", tables + "CREATE TABLE c (id INTEGER PRIMARY KEY, pid INT REFERENCES p (id));\n")
        let database = folder.path("a.db")
        let rows = "INSERT INTO p VALUES (1); INSERT INTO q VALUES (98); INSERT INTO c VALUES (1, 1), (2, 99);"
        let made = tables + "CREATE TABLE c (id INTEGER PRIMARY KEY, pid INT);\n" + rows
        expectStatus(Program.run(["sqlite3", "-bail", database], input: made), 0)
        let plan = MartletBinary.run(["diff", "sqlite:a.db", "b.sql", "--sql"], in: folder.path)
        expectStatus(plan, 0)
        let failed = Program.run(["sqlite3", "-bail", database], input: plan.output)
        #expect(failed.status != 0)
        expect(failed.error, contains: "no_row_loses_its_parent")
        let count = "SELECT count(*) FROM pragma_foreign_key_list('c')"
        #expect(Program.run(["sqlite3", database, count]).output == "0\n")
        // A row that had no parent before is no reason to stop.
        expectStatus(Program.run(["sqlite3", database, "DELETE FROM c WHERE id = 2"]), 0)
        expectStatus(Program.run(["sqlite3", "-bail", database], input: plan.output), 0)
        #expect(Program.run(["sqlite3", database, count]).output == "1\n")
    }

    @Test(arguments: ["a.sql", "./b.sql"]) func whatIsComparedIsNotWrittenOver(_ output: String) throws {
        let folder = ScratchFolder()
        folder.write("a.sql", "CREATE TABLE t (a int);\n")
        folder.write("b.sql", "CREATE TABLE t (a int, b int);\n")
        let result = MartletBinary.run(["diff", "a.sql", "b.sql", "--output", output], in: folder.path)
        expectStatus(result, 2)
        expect(result.error, contains: "is one of the two schemas")
        #expect(folder.read("a.sql") == "CREATE TABLE t (a int);\n")
        #expect(folder.read("b.sql") == "CREATE TABLE t (a int, b int);\n")
    }
}
