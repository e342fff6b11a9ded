/// Says whether every database is at what this program was built for; reads only, over one connection each.
///
/// Seeds are not asked for: a program needs the schema, and not the rows that one run of it began with.
public struct CurrentOperation {
    let context: OperationContext
    /// Whether a database may be newer than this build.
    let allowsNewer: Bool

    /// Makes the operation.
    public init(_ context: OperationContext, allowsNewer: Bool = false) {
        self.context = context
        self.allowsNewer = allowsNewer
    }

    /// Looks at every database; the exit status is 3 where something is merely pending, 4 where a person is needed.
    public func run() -> Outcome {
        context.forEachDatabase("status", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                outcome.server = session.driver.server
                let problems = try session.tableProblems()
                if !problems.isEmpty { throw MartletError(problems) }
                try look(Inventory(session: session, target: target, context: context), &outcome)
            }
        }
    }

    private func look(_ inventory: Inventory, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let name = inventory.target.name
        let survey = try inventory.wholeSurvey()
        let (statuses, problems) = (survey.versions, survey.problems)
        outcome.migrations = statuses
        outcome.repeatables = survey.repeatables
        outcome.current = statuses.newestApplied
        let lost = try inventory.lost(of: statuses)
        let elsewhere = try inventory.appliedElsewhere(statuses)
        let errors =
            problems + elsewhere + statuses.severalHeads + PlanProblem.lost(lost).diagnostics(database: name)
            + (allowsNewer ? [] : statuses.newerDatabase(name, .error)) + faults(of: statuses, name)
        outcome.diagnostics += errors + statuses.warnings + survey.repeatables.warnings
        if allowsNewer { outcome.diagnostics += statuses.newerDatabase(name, .warning) }
        if !errors.isEmpty {
            outcome.exitStatus = .needsPerson
        } else if let pending = pending(in: statuses, survey.repeatables, name) {
            outcome.diagnostics.append(pending)
            outcome.exitStatus = .answerIsNo
        }
    }

    /// What stands in the way of a migration.
    private func faults(of statuses: [MigrationStatus], _ name: String) -> [Diagnostic] {
        let newer = Set(statuses.ofNewerBuild.map(\.version))
        var problems = statuses.filter { $0.state == .halfRun }.map(PlanProblem.halfRun)
        problems.append(.edited(statuses.filter { $0.state == .edited }))
        problems.append(.missing(statuses.filter { $0.isStranger && !newer.contains($0.version) }))
        let late = statuses.filter { $0.state == .outOfOrder }
        if let newest = statuses.newestApplied { problems.append(.outOfOrder(late, newest: newest)) }
        return problems.flatMap { $0.diagnostics(database: name) }
    }

    private func pending(
        in statuses: [MigrationStatus], _ repeatables: [RepeatableStatus], _ name: String
    ) -> Diagnostic? {
        let pending =
            statuses.filter(\.isPending).map { (version: $0.version.text, description: $0.description) }
            + repeatables.filter(\.isToRun).map { (version: $0.name, description: $0.description) }
        guard let first = pending.first else { return nil }
        let what =
            pending.count == 1
            ? "1 pending migration: \(first.version) \(first.description)"
            : "\(pending.count) pending migrations, from \(first.version) \(first.description) on"
        return Diagnostic(
            .pendingMigrations, "\(name) has \(what)", notes: [Diagnostic.nothingChanged],
            help: "martlet migrate; or migrate() of the library, before the program begins its work")
    }
}
