public import Testing

/// A project in a folder of its own, worked on by the built binary.
public final class ScratchProject {
    /// Its folder.
    public let folder: ScratchFolder

    /// Makes a project of one database, `app`, in `app.db`; more lines go under that database in martlet.yaml.
    public init(_ files: [String: String] = ScratchProject.twoMigrations, settings: [String] = []) {
        let folder = ScratchFolder()
        let lines = ["url: sqlite:app.db", "migrations: migrations", "seeds: seeds"] + settings
        folder.write(
            "martlet.yaml",
            "project: demo\ndatabases:\n  app:\n" + lines.map { "    \($0)\n" }.joined())
        folder.makeFolders(["migrations", "seeds"])
        for (name, text) in files { folder.write(name, text) }
        self.folder = folder
    }

    /// Makes a project with the configuration that is given.
    public init(configuration: String, _ files: [String: String] = [:]) {
        folder = ScratchFolder()
        folder.write("martlet.yaml", configuration)
        for (name, text) in files { folder.write(name, text) }
    }

    /// The path of the database.
    public var database: String { folder.path("app.db") }

    /// Runs the binary in the folder.
    @discardableResult
    public func martlet(
        _ arguments: String..., environment: [String: String] = [:], input: String = ""
    ) -> ProgramResult {
        MartletBinary.run(arguments, in: folder.path, environment: environment, input: input)
    }

    /// Asks the `sqlite3` client.
    public func sql(_ text: String) -> String {
        SQLiteClient.query(database, text).droppingLastLineEnd
    }

    /// Everything in the database, as the client dumps it; empty if there is no file.
    public var dump: String {
        folder.has("app.db") ? Program.run(["sqlite3", "-readonly", database, ".dump"]).output : ""
    }

    /// Names and digests of the files in the folder, so that "nothing changed" can be said of all of them.
    public var files: String {
        Program.run(["find", ".", "-type", "f", "-exec", "sha256sum", "{}", "+"], in: folder.path)
            .output.split(separator: "\n").sorted().joined(separator: "\n")
    }

    /// Users and posts; 002 refers to 001.
    public static let twoMigrations = [
        "migrations/001_create_users.sql": """
        -- Description: Create users
        CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO users (name) VALUES ('Ava'), ('Ben');

        -- ROLLBACK:
        -- DROP TABLE users;

        """,
        "migrations/002_create_posts.sql": """
        -- Description: Create posts
        CREATE TABLE posts (
            id INTEGER PRIMARY KEY,
            author INTEGER NOT NULL REFERENCES users (id)
        );
        CREATE INDEX posts_author ON posts (author);

        -- ROLLBACK:
        -- DROP TABLE posts;

        """,
    ]

    /// The same with two seeds.
    public static let seeded = twoMigrations.merging([
        "seeds/001_users.sql":
            "-- Description: More users\nINSERT OR IGNORE INTO users VALUES (10, 'Cleo'), (11, 'Dan');\n",
        "seeds/002_posts.sql": "-- Description: Posts\nINSERT OR IGNORE INTO posts VALUES (1, 10), (2, 11), (3, 1);\n",
    ]) { _, new in new }
}

extension ScratchFolder {
    /// Makes folders, empty.
    public func makeFolders(_ names: [String]) { _ = Program.run(["mkdir", "-p"] + names.map(path)) }

    /// Removes what is of this name.
    public func remove(_ name: String) { _ = Program.run(["rm", "-rf", path(name)]) }
}

extension ScratchProject {
    /// Runs the binary in the folder under other conditions: `["prlimit", "--nofile=5"]`.
    @discardableResult
    public func martlet(
        under wrapper: [String], _ arguments: [String], environment: [String: String] = [:]
    ) -> ProgramResult {
        MartletBinary.run(arguments, in: folder.path, under: wrapper, environment: environment)
    }

    /// Expects that commands fail with a code and a text, and that every file is what it was, byte for byte.
    public func expectRefused(
        _ commands: [[String]] = [["migrate"], ["setup"]], code: String, _ text: String, status: Int32 = 4,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = files
        for arguments in commands {
            let result = MartletBinary.run(arguments, in: folder.path)
            expectStatus(result, status, sourceLocation: sourceLocation)
            expect(result.error, contains: "error[\(code)]", sourceLocation: sourceLocation)
            expect(result.error, contains: text, sourceLocation: sourceLocation)
            #expect(files == before, sourceLocation: sourceLocation)
        }
    }

    /// A project of two applied migrations, and a third file that is not.
    public static func withPending(_ text: String, name: String = "003_third.sql") -> ScratchProject {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/\(name)", text)
        return project
    }
}

/// Expects an exit status, and shows what was written if it is another.
public func expectStatus(
    _ result: ProgramResult, _ status: Int32, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(result.status == status, "\(result.everything)", sourceLocation: sourceLocation)
}

/// Expects text in what a program wrote.
public func expect(
    _ text: String, contains part: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(text.contains(part), "not in:\n\(text)", sourceLocation: sourceLocation)
}
