internal import SQLText

/// A plan that somebody has looked at: what is planned now has to be the same.
struct ApprovedPlan: Sendable {
    let file: PlanFile
    /// What the file is called in messages.
    let name: String

    /// Compares a plan with the file's.
    /// - Parameter isContinued: whether a part of it is done, or told, by now, so that this is the rest.
    /// - Throws: `changed-since-plan`, with all that is different.
    func check(_ plan: Plan, isContinued: Bool) throws(MartletError) {
        guard let approved = file.databases.first(where: { $0.name == plan.database }) else {
            throw refusal(plan.database, ["it was made for \(file.databases.map(\.name).joined(separator: ", "))"])
        }
        if isContinued {
            let rest = approved.steps.suffix(plan.steps.count).map(\.line)
            if rest != plan.steps.map(\.line) { throw refusal(plan.database, Self.changes(approved.steps, plan.steps)) }
            return
        }
        if approved.identity == plan.identity { return }
        let changes = Self.changes(approved.basis, plan.basis) + Self.changes(approved.steps, plan.steps)
        throw refusal(plan.database, changes.isEmpty ? ["its identity is another one"] : changes)
    }

    /// What the file tells of the statements of each version.
    func forecasts(for database: String) -> [String: String] {
        (file.databases.first { $0.name == database }?.steps ?? []).forecastTexts
    }

    private func refusal(_ database: String, _ changes: [String]) -> MartletError {
        let shown = changes.prefix(20) + (changes.count > 20 ? ["and \(changes.count - 20) more"] : [])
        return MartletError(
            .changedSincePlan, "the plan in \(name) does not hold for \(database) any more",
            notes: shown + ["it was made at \(file.madeAt) by \(file.madeBy)", Diagnostic.nothingChanged],
            help: "look at what would run now, and write it down: martlet plan --out \(name.quotedForShell)")
    }

    // MARK: What is different

    private static func changes(_ old: PlanBasis, _ new: PlanBasis?) -> [String] {
        guard let new else { return [] }
        var changes: [String] = []
        if old.target != new.target { changes.append("it was made for \(old.target), and this is \(new.target)") }
        guard old.history != new.history else { return changes }
        let (before, now) = (told(old), told(new))
        return changes + [
            before == now
                ? "the history is another one, though \(now) as it was then"
                : "then \(before), now \(now)"
        ]
    }

    private static func told(_ basis: PlanBasis) -> String {
        guard let newest = basis.newest else { return "nothing was applied" }
        return "\(basis.appliedCount) applied, the newest \(newest)"
    }

    private static func changes(_ old: [PlanOutline.Step], _ new: [Step]) -> [String] {
        let before = Dictionary(old.map { ($0.subject, $0) }) { first, _ in first }
        let now = Dictionary(new.map { ($0.subject, $0) }) { first, _ in first }
        let gone = old.filter { now[$0.subject] == nil }.map { "\($0.subject) is not to be run any more" }
        let changes = new.compactMap { step -> String? in
            guard let other = before[step.subject] else { return "\(step.subject) was not in it" }
            if other.kind != step.kind {
                return "\(step.subject): \(other.kind.rawValue) then, \(step.kind.rawValue) now"
            }
            if other.checksum != step.checksum { return "\(step.subject) has another text" }
            return other.line == step.line ? nil : "\(step.subject) has other values for its placeholders"
        }
        if gone.isEmpty, changes.isEmpty, old.map(\.line) != new.map(\.line) { return ["the order is another one"] }
        return gone + changes
    }
}

extension PlanOutline.Step {
    /// What it does, and with which text.
    fileprivate var line: String { PlanLine.text(kind, subject, checksum, filled: filledChecksum) }
}
