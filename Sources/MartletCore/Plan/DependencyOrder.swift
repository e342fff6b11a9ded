/// Puts migrations in an order in which each comes after what it depends on, and otherwise by version.
struct DependencyOrder {
    /// The name of the database they are all of.
    let database: String
    /// Versions that are applied already.
    let applied: Set<MigrationVersion>
    /// The migrations to put in order, by version.
    let pending: [Migration]

    private var byVersion: [MigrationVersion: Migration] {
        Dictionary(pending.map { ($0.version, $0) }) { first, _ in first }
    }

    /// The order, or what is wrong with the dependencies.
    ///
    /// A loop and no recursion: chains can be as long as the folder, and the stack of a thread is short.
    func sorted() throws(PlanProblem) -> [Migration] {
        let byVersion = byVersion
        var ordered: [Migration] = []
        var done = applied
        // From a migration to one it depends on, and so on; each with the dependencies not looked at yet.
        var path: [(migration: Migration, rest: ArraySlice<MigrationVersion>)] = []
        var versionsOnPath: Set<MigrationVersion> = []

        for start in pending where !done.contains(start.version) {
            var next: Migration? = start
            while true {
                if let migration = next {
                    path.append((migration, migration.localDependencies(in: database)[...]))
                    versionsOnPath.insert(migration.version)
                }
                guard let (current, rest) = path.last else { break }
                guard let dependency = rest.first else {
                    path.removeLast()
                    versionsOnPath.remove(current.version)
                    done.insert(current.version)
                    ordered.append(current)
                    next = nil
                    continue
                }
                path[path.count - 1].rest = rest.dropFirst()
                if versionsOnPath.contains(dependency) {
                    throw .dependencyCycle(cycle(path.map(\.migration), dependency).map(\.text))
                }
                next = done.contains(dependency) ? nil : byVersion[dependency]
                guard next != nil || done.contains(dependency) else {
                    throw .missingDependency(of: current, Dependency(version: dependency))
                }
            }
        }
        return ordered
    }

    private func cycle(_ path: [Migration], _ version: MigrationVersion) -> [MigrationVersion] {
        path.map(\.version).drop { $0 != version } + [version]
    }
}

extension Migration {
    /// The versions of its own database that this one depends on, named with the database or without, or as parents.
    func localDependencies(in database: String) -> [MigrationVersion] {
        (revision?.parents ?? [])
            + (script?.dependencies ?? []).filter { ($0.database ?? database) == database }.map(\.version)
    }

    /// The versions of other databases that this one, of `database`, depends on.
    func foreignDependencies(in database: String) -> [Dependency] {
        (script?.dependencies ?? []).filter { ($0.database ?? database) != database }
    }
}
