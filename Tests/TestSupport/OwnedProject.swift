internal import Testing

/// A project on a PostgreSQL database that belongs to a role of its own, which may make databases and nothing else.
public final class OwnedProject {
    /// Its folder.
    public let folder = ScratchFolder()
    /// Its database.
    public let database: FreshDatabase
    /// The role, which has a password though nobody asks for it.
    public let role: String
    /// The role's password.
    public static let password = "kanari-4711-geheim"

    /// Makes a project of one database, `app`; more lines go under it in martlet.yaml.
    /// - Parameter rights: what the role may do: `CREATEDB CREATEROLE`.
    public init(
        _ files: [String: String] = ServerProject.twoMigrations, settings: [String] = [], rights: String = "CREATEDB"
    ) throws {
        database = try FreshDatabase()
        role = database.name + "_owner"
        for sql in ["CREATE ROLE \(role) LOGIN \(rights)", "ALTER DATABASE \(database.name) OWNER TO \(role)"] {
            expectStatus(database.cluster.psql("postgres", sql), 0)
        }
        let lines = ["url: \(url())", "migrations: migrations", "seeds: seeds", "backups: backups"] + settings
        folder.write(
            "martlet.yaml", "project: demo\ndatabases:\n  app:\n" + lines.map { "    \($0)\n" }.joined())
        folder.makeFolders(["migrations", "seeds"])
        for (name, text) in files { folder.write(name, text) }
    }

    /// The same, migrated.
    public static func migrated(
        _ files: [String: String] = ServerProject.twoMigrations, settings: [String] = [], rights: String = "CREATEDB"
    ) throws -> OwnedProject {
        let project = try OwnedProject(files, settings: settings, rights: rights)
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    deinit {
        for name in [database.name] + leftovers.split(separator: "\n").map(String.init) {
            _ = database.cluster.psql("postgres", "DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
        }
        _ = database.cluster.psql("postgres", "DROP ROLE IF EXISTS \(role)")
    }

    /// The URL of the database, or of another one, with the password in it.
    public func url(_ name: String? = nil) -> String {
        "postgres://\(role):\(Self.password)@/\(name ?? database.name)?host=\(database.cluster.socketFolder)"
            + "&port=\(database.cluster.port)"
    }

    /// Runs the binary in the folder.
    @discardableResult
    public func martlet(_ arguments: String..., environment: [String: String] = [:]) -> ProgramResult {
        MartletBinary.run(arguments, in: folder.path, environment: environment)
    }

    /// Asks `psql`, as the role.
    public func sql(_ text: String) -> String { database.psql(text, as: role).output.droppingLastLineEnd }

    /// Asks `psql` of the whole server.
    public func server(_ text: String) -> String {
        database.cluster.psql("postgres", text).output.droppingLastLineEnd
    }

    /// The databases that the role has beside its own.
    public var leftovers: String {
        server(
            """
            SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = '\(role)' AND datname <> '\(database.name)'
            ORDER BY 1
            """)
    }

    /// Writes a program that is found before PostgreSQL's own of that name.
    /// - Parameter script: what it does; `$REAL` is the other one.
    /// - Returns: the value for `PATH`.
    public func program(_ name: String, _ script: String) -> String {
        folder.write("bin/\(name)", "#!/bin/sh\nREAL=\(database.cluster.programs)/\(name)\n" + script)
        _ = Program.run(["chmod", "+x", folder.path("bin/\(name)")])
        return folder.path("bin") + ":" + database.cluster.programs + ":/usr/bin:/bin"
    }

    /// The names in the folder of backups.
    public var backups: [String] { folder.names(in: "backups") }
}
