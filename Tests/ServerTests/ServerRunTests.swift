import TestSupport
import Testing

/// What a run leaves behind on a PostgreSQL server.
@Suite struct ServerRunTests {
    @Test func migrationsAreAppliedAndRecordedInOrder() throws {
        let project = try ServerProject()
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT name FROM users ORDER BY id") == "Ava\nBen")
        #expect(project.applied == "001 002")
        #expect(
            project.sql(
                """
                SELECT kind, state, statements_total, statements_applied, checksum LIKE 'v1:sha256:%', applied_by LIKE '%@%',
                  applied_at > now() - interval '1 minute', execution_ms >= 0, btrim(down_sql, E'\n')
                FROM martlet_migrations WHERE version = '001'
                """) == "migration|applied|2|2|t|t|t|t|DROP TABLE users;")
        #expect(
            project.sql("SELECT action, subject, result FROM martlet_log WHERE action <> 'seal' ORDER BY id")
                == "apply|001|done\napply|002|done")
        expect(project.martlet("migrate").output, contains: "up to date at 002")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func lookingCreatesNothing() throws {
        let project = try ServerProject()
        for command in [["status"], ["plan"], ["migrate", "--dry-run"], ["history"]] {
            expectStatus(MartletBinary.run(command, in: project.folder.path), 0)
        }
        #expect(project.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0")
    }

    @Test func aDryRunSaysThatTheDatabaseIsNotThereYet() throws {
        let project = try ServerProject()
        let url = project.database.url.replacing(project.database.name, with: "not_yet_\(project.database.name)")
        for command in [["migrate", "--dry-run"], ["plan"], ["setup", "--dry-run"]] {
            let result = MartletBinary.run(command + ["--url", url], in: project.folder.path)
            expectStatus(result, 0)
            expect(result.output, contains: "the database would be created first")
        }
        #expect(!project.martlet("plan").output.contains("created"))
    }

    @Test func aRollbackLeavesWhatWasThereBefore() throws {
        let project = try ServerProject.migrated()
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.applied == "001")
        #expect(project.sql("SELECT to_regclass('posts') IS NULL, to_regclass('users') IS NULL") == "t|f")
        expectStatus(project.martlet("redo", "--yes"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func aRollbackUsesTheTextThatWasApplied() throws {
        let project = try ServerProject.migrated()
        project.folder.remove("migrations/002_create_posts.sql")
        expectStatus(project.martlet("rollback", "002", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('posts') IS NULL") == "t")
    }

    @Test func whatTheServerSaysOnTheWayIsTold() throws {
        let project = try ServerProject()
        expectStatus(project.martlet("migrate"), 0)
        let script = "DO $$ BEGIN RAISE WARNING 'beware'; RAISE NOTICE 'as you know'; END $$;\n"
        project.folder.write("migrations/003_talk.sql", script)
        project.folder.write("migrations/004_talk.sql", "-- martlet: transaction=none\n" + script)
        let result = project.martlet("migrate")
        expectStatus(result, 0)
        for version in ["003", "004"] { expect(result.error, contains: "\(version): warning: beware") }
        #expect(!result.everything.contains("as you know"))
        project.folder.write("migrations/005_talk.sql", script + "SELECT 1/0;\n")
        let events = project.martlet("migrate", "--format", "ndjson", "--verbose")
        expectStatus(events, 1)
        expect(events.output, contains: "\"event\":\"notice\",\"message\":\"as you know\",\"severity\":\"NOTICE\"")
        expect(events.error, contains: "005: notice: as you know")
    }

    // MARK: Failures

    @Test("a quotation without its end is found before anything runs", arguments: ["'", "$$", "\"", "E'\\'"])
    func openQuotation(_ mark: String) throws {
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_open.sql", "SELECT 1;\nSELECT \(mark)open;\n")
        for command in [["plan"], ["migrate"], ["migrate", "--dry-run"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[directive]: a quotation begins here")
            expect(result.error, contains: "migrations/003_open.sql:2:8")
        }
        // One that came into the history all the same is told as what it is.
        project.folder.remove("migrations/003_open.sql")
        _ = project.sql("UPDATE martlet_migrations SET down_sql = 'DROP TABLE posts; SELECT ''x' WHERE version = '002'")
        let back = project.martlet("rollback", "--yes")
        expectStatus(back, 1)
        expect(back.error, contains: "unterminated quoted string")
        #expect(project.applied == "001 002")
    }

    @Test func aDraftIsNotInTheWayBack() throws {
        let project = try ServerProject.migrated()
        expectStatus(project.martlet("new", "draft"), 0)
        expectStatus(project.martlet("migrate"), 4)
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.applied == "001")
    }

    @Test func anotherSchemaIsNotTakenForTheFirst() throws {
        let project = try ServerProject.migrated()
        let url = project.database.url + "&options=-csearch_path%3Dnowhere,public"
        for command in ["status", "plan", "check", "history", "migrate"] {
            let result = project.martlet(command, "--url", url)
            expectStatus(result, 2)
            expect(result.error, contains: "error[no-schema]: the schema nowhere")
        }
    }

    @Test func aFailureIsToldWithItsPlaceAndUndoneWithItsWholeFile() throws {
        let project = try ServerProject()
        project.folder.write(
            "migrations/003_bad.sql", "CREATE TABLE a (x int);\n\nINSERT INTO \"é漢\" VALUES (1);\nSELECT 1;\n")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "error[sql]: relation \"é漢\" does not exist (42P01)")
        expect(result.error, contains: "--> migrations/003_bad.sql:3:13")
        expect(result.error, contains: "statement 2 of 3")
        #expect(project.sql("SELECT to_regclass('a') IS NULL") == "t")
        #expect(project.applied == "001 002")
        #expect(
            project.sql("SELECT state, success, error FROM martlet_migrations WHERE version = '003'")
                == "failed|f|relation \"é漢\" does not exist (42P01)")
        project.folder.write("migrations/003_bad.sql", "CREATE TABLE a (x int);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '003'") == "applied")
    }

    static let faults: [(name: String, script: String, code: String, place: String)] = [
        ("syntax", "SELECT 1;\n\n  SELEC 2;\n", "sql", "003_x.sql:3:3"),
        ("division by zero, without a place", "SELECT 1;\nSELECT 1 / 0;\n", "sql", "003_x.sql:2:1"),
        ("raised by a block", "DO $$\nBEGIN\n  RAISE EXCEPTION 'no; not so';\nEND $$;\n", "sql", "003_x.sql:1:1"),
        (
            "a constraint that is checked at the end",
            "CREATE TABLE p (id int PRIMARY KEY);\n"
                + "CREATE TABLE q (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO q VALUES (7);\n",
            "foreign-keys", "003_x.sql"
        ),
        ("Martlet's own tables", "DROP TABLE martlet_log;\n", "sql", "leave Martlet's own tables alone"),
        ("a transaction of its own", "SELECT 1;\nCOMMIT;\n", "transaction-control", "003_x.sql:2:1"),
        ("a command of psql", "SELECT 1;\n\\echo hello\n", "directive", "003_x.sql:2:1"),
        (
            "what cannot be in a transaction", "CREATE INDEX CONCURRENTLY i ON users (name);\n",
            "not-in-transaction", "003_x.sql:1:1"
        ),
        (
            "data that do not fit", "COPY users (id, name) FROM stdin;\n7\tx\nseven\ty\n8\tz\n\\.\n", "sql",
            "003_x.sql:3:1\n   |\n 3 | seven   y\n"
        ),
        (
            "data with a heading",
            "SELECT 1;\nCOPY users (id, name) FROM stdin (FORMAT csv, HEADER);\nid,name\nx,y\n\\.\n",
            "sql", "003_x.sql:4:1"
        ),
        (
            "data that are there already", "COPY users (id, name) FROM stdin;\n1\tx\n\\.\nSELECT 1;\n", "sql",
            "003_x.sql:2:1"
        ),
        (
            "data that refer to nothing", "-- First\nCOPY posts (author) FROM stdin;\n1\n99\n\\.\n", "foreign-keys",
            "003_x.sql:2:1"
        ),
    ]

    @Test(arguments: faults.indices) func aFaultIsNamedAndChangesNothing(_ index: Int) throws {
        let (name, script, code, place) = Self.faults[index]
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_x.sql", script)
        let before = project.sql("SELECT relname FROM pg_class ORDER BY 1")
        let result = project.martlet("migrate")
        #expect(result.status != 0, "\(name)")
        expect(result.error, contains: "error[\(code)]")
        expect(result.error, contains: place)
        #expect(project.sql("SELECT relname FROM pg_class ORDER BY 1") == before, "\(name)")
        #expect(project.applied == "001 002", "\(name)")
        #expect(project.sql("SELECT count(*) FROM users") == "2", "\(name)")
    }

    // MARK: What a script may do to its session

    @Test("C13: what a script sets reaches neither the next one nor the history")
    func whatAScriptSetsDoesNotReachTheNextOneNorTheHistory() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE SCHEMA elsewhere;
            SET search_path = elsewhere;
            SET standard_conforming_strings = off;
            SET ROLE pg_monitor;
            RESET ROLE;
            CREATE TEMP TABLE martlet_migrations (version text);
            PREPARE one AS SELECT 1;
            LISTEN somewhere;
            """,
            "migrations/002_b.sql": "CREATE TABLE here (x text DEFAULT 'a\\b');\nPREPARE one AS SELECT 2;\n",
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002")
        #expect(project.sql("SELECT to_regclass('public.here') IS NOT NULL") == "t")
        #expect(project.sql("INSERT INTO here DEFAULT VALUES RETURNING x").contains("a\\b"))
    }

    @Test("C13: what an event trigger sets at every statement reaches neither the next script nor the history")
    func whatAnEventTriggerSetsReachesNeitherTheNextScriptNorTheHistory() throws {
        let trigger = """
            CREATE FUNCTION aside() RETURNS event_trigger LANGUAGE plpgsql AS
              'BEGIN PERFORM set_config(''search_path'', ''elsewhere'', false); END';
            CREATE EVENT TRIGGER aside ON ddl_command_end EXECUTE FUNCTION aside();

            """
        let tables = { (first: Int) in
            Dictionary(
                uniqueKeysWithValues: (first...first + 1).map {
                    ("migrations/00\($0)_t.sql", "CREATE TABLE t\($0) (a int);\n-- ROLLBACK:\n-- DROP TABLE t\($0);\n")
                })
        }
        let project = try ServerProject(
            ["migrations/001_a.sql": "CREATE SCHEMA elsewhere;\n" + trigger].merging(tables(2)) { $1 })
        // The one that is made in the run, and the one that is there when it begins.
        for (first, applied) in [(2, "001 002 003"), (4, "001 002 003 004 005")] {
            for (name, text) in tables(first) { project.folder.write(name, text) }
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.applied == applied)
        }
        #expect(project.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^t'") == "4")
        expectStatus(project.martlet("rollback", "--to", "001", "--yes"), 0)
        #expect(project.applied == "001")
    }

    @Test("C13: a script that becomes another role is recorded all the same")
    func aScriptThatBecomesAnotherRoleIsRecordedAllTheSame() throws {
        let project = try ServerProject([
            "migrations/001_a.sql":
                "SET ROLE pg_monitor;\nSELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity;\n"
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001")
    }

    @Test("I3: operators of a hostile schema are not Martlet's") func operatorsOfAHostileSchemaAreNotMartlets() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE FUNCTION public.never(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
            CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.never);
            CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT timestamptz ''1970-01-01''';
            ALTER DATABASE \"DATABASE\" SET search_path = public, pg_catalog;
            """,
            "migrations/002_b.sql": "-- martlet:up\nCREATE TABLE b (x int);\n-- martlet:down\nDROP TABLE b;\n",
        ])
        project.folder.write(
            "migrations/001_a.sql",
            (project.folder.read("migrations/001_a.sql") ?? "").replacing(
                "DATABASE\"", with: "\(project.database.name)\""))
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
        expect(project.martlet("migrate").output, contains: "up to date at 002")
        expectStatus(project.martlet("rollback", "--to", "001", "--yes"), 0)
        #expect(project.applied == "001")
    }

    @Test("C11: a setting of how strings are read holds for what follows")
    func aSettingOfHowStringsAreReadHoldsForWhatFollows() throws {
        let project = try ServerProject([
            "migrations/001_a.sql":
                "SET standard_conforming_strings = off;\nSET escape_string_warning = off;\n"
                + "CREATE TABLE t AS SELECT 'a\\'b; c' AS x;\nRESET standard_conforming_strings;\n"
                + "INSERT INTO t VALUES ('\\');\n"
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT x FROM t ORDER BY length(x)") == "\\\na'b; c")
    }

    // MARK: Kinds of scripts

    @Test func dataOfACopyArriveAsTheyAre() throws {
        let project = try ServerProject([
            "migrations/001_a.sql":
                "CREATE TABLE t (x int, y text);\nCOPY t (x, y) FROM stdin;\n1\té漢; -- no comment\n2\t\\N\n\\.\n"
                + "INSERT INTO t VALUES (3, ';');\n"
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT x, coalesce(y, 'nothing') FROM t ORDER BY x") == "1|é漢; -- no comment\n2|nothing\n3|;")
        #expect(project.sql("SELECT statements_applied FROM martlet_migrations") == "3")
    }

    @Test func whatCannotShareATransactionRunsWithoutOne() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_index.sql",
            "-- martlet: transaction=none\nCREATE INDEX CONCURRENTLY users_name ON users (name);\n"
                + "ALTER TABLE users ADD COLUMN age int;\n\n-- ROLLBACK:\n-- ALTER TABLE users DROP COLUMN age;\n"
                + "-- DROP INDEX CONCURRENTLY users_name;\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_name'::regclass") == "t")
        #expect(
            project.sql("SELECT action, result FROM martlet_log WHERE action <> 'seal' AND subject = '003' ORDER BY id")
                == "apply|started\napply|started\napply|done")
        #expect(
            project.sql("SELECT detail FROM martlet_log WHERE action <> 'seal' AND detail IS NOT NULL")
                == "statement 1 was begun: index public.users_name was absent")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('users_name') IS NULL") == "t")
    }

    @Test func aFileThatRecordsItselfIsCompleted() throws {
        let project = try ServerProject([
            "migrations/001_a.sql":
                "CREATE TABLE a (x int);\nINSERT INTO martlet_migrations (version, description) VALUES ('001', 'mine');\n"
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT description, kind, checksum IS NOT NULL FROM martlet_migrations") == "mine|migration|t")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func aFileThatRecordsOtherVersionsLeavesTheChainWhole() throws {
        let insert = "INSERT INTO martlet_migrations (version, description) VALUES"
        let project = try ServerProject([
            "migrations/001_a.sql": "CREATE TABLE a (x int);\n",
            "migrations/002_b.sql": "\(insert) ('legacy_1', 'one'), ('002', 'mine'), ('legacy_2', 'two');\n",
            "migrations/003_c.sql": "CREATE TABLE c (x int);\n",
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 legacy_1 002 legacy_2 003")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func seedsAreRunOnceAndCounted() throws {
        let project = try ServerProject.migrated()
        project.folder.write("seeds/001_users.sql", "INSERT INTO users (name) VALUES ('Cleo'), ('Dan'), ('Eve');\n")
        expectStatus(project.martlet("seed"), 0)
        expectStatus(project.martlet("seed"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "5")
        #expect(project.sql("SELECT name, rows FROM martlet_seeds") == "001_users|3")
    }

    @Test func allOrNothingKeepsNothingOfARunThatFails() throws {
        let project = try ServerProject(settings: ["transaction: all"])
        project.folder.write("migrations/003_bad.sql", "SELECT 1 / 0;\n")
        expectStatus(project.martlet("migrate"), 1)
        #expect(project.sql("SELECT to_regclass('users') IS NULL") == "t")
        project.folder.remove("migrations/003_bad.sql")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002")
    }

    @Test func aMigrationIsOneRoundTrip() throws {
        let project = try ServerProject([:])
        for number in 100..<150 {
            project.folder.write("migrations/\(number)_t.sql", "CREATE TABLE t\(number) (x int);\n")
        }
        let calls = project.folder.path("calls")
        let result = project.martlet(
            under: ["strace", "-f", "-s", "100000", "-o", calls, "-e", "trace=sendto"], ["migrate"])
        expectStatus(result, 0)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "50")
        let messages = (project.folder.read("calls") ?? "").split(separator: "\n").filter {
            $0.contains("CREATE TABLE t1")
        }
        #expect(messages.count == 50)
        for message in messages {
            #expect(message.contains("BEGIN") && message.contains("INSERT INTO") && message.contains("COMMIT"))
        }
    }
}
