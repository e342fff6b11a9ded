import TestSupport
import Testing

/// What stands in a migration file: its bytes, its checksum, its directives, its statements.
@Suite struct MigrationTextTests {
    // MARK: Bytes

    @Test("C1: line ends that were turned around are no edit", arguments: ["\r\n", "\r", "\n"])
    func lineEnds(_ end: String) {
        let file = "migrations/001_create_users.sql"
        let written = ScratchProject(
            ScratchProject.twoMigrations.mapValues { $0.replacing("\n", with: end) })
        expectStatus(written.martlet("migrate"), 0)
        for other in ["\r\n", "\n"] {
            written.folder.write(file, (ScratchProject.twoMigrations[file] ?? "").replacing("\n", with: other))
            let result = written.martlet("status", "--check")
            expectStatus(result, 0)
            #expect(result.error == "")
        }
    }

    @Test(
        "C2: a byte order mark is no edit, and no part of a directive",
        arguments: [
            "-- Description: Marked\n", "-- martlet:up\n", "-- martlet: transaction=none\n", "CREATE TABLE b (x);\n",
        ])
    func byteOrderMark(_ start: String) {
        let text = start + "CREATE TABLE a (x);\n"
        let project = ScratchProject(["migrations/001_a.sql": "\u{FEFF}" + text])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a") == "0")
        #expect(project.sql("SELECT hex(up_sql) LIKE '%EFBBBF%' FROM martlet_migrations") == "0")
        project.folder.write("migrations/001_a.sql", text)
        let result = project.martlet("status", "--check")
        expectStatus(result, 0)
        #expect(result.error == "")
    }

    @Test(
        "C3: what is no UTF-8 text is refused with its place, and nothing is opened",
        arguments: [
            ("FF FE 43 00", "UTF-16"), ("FE FF 00 43", "UTF-16"), ("2D 2D 20 63 61 66 E9 0A", "byte 6"),
            ("43 ED A0 80", "byte 1"), ("C0 27", "byte 0"), ("53 00 4C", "NUL byte at 1"), ("61 F4 90 80 80", "byte 1"),
        ])
    func notUTF8(_ hex: String, _ place: String) {
        let bytes = hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        let project = ScratchProject.migrated()
        project.folder.write("migrations/003_third.sql", bytes)
        project.expectRefused(code: "not-utf8", "migrations/003_third.sql")
        expect(project.martlet("migrate").error, contains: place)
    }

    // MARK: Checksums

    @Test("C4: a statement that was joined to a comment is an edit") func joinedLines() {
        let project = ScratchProject.migrated([
            "migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n-- now\nINSERT INTO a VALUES (1);\n"
        ])
        project.folder.write("migrations/001_a.sql", "CREATE TABLE a (id INTEGER);\n-- nowINSERT INTO a VALUES (1);\n")
        project.expectRefused(code: "edited", "001")
    }

    @Test("C5: an edited statement stops, edited comments and white space are a warning; a repair is by name")
    func edits() {
        let project = ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n")
        project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
        project.expectRefused(code: "edited", "martlet repair 001")
        expectStatus(project.martlet("repair", "001", "--yes"), 0)
        project.replace("migrations/002_create_posts.sql", "CREATE INDEX", by: "-- quick\n  CREATE   INDEX")
        let result = project.martlet("migrate")
        expectStatus(result, 0)
        expect(result.error, contains: "warning[edited]: comments or white space of 002")
        #expect(project.sql("SELECT count(*) FROM third") == "0")
        // The record is as it was until somebody says otherwise.
        expect(project.martlet("status").error, contains: "warning[edited]")
        expectStatus(project.martlet("repair", "002", "--yes"), 0)
        #expect(project.martlet("status", "--check") == project.martlet("status"))
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test("C6: a checksum by a rule of a newer version is left alone: reading works, changing is refused")
    func newerRule() {
        let project = ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n")
        _ = project.sql(
            "UPDATE martlet_migrations SET checksum = 'v2:blake3:00', token_checksum = 'v2:blake3:11' WHERE id = 1")
        let status = project.martlet("status")
        expectStatus(status, 0)
        expect(status.error, contains: "warning[history-newer]")
        expect(status.output, contains: "applied  001")
        #expect(!status.output.contains("edited"))
        for command in [["history"], ["plan"], ["dump"], ["backup"]] {
            let result = project.martlet(under: [], command)
            #expect([0, 4].contains(result.status), "\(result.everything)")
        }
        project.folder.remove("backups")
        project.expectRefused(
            [
                ["migrate"], ["rollback", "--yes"], ["repair", "--yes"], ["repair", "001", "--yes"], ["migrate", "-n"],
            ],
            code: "history-newer", "001")
        expectStatus(project.martlet("status", "--check"), 4)
        // Every row that was written by this version's own rule says so.
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE checksum LIKE 'v1:sha256:%'") == "1")
    }

    // MARK: Directives

    @Test(
        "C10: a directive that is none stops with its place",
        arguments: [
            ("-- martlet:UP\nSELECT 1;\n", "directive", "3rd.sql:1:1"),
            ("-- Martlet:up\nSELECT 1;\n", "directive", ":1:1"),
            ("-- martlet: up\nSELECT 1;\n", "directive", ":1:1"), ("-- martlet:upp\nSELECT 1;\n", "directive", ":1:1"),
            ("-- martlet: transactoin=none\nSELECT 1;\n", "directive", "did you mean transaction?"),
            ("SELECT 1;\n-- ROLLBACK:\nDROP TABLE users;\n", "directive", ":3:1"),
            ("-- martlet:up\nSELECT 1;\n-- martlet:up\nSELECT 2;\n", "directive", ":3:1"),
            ("-- martlet:down\n-- martlet:down\nSELECT 2;\n", "directive", ":2:1"),
            ("-- martlet: transaction=none\n-- martlet: transaction=each\nSELECT 1;\n", "directive", ":2:13"),
            ("-- martlet: foreign_keys=on foreign_keys=off\nSELECT 1;\n", "directive", ":1:29"),
            ("-- +goose Up\nSELECT 1;\n", "directive", "goose"), ("", "empty-migration", "martlet: empty"),
            ("-- only words\n", "empty-migration", "martlet: empty"), ("\n\n  \n", "empty-migration", "martlet: empty"),
            ("-- ROLLBACK:\n-- DROP TABLE users;\n", "empty-migration", "martlet: empty"),
            ("-- martlet:up\n-- martlet:down\nDROP TABLE users;\n", "empty-migration", "martlet: empty"),
        ])
    func directives(_ text: String, _ code: String, _ place: String) {
        let place = place.replacing("3rd.sql", with: "migrations/003_third.sql")
        ScratchProject.withPending(text).expectRefused(code: code, place)
    }

    @Test("C10: a space before a directive hides nothing", arguments: [" ", "\t", "   "]) func space(_ space: String) {
        let project = ScratchProject.withPending(
            "\(space)-- martlet:up\nCREATE TABLE third (id INTEGER);\n\(space)-- martlet:down\nDROP TABLE third;\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT count(*) FROM third; SELECT down_sql FROM martlet_migrations WHERE id = 3")
                == "0\nDROP TABLE third;")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'third'") == "0")
    }

    // MARK: Statements

    /// Semicolons, quotes and keywords where they end nothing.
    private static let torture = """
        -- it's a comment; with an apostrophe
        CREATE TABLE "a;b" ([c;d] TEXT DEFAULT 'e;f''g', `h;i` TEXT /* not; 'an end */, "j""k" BLOB DEFAULT x'3b');
        CREATE TABLE log (what TEXT);
        CREATE TRIGGER t1 AFTER INSERT ON "a;b" WHEN CASE NEW.[c;d] WHEN 'x' THEN 0 ELSE 1 END BEGIN
          INSERT INTO log VALUES ('one;'); -- END;
          INSERT INTO log SELECT CASE WHEN NEW.[c;d] IS NULL THEN 'null;' ELSE 'END;' END;
          DELETE FROM log WHERE what = 'BEGIN'; /* END; */
        END;
        CREATE TEMP TRIGGER IF NOT EXISTS t2 BEFORE DELETE ON log BEGIN SELECT 1; SELECT 2; END;
        INSERT INTO "a;b" ([c;d]) VALUES ('-- no comment; /* none */'), ('
        -- ROLLBACK:
        -- DROP TABLE log;'), (';;;'), (NULL);
        ;;; ;
        CREATE VIEW v AS SELECT 'it''s;' AS "x;y", 1 /* a /* not nested */ AS z; SELECT 1; CREATE TABLE last (x);
        """

    @Test("C11: statements end where SQLite ends them") func statementEnds() {
        let project = ScratchProject(["migrations/001_a.sql": Self.torture + "\n"])
        expectStatus(project.martlet("migrate"), 0)
        let other = ScratchFolder()
        expectStatus(SQLiteClient.load(other.path("x.db"), Self.torture), 0)
        let look = """
            SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '%martlet%' ORDER BY name;
            SELECT quote([c;d]) FROM "a;b"; SELECT * FROM log; SELECT * FROM v
            """
        let (ours, theirs) = (project.sql(look), SQLiteClient.query(other.path("x.db"), look))
        #expect(ours + "\n" == theirs)
        expect(ours, contains: "DROP TABLE log;")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test(
        "C12: transaction control is refused before anything runs",
        arguments: [
            "COMMIT", "BEGIN", "ROLLBACK", "END TRANSACTION", "SAVEPOINT a", "RELEASE a", "COMMIT; BEGIN",
            "/* x */ end",
            "rollback to martlet", "begin exclusive",
        ])
    func transactionControl(_ statement: String) {
        ScratchProject.withPending(
            "CREATE TABLE third (id INTEGER);\n\(statement);\nCREATE TABLE fourth (id INTEGER);\n"
        )
        .expectRefused(code: "transaction-control", "migrations/003_third.sql:2:")
    }
}
