import Glibc
import TestSupport
import Testing

/// kill -9 at every write-side system call: each step is then done and recorded, or neither, and the next run finishes.
///
/// `strace` counts the calls of an undisturbed run and then kills one run at each of them.
/// `MARTLET_KILL_EVERY=5` tries only every fifth.
@Suite struct KillTests {
    private static let calls = [
        "openat", "pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "ftruncate", "close", "flock",
    ]

    /// A kind of run, and how to see what it left.
    struct Work: Sendable, CustomTestStringConvertible {
        var name: String
        /// Brings a fresh project to where the run starts.
        var preparation: [[String]]
        var command: [String]
        /// A query that yields nothing if every step is done and recorded, or neither.
        var contradictions: String
        /// A query whose answer tells that the run is complete.
        var completeness: (query: String, answer: String)
        var journal: String

        var testDescription: String { "\(name), journal_mode \(journal)" }
    }

    static let works = ["delete", "wal"].flatMap { journal in
        [
            Work(
                name: "migrate", preparation: [["migrate", "--to", "001"]], command: ["migrate"],
                contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations WHERE success", "6"),
                journal: journal),
            Work(
                name: "rollback", preparation: [["migrate"]], command: ["rollback", "002", "--yes"],
                contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations", "1"),
                journal: journal),
            Work(
                name: "seed", preparation: [["migrate"]], command: ["seed"], contradictions: seeded,
                completeness: ("SELECT count(*) FROM martlet_seeds", "3"), journal: journal),
        ]
    }

    /// A step's mark in the schema or the data, against its row in the history.
    private static let migrated = """
        WITH mark(version, present) AS (
            SELECT '002', EXISTS (SELECT 1 FROM pragma_table_info('posts'))
            UNION ALL SELECT '003', EXISTS (SELECT 1 FROM pragma_table_info('users') WHERE name = 'email')
            UNION ALL SELECT '005', EXISTS (SELECT 1 FROM pragma_table_info('posts') WHERE name = 'title')
            UNION ALL SELECT '006', EXISTS (SELECT 1 FROM pragma_table_info('tags')))
        SELECT 'mark ' || mark.version FROM mark LEFT JOIN martlet_migrations AS row ON row.version = mark.version
        WHERE present <> (row.version IS NOT NULL AND row.success)
        UNION ALL
        -- The file without a transaction: its row is there before the first statement, and tells how many are done.
        SELECT 'journal ' || total(statements_applied) FROM martlet_migrations WHERE version = '004'
        HAVING total(statements_applied) <> (SELECT count(*) FROM sqlite_schema WHERE name IN ('n1', 'n2', 'n3'))
        """
    private static let seeded = """
        WITH mark(name, present) AS (
            SELECT '001_users', EXISTS (SELECT 1 FROM users WHERE id = 10)
            UNION ALL SELECT '002_posts', EXISTS (SELECT 1 FROM posts WHERE id = 1)
            UNION ALL SELECT '003_tags', EXISTS (SELECT 1 FROM tags))
        SELECT mark.name FROM mark LEFT JOIN martlet_seeds AS row ON row.name = mark.name
        WHERE present <> (row.name IS NOT NULL)
        """

    private static let files = ScratchProject.seeded.merging([
        "migrations/003_rebuild_users.sql": """
        CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);
        INSERT INTO users_new (id, name) SELECT id, name FROM users;
        DROP TABLE users;
        ALTER TABLE users_new RENAME TO users;

        -- ROLLBACK:
        -- ALTER TABLE users DROP COLUMN email;

        """,
        "migrations/004_by_statement.sql": """
        -- martlet: transaction=none
        CREATE TABLE n1 (x INTEGER);
        CREATE TABLE n2 (x INTEGER);
        CREATE TABLE n3 (x INTEGER);

        -- ROLLBACK:
        -- DROP TABLE n3;
        -- DROP TABLE n2;
        -- DROP TABLE n1;

        """,
        "migrations/005_add_title.sql": """
        ALTER TABLE posts ADD COLUMN title TEXT NOT NULL DEFAULT '';

        -- ROLLBACK:
        -- ALTER TABLE posts DROP COLUMN title;

        """,
        "migrations/006_create_tags.sql": """
        CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

        -- ROLLBACK:
        -- DROP TABLE tags;

        """,
        "seeds/001_users.sql": "INSERT INTO users (id, name) VALUES (10, 'Cleo'), (11, 'Dan');\n",
        "seeds/002_posts.sql": "INSERT INTO posts (id, author) VALUES (1, 10), (2, 11);\n",
        "seeds/003_tags.sql": "INSERT INTO tags (name) VALUES ('sea');\n",
    ]) { _, new in new }

    @Test(arguments: works)
    func aKilledRunLeavesEachStepDoneOrNotBegun(_ work: Work) {
        let origin = prepare(work)
        let points = SystemCall.all(of: Self.calls, by: work.command, in: ProjectCopy(of: origin))
        let every = SystemCall.every
        var killed = 0
        for point in points where kill(work, origin, at: point) { killed += 1 }
        print("killed \(work.name) (\(work.journal)) at \(killed) points")
        #expect(killed >= 40 / every, "only \(killed) runs were killed")
    }

    private func prepare(_ work: Work) -> ScratchProject {
        let project = ScratchProject(Self.files)
        for arguments in work.preparation { expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0) }
        #expect(project.sql("PRAGMA journal_mode = \(work.journal)") == work.journal)
        return project
    }

    /// Kills a run at one call, looks at what is left, and lets the next run finish; false if it ended before.
    private func kill(_ work: Work, _ origin: ScratchProject, at call: SystemCall) -> Bool {
        let copy = ProjectCopy(of: origin)
        guard call.kill(work.command, in: copy) else { return false }
        let place: Comment = "\(work.testDescription): killed at \(call)"
        let database = copy.path + "/app.db"
        let state = SQLiteClient.query(
            database, "PRAGMA integrity_check; PRAGMA foreign_key_check; \(work.contradictions)")
        #expect(state == "ok\n", place)
        let next = MartletBinary.run(work.next(in: database), in: copy.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        let end = SQLiteClient.query(
            database, "PRAGMA integrity_check; \(work.contradictions); \(work.completeness.query)")
        #expect(end == "ok\n\(work.completeness.answer)\n", place)
        let left = Set(Program.run(["ls", copy.path]).output.split(separator: "\n"))
        #expect(
            left.subtracting(["app.db", "app.db-wal", "app.db-shm"]) == ["martlet.yaml", "migrations", "seeds"], place)
        return true
    }
}

extension KillTests.Work {
    /// The command that finishes: the same again, or one with nothing to do if it was done already.
    fileprivate func next(in database: String) -> [String] {
        guard name == "rollback" else { return command }
        let isDone = SQLiteClient.query(database, completeness.query) == completeness.answer + "\n"
        return isDone ? ["migrate", "--to", "001"] : command
    }
}
