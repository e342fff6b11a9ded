import TestSupport
import Testing

/// A run of migrations or seeds in a project of several kinds of files: each step is done and recorded, or neither.
struct RunWork: FaultWork {
    let row = "A1"
    var name: String
    /// Brings a fresh project to where the run starts.
    var preparation: [[String]]
    var command: [String]
    /// A query that yields nothing if every step is done and recorded, or neither.
    var contradictions: String
    /// A query whose answer tells that the run is complete.
    var completeness: (query: String, answer: String)
    /// A query with the steps that are done, one a line, and those that were before.
    var done: String
    var before: Set<String>
    var journal: String
    var settings: [String] = []
    /// Files that cannot be in such a project.
    var without: [String] = []
    /// Files that it has beside the others.
    var additions: [String: String] = [:]
    /// Those of them that have another text when the run begins.
    var changes: [String: String] = [:]

    var description: String { "\(name), journal_mode \(journal)" }

    static let all = ["delete", "wal"].flatMap { journal in
        let migrate = RunWork(
            name: "migrate", preparation: [["migrate", "--to", "001"]], command: ["migrate"],
            contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations WHERE success", "6"),
            done: "SELECT version FROM martlet_migrations WHERE success", before: ["001"], journal: journal)
        return [migrate, migrate.allOrNothing] + [
            RunWork(
                name: "rollback", preparation: [["migrate"]], command: ["rollback", "002", "--yes"],
                contradictions: migrated, completeness: ("SELECT count(*) FROM martlet_migrations", "1"),
                done: """
                    SELECT value FROM json_each('["002", "003", "004", "005", "006"]')
                    WHERE value NOT IN (SELECT version FROM martlet_migrations)
                    """, before: [], journal: journal),
            RunWork(
                name: "seed", preparation: [["migrate"]], command: ["seed"], contradictions: seeded,
                completeness: ("SELECT count(*) FROM martlet_seeds", "3"),
                done: "SELECT name FROM martlet_seeds", before: [], journal: journal),
            repeatables(journal),
        ]
    }

    /// The same in one transaction, which the file that runs without one cannot be in.
    private var allOrNothing: RunWork {
        var work = self
        work.name += " (transaction: all)"
        work.settings = ["transaction: all"]
        work.without = ["migrations/004_by_statement.sql"]
        work.completeness.answer = "5"
        work.contradictions += """

            UNION ALL SELECT 'only ' || count(*) FROM martlet_migrations WHERE success AND version > '001'
            HAVING count(*) NOT IN (0, 4)
            """
        return work
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

    /// Two views that get a column, one of which loses its trigger on the way.
    private static func repeatables(_ journal: String) -> RunWork {
        func views(_ columns: String) -> [String: String] {
            ["a_loud", "names"].reduce(into: [:]) { files, name in
                let source = name == "names" ? "users" : "names"
                files["migrations/R__\(name).sql"] =
                    "DROP VIEW IF EXISTS \(name);\nCREATE VIEW \(name) AS SELECT \(columns) FROM \(source);\n"
            }
        }
        var work = RunWork(
            name: "migrate repeatables", preparation: [["migrate"]], command: ["migrate"], contradictions: repeated,
            completeness: ("SELECT count(*) FROM martlet_log WHERE action = 'repeat' AND result = 'done'", "4"),
            done:
                "SELECT subject FROM martlet_log WHERE action = 'repeat' AND result = 'done' GROUP BY 1 HAVING count(*) = 2",
            before: [], journal: journal)
        work.additions = views("name")
        work.additions["migrations/006_create_tags.sql"] = """
            CREATE VIEW names AS SELECT name FROM users;
            CREATE TRIGGER put INSTEAD OF INSERT ON names BEGIN INSERT INTO users (name) VALUES (NEW.name); END;

            """
        work.changes = views("id, name")
        return work
    }

    /// Both views are new, or neither, as the log has it; and the trigger is there.
    private static let repeated = """
        SELECT 'a_loud ' || a.columns || ', names ' || n.columns || ', runs ' || log.runs || ', triggers ' || t.triggers
        FROM (SELECT count(*) AS columns FROM pragma_table_info('a_loud')) AS a,
          (SELECT count(*) AS columns FROM pragma_table_info('names')) AS n,
          (SELECT count(*) AS runs FROM martlet_log WHERE action = 'repeat' AND result = 'done') AS log,
          (SELECT count(*) AS triggers FROM sqlite_schema WHERE type = 'trigger') AS t
        WHERE (a.columns, n.columns, log.runs, t.triggers) NOT IN (VALUES (1, 1, 2, 1), (2, 2, 4, 1))
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

    func prepare() -> ScratchProject {
        let files = Self.files.merging(additions) { _, added in added }.filter { !without.contains($0.key) }
        let project = ScratchProject(files, settings: settings)
        for arguments in preparation { expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0) }
        #expect(project.sql("PRAGMA journal_mode = \(journal)") == journal)
        for (name, text) in changes { project.folder.write(name, text) }
        return project
    }

    // MARK: What is left

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        let database = folder + "/app.db"
        let state = client(database, "PRAGMA integrity_check; PRAGMA foreign_key_check; \(contradictions)")
        if state != "ok\n" { return state }
        let missing = Self.reported(in: said).subtracting(stepsDone(in: folder, asking: client))
        if !missing.isEmpty { return "said to be done, and is not: \(missing.sorted())" }
        guard isComplete else { return nil }
        let answer = client(database, completeness.query)
        return answer == completeness.answer + "\n" ? nil : "not complete: \(answer)"
    }

    /// The steps that are done.
    func stepsDone(in folder: String, asking client: SQLClient = SQLiteClient.query) -> Set<String> {
        Set(client(folder + "/app.db", done).split(separator: "\n").map(String.init))
    }

    /// The steps that a text calls done: `  ✓ 002  Create posts`.
    private static func reported(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                guard line.hasPrefix("  ✓ ") || line.hasPrefix("  ↶ ") else { return nil }
                return line.split(separator: " ").dropFirst().first.map(String.init)
            })
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] {
        RunClaims(work: self, result: result).falseOnes(in: folder)
    }

    func problemFinishing(in folder: String) -> String? {
        // Of a rollback that was done already there is nothing to do again.
        let isDone = SQLiteClient.query(folder + "/app.db", completeness.query) == completeness.answer + "\n"
        let command = name == "rollback" && isDone ? ["migrate", "--to", "001"] : command
        let next = MartletBinary.run(command, in: folder)
        guard next.status == 0 else { return next.everything }
        let left = Set(Folder.names(folder))
        guard left.subtracting(["app.db", "app.db-wal", "app.db-shm"]) == ["martlet.yaml", "migrations", "seeds"] else {
            return "left behind: \(left)"
        }
        return problem(in: folder, said: "", isComplete: true, asking: SQLiteClient.query)
    }
}
