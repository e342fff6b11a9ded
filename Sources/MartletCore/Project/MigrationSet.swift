/// Where a program has SQL files: in a folder on the disk, or in itself.
public enum ScriptSource: Sendable, Hashable {
    /// A folder on the disk; a relative path starts from the current folder.
    case folder(String)
    /// A folder that is a part of the program.
    case embedded(EmbeddedFolder)

    /// The path of the folder, or the name by which messages call it.
    var path: String {
        switch self {
        case .folder(let path): path
        case .embedded(let folder): folder.name
        }
    }

    /// The folder, if it is a part of the program.
    var embedded: EmbeddedFolder? {
        if case .embedded(let folder) = self { folder } else { nil }
    }
}

/// The migrations that a program has for a database.
public struct MigrationSet: Sendable, Hashable {
    /// Where its SQL files are.
    public var files: ScriptSource
    /// Those that are written in Swift; by their versions they have their places among the files.
    public var code: [SwiftMigration]

    /// Makes a set.
    public init(_ files: ScriptSource, code: [SwiftMigration] = []) {
        self.files = files
        self.code = code
    }

    /// Migrations that are all written in Swift.
    public static func code(_ migrations: [SwiftMigration]) -> MigrationSet {
        MigrationSet(.embedded(EmbeddedFolder("Migrations")), code: migrations)
    }

    /// The same set, and these beside.
    public func adding(_ migrations: SwiftMigration...) -> MigrationSet {
        MigrationSet(files, code: code + migrations)
    }

    /// The migrations of a folder on the disk; a relative path starts from the current folder.
    public static func folder(_ path: String) -> MigrationSet { MigrationSet(.folder(path)) }

    /// The migrations of a folder that is a part of the program.
    public static func embedded(_ folder: EmbeddedFolder) -> MigrationSet { MigrationSet(.embedded(folder)) }
}

extension Project {
    /// One database with what a program has for it; no configuration is looked for.
    /// - Parameters:
    ///   - url: where the database is.
    ///   - migrations: its migrations.
    ///   - seeds: its seeds, if it has some.
    ///   - currentFolder: the folder that relative paths start from.
    ///   - databaseName: what the database is called, after its URL.
    /// - Throws: `bad-url`.
    public static func ofProgram(
        url: String, migrations: MigrationSet, seeds: ScriptSource? = nil, currentFolder: FilePath,
        databaseName: (ConnectionURL) -> String = { $0.databaseName }
    ) throws(MartletError) -> Project {
        let request = ProjectRequest(
            url: url, migrations: migrations.files.path, seeds: seeds?.path, currentFolder: currentFolder)
        var project = try StandaloneProject(request: request).load(databaseName)
        project.databases[0].embedded.migrations = migrations.files.embedded
        project.databases[0].embedded.seeds = seeds?.embedded
        project.databases[0].embedded.code = migrations.code
        return project
    }
}
