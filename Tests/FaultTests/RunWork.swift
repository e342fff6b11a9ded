import TestSupport
import Testing

/// A run of migrations or seeds in a project of several kinds of files, and how to see what it left.
struct RunWork: Sendable, CustomStringConvertible, CustomTestStringConvertible {
    var name: String
    /// Brings a fresh project to where the run starts.
    var preparation: [[String]]
    var command: [String]
    /// A query that yields nothing if every step is done and recorded, or neither.
    var contradictions: String
    /// A query whose answer tells that the run is complete.
    var completeness: (query: String, answer: String)
    /// A query with the steps that are done, one a line.
    var done: String
    var journal: String

    var description: String { "\(name), journal_mode \(journal)" }
    var testDescription: String { description }

    static let all = ["delete", "wal"].flatMap { journal in
        [
            RunWork(
                name: "migrate", preparation: [["migrate", "--to", "001"]], command: ["migrate"],
                contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations WHERE success", "6"),
                done: "SELECT version FROM martlet_migrations WHERE success", journal: journal),
            RunWork(
                name: "rollback", preparation: [["migrate"]], command: ["rollback", "002", "--yes"],
                contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations", "1"),
                done: """
                    SELECT value FROM json_each('["002", "003", "004", "005", "006"]')
                    WHERE value NOT IN (SELECT version FROM martlet_migrations)
                    """, journal: journal),
            RunWork(
                name: "seed", preparation: [["migrate"]], command: ["seed"], contradictions: seeded,
                completeness: ("SELECT count(*) FROM martlet_seeds", "3"),
                done: "SELECT name FROM martlet_seeds", journal: journal),
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

    /// A fresh project where the run may start.
    func prepare() -> ScratchProject {
        let project = ScratchProject(Self.files)
        for arguments in preparation { expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0) }
        #expect(project.sql("PRAGMA journal_mode = \(journal)") == journal)
        return project
    }

    // MARK: What is left

    /// What somebody asks a database, and is answered.
    typealias Client = (_ database: String, _ sql: String) -> String

    /// What is wrong with a database after a run that may have been cut short anywhere; `nil` if nothing is.
    /// - Parameter said: what the run had written by then: what it called done has to be.
    func problem(in database: String, said: String = "", asking client: Client = SQLiteClient.query) -> String? {
        let state = client(database, "PRAGMA integrity_check; PRAGMA foreign_key_check; \(contradictions)")
        if state != "ok\n" { return state }
        let missing = Self.reported(in: said).subtracting(
            client(database, done).split(separator: "\n").map(String.init))
        return missing.isEmpty ? nil : "said to be done, and is not: \(missing.sorted())"
    }

    /// What is wrong with a database after a run that succeeded; `nil` if nothing is.
    func problemWhenComplete(in database: String, asking client: Client = SQLiteClient.query) -> String? {
        if let problem = problem(in: database, asking: client) { return problem }
        let answer = client(database, completeness.query)
        return answer == completeness.answer + "\n" ? nil : "not complete: \(answer)"
    }

    /// The steps that a text calls done: `  ✓ 002  Create posts`.
    private static func reported(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                guard line.hasPrefix("  ✓ ") || line.hasPrefix("  ↶ ") else { return nil }
                return line.split(separator: " ").dropFirst().first.map(String.init)
            })
    }

    /// The command that finishes: the same again, or one with nothing to do if it was done already.
    func next(in database: String, asking client: Client = SQLiteClient.query) -> [String] {
        guard name == "rollback" else { return command }
        let isDone = client(database, completeness.query) == completeness.answer + "\n"
        return isDone ? ["migrate", "--to", "001"] : command
    }

    /// Lets the next run finish, and says what is wrong with that; `nil` if nothing is.
    func problemFinishing(in folder: String, asking client: Client = SQLiteClient.query) -> String? {
        let database = folder + "/app.db"
        let next = MartletBinary.run(next(in: database, asking: client), in: folder)
        guard next.status == 0 else { return next.everything }
        let left = Set(Folder.names(folder))
        guard left.subtracting(["app.db", "app.db-wal", "app.db-shm"]) == ["martlet.yaml", "migrations", "seeds"] else {
            return "left behind: \(left)"
        }
        return problemWhenComplete(in: database, asking: client)
    }
}
