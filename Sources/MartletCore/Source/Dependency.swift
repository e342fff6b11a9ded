/// A migration that must be applied before another: of the same database, or `database/version` of another.
public struct Dependency: Sendable, Hashable, CustomStringConvertible {
    /// The other database; `nil` for the same one.
    public var database: String?
    /// The version that must be applied.
    public var version: MigrationVersion

    /// Makes a dependency.
    public init(database: String? = nil, version: MigrationVersion) {
        self.database = database
        self.version = version
    }

    /// The dependency as a `-- Depends:` line has it.
    public var description: String { (database.map { $0 + "/" } ?? "") + version.text }
}
