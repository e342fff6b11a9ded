/// The applied migrations that need a version of another database: what stands in the way of taking that version away.
struct Dependents {
    private struct Need {
        var database: String
        var migration: Migration
        var dependency: Dependency

        var name: String { "\(database)/\(migration.version)" }
    }

    private var needs: [Need] = []
    /// Which databases could not be asked, and why.
    private(set) var warnings: [Diagnostic] = []

    /// Asks every other database of the project what it needs of those that are selected.
    init(on context: OperationContext) {
        let selected = context.project.databases
        guard context.project.isOfSeveralDatabases else { return }
        for target in selected {
            // What is wrong with one of these is told when its own turn comes.
            needs += (try? Self.needs(of: target, on: selected, context)) ?? []
        }
        for name in context.project.unselected {
            do throws(MartletError) {
                guard let target = try context.otherDatabase(name) else { continue }
                needs += try Self.needs(of: target, on: selected, context)
            } catch {
                warnings.append(
                    Diagnostic(
                        .dependency, "\(name) could not be asked whether its migrations depend on what is undone",
                        severity: .warning, notes: error.diagnostics.map(\.message)))
            }
        }
    }

    /// The files are looked at first: most databases need nothing of another, and are then not opened.
    private static func needs(
        of target: DatabaseTarget, on selected: [DatabaseTarget], _ context: OperationContext
    ) throws(MartletError) -> [Need] {
        let others = Set(selected.map(\.name)).subtracting([target.name])
        let files = try Inventory(session: nil, target: target, context: context).survey(parsingAll: true).0
        let needs = files.compactMap(\.migration).flatMap { migration in
            migration.foreignDependencies(in: target.name).filter { $0.database.map(others.contains) ?? false }
                .map { Need(database: target.name, migration: migration, dependency: $0) }
        }
        guard !needs.isEmpty else { return [] }
        let rows = try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            try Inventory(session: session, target: target, context: context).rows()
        }
        let applied = Set(rows.filter(\.isApplied).map(\.version))
        return needs.filter { applied.contains($0.migration.version) }
    }

    var isEmpty: Bool { needs.isEmpty }

    /// The databases in such an order that those which need others come before them, as far as there is one.
    func ordered(_ databases: [DatabaseTarget]) -> [DatabaseTarget] {
        var (rest, ordered) = (databases, [DatabaseTarget]())
        while !rest.isEmpty {
            let names = Set(rest.map(\.name))
            let next = rest.firstIndex { target in
                !needs.contains { $0.dependency.database == target.name && names.contains($0.database) }
            }
            ordered.append(rest.remove(at: next ?? 0))
        }
        return ordered
    }

    /// Refuses to take versions away that are needed.
    /// - Parameters:
    ///   - isGone: whether a version of the database would be gone.
    ///   - undone: the versions that are gone from other databases by then.
    ///   - others: databases whose needs do not count.
    func check(
        _ database: DatabaseTarget, losing isGone: (MigrationVersion) -> Bool,
        undone: [String: Set<MigrationVersion>] = [:], exceptFor others: [DatabaseTarget] = []
    ) throws(MartletError) {
        let problems = needs.filter { need in
            need.dependency.database == database.name && isGone(need.dependency.version)
                && undone[need.database]?.contains(need.migration.version) != true
                && !others.contains { $0.name == need.database }
        }.map { need in
            Diagnostic(
                .dependency, "\(need.name) depends on \(need.dependency), which would be gone",
                at: need.migration.location, notes: [Diagnostic.nothingChanged],
                help: "undo that first: martlet rollback \(need.migration.version) --database \(need.database)")
        }
        if !problems.isEmpty { throw MartletError(problems) }
    }
}
