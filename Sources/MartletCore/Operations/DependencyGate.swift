/// Knows what is applied in every database of a project, and holds back migrations that wait for another database.
final class DependencyGate {
    private let context: OperationContext
    private var applied: [String: Set<MigrationVersion>] = [:]
    private(set) var moved = false
    /// The first migration that waits in each database, and what for.
    private var waits: [String: (migration: Migration, dependency: Dependency)] = [:]

    init(context: OperationContext) { self.context = context }

    /// Notes what a database has by now, and whether that is more than before.
    func note(_ database: String, applied versions: [MigrationVersion], moved: Bool) {
        applied[database] = Set(versions)
        self.moved = self.moved || moved
    }

    /// Whether anything has moved since the last time this was asked.
    func takeMove() -> Bool {
        defer { moved = false }
        return moved
    }

    /// Cuts a plan before the first step that waits for another database.
    /// - Parameter isLastTry: nothing moves any more, so waiting is an error.
    func split(_ plan: Plan, isLastTry: Bool) throws(MartletError) -> (plan: Plan, waits: Bool) {
        for (index, step) in plan.steps.enumerated() {
            guard case .apply(let migration) = step else { continue }
            for dependency in migration.foreignDependencies(in: plan.database) {
                guard let database = dependency.database else { continue }
                if try versions(of: database, for: migration).contains(dependency.version) { continue }
                waits[plan.database] = (migration, dependency)
                if isLastTry { throw try problem(of: migration, dependency, in: plan.database) }
                var ready = plan
                ready.steps = Array(plan.steps[..<index])
                return (ready, true)
            }
        }
        return (plan, false)
    }

    /// Why what a migration waits for does not come.
    private func problem(
        of migration: Migration, _ dependency: Dependency, in database: String
    ) throws(MartletError) -> MartletError {
        if let cycle = cycle(from: database) {
            return MartletError(PlanProblem.dependencyCycle(cycle).diagnostics(database: database))
        }
        if let other = try dependency.database.flatMap({ (name) throws(MartletError) in try target(named: name) }) {
            let statuses = try DatabaseSession.reading(other, context) { (session) throws(MartletError) in
                try Inventory(session: session, target: other, context: context).survey().0
            }
            if statuses.contains(where: { $0.version == dependency.version && $0.isPending }) {
                return MartletError(
                    PlanProblem.pendingDependency(of: migration, dependency).diagnostics(database: database))
            }
        }
        return MartletError(PlanProblem.missingDependency(of: migration, dependency).diagnostics(database: database))
    }

    /// The circle in which databases wait for each other, if the way from one of them leads into one.
    private func cycle(from start: String) -> [String]? {
        var way: [(database: String, names: [String])] = []
        var database = start
        while let (migration, dependency) = waits[database] {
            if let first = way.firstIndex(where: { $0.database == database }) {
                let names = way[first...].flatMap(\.names)
                let circle = names.indices.filter { $0 == 0 || names[$0] != names[$0 - 1] }.map { names[$0] }
                return circle.first == circle.last ? circle : circle + circle.prefix(1)
            }
            way.append((database, ["\(database)/\(migration.version)", "\(dependency)"]))
            database = dependency.database ?? database
        }
        return nil
    }

    private func versions(of database: String, for migration: Migration) throws(MartletError) -> Set<MigrationVersion> {
        if let known = applied[database] { return known }
        guard let target = try target(named: database) else {
            throw MartletError(
                .dependency,
                "\(migration.version) depends on the database \(database), which the project does not have",
                at: migration.location, notes: ["nothing was changed"], help: "mend the `-- Depends:` line")
        }
        let found = try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
            try Inventory(session: session, target: target, context: context).rows()
        }
        let versions = Set(found.filter(\.isApplied).map(\.version))
        applied[database] = versions
        return versions
    }

    private func target(named name: String) throws(MartletError) -> DatabaseTarget? {
        if let selected = context.project.databases.first(where: { $0.name == name }) { return selected }
        return try context.otherDatabase(name)
    }
}
