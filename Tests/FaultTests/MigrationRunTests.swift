import TestSupport
import Testing

/// Tables built anew, settings that do nothing, and ways back.
@Suite struct MigrationRunTests {
    // MARK: Rebuilt tables

    /// Users with posts that go with them, and comments that forget them.
    private static let family = [
        "migrations/001_tables.sql": """
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id) ON DELETE CASCADE);
        CREATE TABLE comments (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id) ON DELETE SET NULL);
        INSERT INTO users VALUES (1, 'Ava'), (2, 'Ben');
        INSERT INTO posts VALUES (1, 1), (2, 1), (3, 2);
        INSERT INTO comments VALUES (1, 1), (2, 2);

        """
    ]
    private static let children =
        "SELECT (SELECT count(*) FROM posts), (SELECT count(author) FROM comments), (SELECT count(*) FROM users)"

    private static func rebuild(_ copy: String, before: String = "") -> String {
        before
            + """
            CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
            \(copy)
            DROP TABLE users;
            ALTER TABLE users_new RENAME TO users;

            """
    }
    private static let faithful = "INSERT INTO users_new (id, name) SELECT id, name FROM users;"

    @Test("C21: a table that is built anew keeps the rows that refer to it") func rebuiltParent() {
        let project = ScratchProject.migrated(Self.family)
        project.folder.write("migrations/002_email.sql", Self.rebuild(Self.faithful))
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql(Self.children) == "3|2|2")
        #expect(project.sql("PRAGMA foreign_key_check; SELECT count(email) FROM users") == "0")
    }

    @Test(
        "C21: one that would lose or orphan rows is undone",
        arguments: [
            ("INSERT INTO users_new (id, name) SELECT id, name FROM users WHERE id = 1;", "", "foreign-keys"),
            ("", "", "foreign-keys"),
            (faithful, "-- martlet: foreign_keys=on\n", nil),
            (
                faithful + " CREATE TABLE posts_new (id INTEGER PRIMARY KEY, author INTEGER REFERENCES users (id)); "
                    + "DROP TABLE posts; ALTER TABLE posts_new RENAME TO posts;", "", "rows-lost"
            ),
        ])
    func losingRebuild(_ copy: String, _ before: String, _ code: String?) {
        let project = ScratchProject.migrated(Self.family)
        project.folder.write("migrations/002_email.sql", Self.rebuild(copy, before: before))
        let result = project.martlet("migrate")
        guard let code else {
            // Asked for: with foreign keys on, what refers to a dropped table goes with it.
            expectStatus(result, 0)
            #expect(project.sql(Self.children) == "0|0|2")
            return
        }
        expectStatus(result, 1)
        expect(result.error, contains: "error[\(code)]")
        #expect(project.sql(Self.children) == "3|2|2")
        #expect(
            project.sql("SELECT sql FROM sqlite_schema WHERE name = 'users'")
                == "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)")
    }

    @Test(
        "C22: what does nothing in a transaction is refused with its place",
        arguments: [
            "PRAGMA journal_mode = wal", "PRAGMA foreign_keys = off", "pragma Foreign_Keys(0)", "VACUUM",
            "PRAGMA synchronous = off",
        ])
    func ineffective(_ statement: String) {
        ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n\(statement);\n")
            .expectRefused(code: "not-in-transaction", "migrations/003_third.sql:2:1")
    }

    @Test("C23: what hangs on a table that is built anew stays, or the whole file is undone") func dependents() {
        let project = ScratchProject.migrated(Self.family)
        let trigger =
            "CREATE TRIGGER busy AFTER INSERT ON posts BEGIN UPDATE users SET name = name || '!' WHERE id = NEW.author; END;\n"
        project.folder.write(
            "migrations/002_more.sql",
            """
            CREATE VIEW names AS SELECT name FROM users;
            CREATE INDEX users_name ON users (name);
            \(trigger)
            """)
        expectStatus(project.martlet("migrate"), 0)
        let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'martlet%' ORDER BY name"
        let before = project.sql(schema)
        project.folder.write("migrations/003_email.sql", Self.rebuild(Self.faithful))
        let failed = project.martlet("migrate")
        expectStatus(failed, 1)
        expect(failed.error, contains: "error in view names: no such table: main.users")
        #expect(project.sql(schema) == before && project.sql(Self.children) == "3|2|2")
        // As the manual has it: <https://www.sqlite.org/lang_altertable.html#otheralter>.
        project.folder.write(
            "migrations/003_email.sql",
            "DROP VIEW names;\nDROP TRIGGER busy;\n" + Self.rebuild(Self.faithful)
                + "CREATE INDEX users_name ON users (name);\nCREATE VIEW names AS SELECT name FROM users;\n" + trigger)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("INSERT INTO posts VALUES (9, 2); SELECT * FROM names") == "Ava\nBen!")
        #expect(project.sql("SELECT sql FROM sqlite_schema WHERE name = 'posts'").contains("REFERENCES users (id)"))
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name IN ('users_name', 'busy')") == "2")
    }

    @Test("C23: a statement that another connection has prepared goes on with the new table") func preparedElsewhere() {
        let project = ScratchProject.migrated(Self.family)
        project.folder.write("migrations/002_email.sql", Self.rebuild(Self.faithful))
        let other = PythonHolder(
            project, "db.execute('SELECT * FROM users').fetchall()",
            afterwards: """
                while not os.path.exists('go'): time.sleep(0.01)
                assert db.execute('SELECT * FROM users').fetchall() == [(1, 'Ava', None), (2, 'Ben', None)]
                db.execute("INSERT INTO users VALUES (3, 'Cleo', 'c@example.org')")
                """)
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write("go", "")
        #expect(other.wait() == 0)
        #expect(project.sql("SELECT email FROM users WHERE id = 3; PRAGMA integrity_check") == "c@example.org\nok")
    }

    // MARK: Ways back

    @Test("C24: what has no way back is refused") func irreversible() {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n")
        expectStatus(project.martlet("migrate"), 0)
        project.expectRefused(
            [["rollback", "--yes"], ["rollback", "001", "--yes"], ["redo", "--yes"]], code: "irreversible",
            "003 third has no rollback script")
    }

    @Test("C24: a way back that fails is undone itself") func failingWayBack() {
        let project = ScratchProject.withPending(
            "CREATE TABLE third (x);\n-- ROLLBACK:\n-- DROP TABLE third;\n-- DELETE FROM absent;\n")
        expectStatus(project.martlet("migrate"), 0)
        let rows = project.sql("SELECT * FROM martlet_migrations; SELECT sql FROM sqlite_schema")
        let result = project.martlet("rollback", "--yes")
        expectStatus(result, 1)
        expect(result.error, contains: "no such table: absent")
        expect(result.error, contains: "003 changed nothing")
        #expect(project.sql("SELECT * FROM martlet_migrations; SELECT sql FROM sqlite_schema") == rows)
    }

    @Test("C24: a version is undone with all that was applied after it, and no other is taken for it") func notTheLast()
    {
        let project = ScratchProject.withPending("CREATE TABLE third (x);\n-- ROLLBACK:\n-- DROP TABLE third;\n")
        expectStatus(project.martlet("migrate"), 0)
        for version in ["2", "0002", "004"] { expectStatus(project.martlet("rollback", version, "--yes"), 2) }
        expectStatus(project.martlet("rollback", "002", "--yes"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations") == "001")
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name IN ('posts', 'third')") == "0")
    }

    @Test("C24: the way back is the recorded one, also when the file says another, or is gone") func recordedWayBack() {
        let project = ScratchProject.migrated()
        project.replace("migrations/002_create_posts.sql", "-- DROP TABLE posts", by: "-- DELETE FROM users")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(
            project.sql("SELECT count(*) FROM users; SELECT count(*) FROM sqlite_schema WHERE name = 'posts'") == "2\n0"
        )
        expectStatus(project.martlet("migrate"), 0)
        project.folder.remove("migrations/002_create_posts.sql")
        project.replace("migrations/001_create_users.sql", "-- DROP TABLE users", by: "-- DROP TABLE nothing")
        // The one recorded last was that of the file as it was then.
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(
            project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'posts'; SELECT count(*) FROM users") == "1\n0"
        )
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'users'") == "0")
    }

    @Test("C24: the file's own way back is used if that is asked for") func wayBackFromDisk() {
        let project = ScratchProject.migrated()
        project.replace(
            "migrations/002_create_posts.sql", "-- DROP TABLE posts", by: "-- DELETE FROM users; DROP TABLE posts")
        expectStatus(project.martlet("rollback", "--from-disk", "--yes"), 0)
        #expect(
            project.sql("SELECT count(*) FROM users; SELECT count(*) FROM sqlite_schema WHERE name = 'posts'") == "0\n0"
        )
    }
}
