/// Which of the pending migrations are applied.
public struct MigrationSelection: Sendable, Hashable {
    /// The last version; `nil` for all.
    ///
    /// Of revisions, `head` and the beginning of an id are understood too.
    public var target: MigrationVersion?
    /// At most so many; `nil` for all.
    public var steps: Int?
    /// Whether versions older than the newest applied one are applied too.
    public var allowsOutOfOrder: Bool
    /// These alone; `nil` for all.
    var versions: Set<MigrationVersion>?

    /// Selects everything, unless something is said.
    public init(to target: MigrationVersion? = nil, steps: Int? = nil, allowsOutOfOrder: Bool = false) {
        self.target = target
        self.steps = steps
        self.allowsOutOfOrder = allowsOutOfOrder
    }

    func has(_ version: MigrationVersion) -> Bool { versions?.contains(version) ?? true }
}

/// Decides what would be done.
///
/// Pure: the same folder, history and wish give the same plan, and nothing is read or run.
struct Planner {
    let database: String
    let statuses: [MigrationStatus]
    /// What is built on what, in a folder of revisions; `nil` in one of numbered files.
    let graph: RevisionGraph?
    /// What is done about versions of a newer build; `nil` knows of none.
    var newerDatabase: NewerDatabase?
    /// What runs behind all versions when it has changed, in the order in which it would run.
    var repeatables: [RepeatableStatus] = []

    /// Makes a planner for what `MigrationStatus.assess` found.
    init(database: String, statuses: [MigrationStatus]) {
        self.database = database
        self.statuses = statuses
        graph = statuses.revisionGraph(in: database)
    }

    // MARK: Forwards

    /// Applies what is pending and selected.
    func migrate(_ selection: MigrationSelection = MigrationSelection()) throws(PlanProblem) -> Plan {
        try refuseDamage()
        let target = try forwardTarget(selection.target)
        if let target { try requirePending(target) }
        let isWanted = upTo(target)
        let wanted = statuses.filter {
            ($0.isPending || resumes($0)) && isWanted($0.version) && selection.has($0.version)
        }
        let late = wanted.filter { $0.state == .outOfOrder }
        if let first = late.first, !selection.allowsOutOfOrder, let newest = newestApplied(after: first.version) {
            throw .outOfOrder(late, newest: newest)
        }
        let applied = Set(statuses.filter(\.isApplied).map(\.version))
        let order = DependencyOrder(database: database, applied: applied, pending: wanted.compactMap(\.migration))
        let sorted = try sorted(order, target)
        let chosen = selection.steps.map { sorted.prefix(max(0, $0)) } ?? sorted[...]
        let newer = newerDatabase == nil ? [] : statuses.newerDatabase(database, .warning)
        // What is chosen one by one is all that there is to it.
        let left = selection.versions == nil ? statuses.count { $0.isPending || resumes($0) } - chosen.count : 0
        let (repeats, notes) = try repeats(behind: Array(chosen), leaving: left, selection)
        return Plan(
            database: database, steps: chosen.map(Step.apply) + repeats, warnings: warnings + newer + notes)
    }

    /// The repeatables to run, and what is said of others.
    ///
    /// They are written for the newest version: while versions are left out, they wait.
    /// - Parameter chosen: what is applied before, which may drop what an unchanged repeatable has made.
    private func repeats(
        behind chosen: [Migration], leaving count: Int, _ selection: MigrationSelection
    ) throws(PlanProblem) -> (steps: [Step], notes: [Diagnostic]) {
        let wanted = repeatables.filter { status in
            selection.has(MigrationVersion(status.name))
                && (status.isToRun || status.state == .applied && chosen.drop(status.made))
        }
        for migration in wanted.compactMap(\.migration) { try requireDependencies(of: migration) }
        guard count > 0, let first = wanted.first else {
            return (wanted.compactMap(\.migration).map(Step.repeat), repeatables.warnings)
        }
        let who = wanted.count == 1 ? "\(first.name) waits" : "\(wanted.count) repeatables wait"
        let note = Diagnostic(
            .pendingMigrations,
            "\(who) until every version is applied, as \(count) of them \(count == 1 ? "is" : "are") not",
            severity: .warning, at: first.migration?.location, help: "martlet migrate applies them all")
        return ([], repeatables.warnings + [note])
    }

    /// A repeatable may depend on others, and on versions: all of those are applied before it.
    private func requireDependencies(of repeatable: Migration) throws(PlanProblem) {
        let missing = repeatable.script?.dependencies.first { dependency in
            dependency.database == nil && !repeatables.contains { $0.name == dependency.version.text }
                && !statuses.contains { $0.version == dependency.version }
        }
        if let missing { throw .missingDependency(of: repeatable, missing) }
    }

    /// A dependency that is pending behind the target is not missing, only out of reach.
    private func sorted(_ order: DependencyOrder, _ target: MigrationVersion?) throws(PlanProblem) -> [Migration] {
        do throws(PlanProblem) {
            return try order.sorted()
        } catch {
            guard case .missingDependency(let migration, let dependency) = error, let target,
                statuses.contains(where: { $0.isPending && $0.version == dependency.version })
            else { throw error }
            throw .dependencyBeyondTarget(of: migration, dependency.version, target: target)
        }
    }

    /// Marks everything up to `target` as applied without running it.
    func stamp(_ target: MigrationVersion) throws(PlanProblem) -> Plan {
        try refuseDamage()
        let target = try resolved(target)
        try requirePending(target)
        let isWanted = upTo(target)
        let wanted = statuses.filter { $0.isPending && isWanted($0.version) }
        return Plan(database: database, steps: wanted.compactMap(\.migration).map(Step.stamp), warnings: warnings)
    }

    // MARK: Backwards

    /// What a rollback undoes.
    enum Extent: Equatable {
        /// The last so many.
        case steps(Int)
        /// This one and everything applied after it.
        case from(MigrationVersion)
        /// Everything applied after this one.
        case to(MigrationVersion)
    }

    /// What a rollback undoes, in the order of application.
    func applied(in extent: Extent) throws(PlanProblem) -> [MigrationStatus] {
        if let half = statuses.first(where: { $0.state == .halfRun && !$0.isBeingUndone }) { throw .halfRun(half) }
        let all = inOrderOfApplication(statuses.filter { $0.isApplied || $0.isBeingUndone })
        // What a script recorded goes with that script's own way back, or stays: there is nothing else to undo.
        let applied = all.filter { status in
            !status.isOnlyRecorded || extent == .from(status.version) || extent == .to(status.version)
        }
        switch extent {
        case .steps(let count):
            guard count <= applied.count else { throw .nothingToRollBack(asked: count, applied: applied.count) }
            return applied.suffix(max(0, count))
        case .from(let version) where graph != nil: return try undoing(from: version, of: applied)
        case .to(let version) where graph != nil: return try undoing(to: version, of: applied)
        case .from(let version): return Array(applied[try index(of: version, in: applied)...])
        case .to(let version): return Array(applied[(try index(of: version, in: applied) + 1)...])
        }
    }

    /// Undoes applied versions, the last first.
    /// - Parameter script: the down script of a row; `nil` if there is none.
    func rollback(
        _ applied: [MigrationStatus], script: (HistoryRow, Migration?) throws(PlanProblem) -> Script?
    ) throws(PlanProblem) -> Plan {
        var steps: [Step] = []
        for status in applied.reversed() {
            guard let row = status.row else { continue }
            let migration = status.migration
            guard let script = try script(row, migration) else { throw .irreversible(row, migration) }
            steps.append(.rollback(row, script))
        }
        // What is undone is no longer of interest.
        let undone = Set(steps.map(\.subject))
        let staying = statuses.filter { !undone.contains($0.version.text) }
        var plan = Plan(database: database, steps: steps, warnings: Self.warnings(of: staying))
        let first = applied.compactMap(\.row?.id).min() ?? .max
        plan.leavesLaterRows = staying.contains { $0.isApplied && ($0.row?.id ?? 0) > first }
        return plan
    }

    func index(of version: MigrationVersion, in applied: [MigrationStatus]) throws(PlanProblem) -> Int {
        if let index = applied.firstIndex(where: { $0.version == version }) { return index }
        if statuses.contains(where: { $0.version == version }) { throw .notApplied(version) }
        throw .unknownVersion(version, closest: closest(to: version))
    }

    // MARK: What stands in the way

    private func refuseDamage() throws(PlanProblem) {
        try refuseHalfRun()
        let edited = statuses.filter { $0.state == .edited }
        guard edited.isEmpty else { throw .edited(edited) }
        let newer = newerDatabase == nil ? [] : statuses.ofNewerBuild
        if newerDatabase == .refuse, !newer.isEmpty { throw .newerDatabase(statuses) }
        let others = Set(newer.map(\.version))
        let missing = statuses.filter { $0.state == .missing && !others.contains($0.version) }
        guard missing.isEmpty else { throw .missing(missing) }
    }

    /// Refuses where it is not certain what is applied.
    func refuseUnsettled() throws(PlanProblem) -> Plan {
        try refuseDamage()
        return Plan(database: database, steps: [])
    }

    private func refuseHalfRun() throws(PlanProblem) {
        if let half = statuses.first(where: { $0.state == .halfRun && !resumes($0) }) { throw .halfRun(half) }
    }

    /// A half-run file can go on by itself if it is still the file that was begun.
    private func resumes(_ status: MigrationStatus) -> Bool {
        guard status.row?.state == .running, let begun = status.row?.checksum else { return false }
        return begun == status.migration?.checksum
    }

    private func requirePending(_ version: MigrationVersion) throws(PlanProblem) {
        guard let status = statuses.first(where: { $0.version == version }) else {
            throw .unknownVersion(version, closest: closest(to: version))
        }
        if status.isApplied, !isNewestApplied(version) { throw .alreadyApplied(version) }
        if status.state == .skipped { throw .otherEnvironment(version) }
    }

    /// A version that means the same place as the one asked for, spelt differently: 1 for 001.
    private func closest(to version: MigrationVersion) -> MigrationVersion? {
        statuses.map(\.version).first { $0.place == version.place }
    }

    /// The newest of the applied versions that have a place in the order; a name that a script recorded has none.
    var newestApplied: MigrationVersion? {
        statuses.last { $0.isApplied && ($0.version.isNumeric || $0.migration != nil) }?.version
    }

    private var warnings: [Diagnostic] { Self.warnings(of: statuses) }

    /// What a person should know of the folder, though it stops nothing.
    static func warnings(of statuses: [MigrationStatus]) -> [Diagnostic] {
        statuses.filter { $0.state == .commentsEdited }.map { status in
            Diagnostic(
                .edited,
                "comments or white space of \(status.version) \(status.description) changed since it was applied",
                severity: .warning, at: status.migration?.location,
                help: "its statements are the same; martlet repair \(status.version) records the file as it is now")
        }
    }
}

extension MigrationStatus {
    /// Whether its way back was begun in batches, and goes on with the next rollback.
    var isBeingUndone: Bool { row?.state == .undoing && row?.progress != nil }
}
