import TestSupport
import Testing

/// What scripts for a server may hold.
@Suite struct ServerScriptTests {
    private func project(_ script: String, settings: [String] = []) throws -> ServerProject {
        let project = try ServerProject.migrated(settings: settings)
        project.folder.write("migrations/003_x.sql", script)
        return project
    }

    private func expectUnchanged(_ project: ServerProject) {
        #expect(project.applied == "001 002")
        #expect(project.sql("SELECT to_regclass('x') IS NULL") == "t")
    }

    @Test("C11: semicolons and quotation marks of every kind end nothing", arguments: ["each", "all", "none"])
    func torture(_ rule: String) throws {
        let project = try project(
            """
            CREATE TABLE x (id int, t text); /* a /* nested; */ comment; */ -- it's ; one
            INSERT INTO x VALUES (1, $tag$a;$tag$), (2, $a$b;$b$;$b$;$a$), (3, E'it\\'s; \\\\'), (4, U&'d\\0061t\\+000061;');
            INSERT INTO x VALUES (5, 'a'
              'b;'), (6, 'it''s;');
            CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS $func$ DECLARE s text := $string$;$string$; BEGIN RETURN $1; END; $func$;
            CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
            CREATE TABLE "x;y" ("a;""b" int);
            CREATE RULE r AS ON INSERT TO "x;y" DO INSTEAD (INSERT INTO x VALUES (7, ';'); INSERT INTO x VALUES (8, ';'););
            INSERT INTO "x;y" VALUES (1)
            """, settings: ["transaction: \(rule)"])
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT t FROM x ORDER BY id") == "a;\nb;$b$;$b$;\nit's; \\\ndata;\nab;\nit's;\n;\n;")
        #expect(project.sql("SELECT g()") == "2")
    }

    @Test(
        "C12: a script's own transaction is refused before anything is run",
        arguments: [
            "COMMIT;", "begin;", "ROLLBACK;", "/* x */ END;", "SAVEPOINT s;", "RELEASE s;", "COMMIT; BEGIN;",
            "START TRANSACTION;", "ABORT;", "PREPARE TRANSACTION 'x';", "COMMIT AND CHAIN;",
        ], ["", "-- martlet: transaction=none\n"])
    func transactions(_ statement: String, _ header: String) throws {
        let project = try project(header + "CREATE TABLE x (id int);\n\(statement)\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[transaction-control]")
        expectUnchanged(project)
    }

    @Test("C12: a transaction that a block ends is refused by the server, and all of it undone") func block() throws {
        for statement in ["DO $$ BEGIN COMMIT; END $$;", "DO $$ BEGIN EXECUTE 'COMMIT'; END $$;"] {
            let project = try project("CREATE TABLE x (id int);\n\(statement)\n")
            expectStatus(project.martlet("migrate"), 1)
            expectUnchanged(project)
        }
    }

    @Test("C13: with one transaction for all, what a script sets does not reach the next one either") func settings()
        throws
    {
        let project = try ServerProject(
            [
                "migrations/001_a.sql": """
                CREATE SCHEMA elsewhere;
                SET search_path = elsewhere;
                SET ROLE pg_monitor;
                CREATE TEMP TABLE martlet_migrations (version text);
                """,
                "migrations/002_b.sql": "CREATE TABLE here (x int);\n",
            ], settings: ["transaction: all"])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002")
        #expect(project.sql("SELECT to_regclass('public.here') IS NOT NULL") == "t")
    }

    @Test("C13: without a transaction, what a script sets is not in the way of the history") func lonely() throws {
        let project = try project(
            "-- martlet: transaction=none\nSET search_path = '';\nSET ROLE pg_monitor;\nSELECT 1;\nVACUUM public.martlet_seeds;\n"
                + "RESET ROLE;\nCREATE TABLE public.x (id int);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002 003")
    }

    @Test(
        "C14: commands of psql are refused, by name and place",
        arguments: ["\\copy x FROM 'file'", "\\! sh", "\\i other.sql", "\\connect other", "\\gexec"])
    func psql(_ command: String) throws {
        let project = try project("CREATE TABLE x (id int);\n\(command)\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[directive]")
        expect(result.error, contains: "003_x.sql:2:1")
        expectUnchanged(project)
    }

    @Test(
        "C18: what no transaction can hold is refused before anything is run, with the line to add",
        arguments: [
            "VACUUM users;", "CREATE DATABASE other;", "ALTER SYSTEM SET work_mem = '1MB';",
            "CREATE INDEX CONCURRENTLY i ON users (name);", "DROP INDEX CONCURRENTLY i;",
            "REINDEX TABLE CONCURRENTLY users;",
            "DROP DATABASE other;", "CREATE TABLESPACE t LOCATION '/nowhere';", "REINDEX DATABASE;", "CLUSTER;",
            "ALTER TABLE a DETACH PARTITION b CONCURRENTLY;", "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p;",
            "DISCARD ALL;",
        ])
    func outsiders(_ statement: String) throws {
        let project = try project("CREATE TABLE x (id int);\n\(statement)\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[not-in-transaction]")
        expect(result.error, contains: "003_x.sql:2:1")
        expect(result.error, contains: "-- martlet: transaction=none")
        expectUnchanged(project)
    }

    @Test("C18: what only the server finds out is told with the line to add") func hidden() throws {
        let project = try project("CREATE TABLE x (id int);\nDO $$ BEGIN EXECUTE 'VACUUM users'; END $$;\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[not-in-transaction]: VACUUM cannot run inside a transaction block")
        expect(result.error, contains: "-- martlet: transaction=none")
        expectUnchanged(project)
    }

    @Test("C18: what merely says concurrently, and can be in a transaction, is run") func refresh() throws {
        let project = try project(
            "CREATE MATERIALIZED VIEW x AS SELECT id FROM users;\nCREATE UNIQUE INDEX x_id ON x (id);\n"
                + "REFRESH MATERIALIZED VIEW CONCURRENTLY x;\n")
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test("C19: a new value of an enumeration, used in the same file: told where it belongs; in the next file it works")
    func enumeration() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE m (m mood);\n"
        ])
        expectStatus(project.martlet("migrate"), 0)
        let (add, use) = ("ALTER TYPE mood ADD VALUE 'glad';\n", "INSERT INTO m VALUES ('glad');\n")
        project.folder.write("migrations/002_b.sql", add + use)
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "unsafe use of new value \"glad\" of enum type mood (55P04)")
        expect(result.error, contains: "put the statements that use the new value into the next migration")
        project.folder.write("migrations/002_b.sql", add)
        project.folder.write("migrations/003_c.sql", use)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT m FROM m") == "glad")
    }

    @Test("B8: a limit on the time of a statement holds, and the role's own does not") func limit() throws {
        let project = try project(
            "-- martlet: statement_timeout=300ms\nCREATE TABLE x (id int);\nSELECT pg_sleep(30);\n")
        _ = project.sql("ALTER DATABASE \(project.database.name) SET statement_timeout = '100ms'")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(
            result.error, contains: "error[statement-timeout]: the statement was stopped: it ran for more than 300ms")
        expectUnchanged(project)
        project.folder.write("migrations/003_x.sql", "SELECT pg_sleep(0.5);\n")
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test("B8: a database for reading only is found before anything is run, and the setting named") func readOnly()
        throws
    {
        let project = try project("CREATE TABLE x (id int);\n")
        _ = project.sql("ALTER DATABASE \(project.database.name) SET default_transaction_read_only = on")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "error[read-only]")
        expect(result.error, contains: "default_transaction_read_only")
        expectStatus(project.martlet("status"), 0)
        expectUnchanged(project)
    }
}
