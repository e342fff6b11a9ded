/// A migration that must be applied before another: of the same database, or `database/version` of another.
public struct Dependency: Sendable, Hashable, CustomStringConvertible {
    /// The other database; `nil` for the same one.
    public var database: String?
    public var version: MigrationVersion

    /// Makes a dependency.
    public init(database: String? = nil, version: MigrationVersion) {
        self.database = database
        self.version = version
    }

    public var description: String { (database.map { $0 + "/" } ?? "") + version.text }
}

/// Puts migrations in an order in which each comes after what it depends on, and otherwise by version.
struct DependencyOrder {
    /// Versions that are applied already.
    let applied: Set<MigrationVersion>
    /// The migrations to put in order, by version.
    let pending: [Migration]

    private var byVersion: [MigrationVersion: Migration] {
        Dictionary(pending.map { ($0.version, $0) }) { first, _ in first }
    }

    /// The order, or what is wrong with the dependencies.
    func sorted() throws(PlanProblem) -> [Migration] {
        let byVersion = byVersion
        var ordered: [Migration] = []
        var done = applied
        var path: [MigrationVersion] = []

        func visit(_ migration: Migration) throws(PlanProblem) {
            guard !done.contains(migration.version) else { return }
            if let start = path.firstIndex(of: migration.version) {
                throw .dependencyCycle(path[start...] + [migration.version])
            }
            path.append(migration.version)
            for dependency in migration.localDependencies where !done.contains(dependency) {
                guard let other = byVersion[dependency] else {
                    throw .missingDependency(of: migration, Dependency(version: dependency))
                }
                try visit(other)
            }
            path.removeLast()
            done.insert(migration.version)
            ordered.append(migration)
        }

        for migration in pending { try visit(migration) }
        return ordered
    }
}

extension Migration {
    /// The versions of the same database that this one depends on.
    var localDependencies: [MigrationVersion] {
        (script?.dependencies ?? []).filter { $0.database == nil }.map(\.version)
    }

    /// The versions of other databases that this one depends on.
    var foreignDependencies: [Dependency] { (script?.dependencies ?? []).filter { $0.database != nil } }
}
