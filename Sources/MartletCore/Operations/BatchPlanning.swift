internal import SQLText

/// Looks, before anything runs, whether the batches of a plan can go through their tables, and how many they are.
struct BatchPlanning {
    let session: DatabaseSession

    /// The batches of each step that has some, by its place in the plan.
    /// - Throws: why a table cannot be gone through; of one that an earlier step may change, that is found when it runs.
    func batches(of plan: Plan) throws(MartletError) -> [Int: PlanOutline.PlannedBatches] {
        var found: [Int: PlanOutline.PlannedBatches] = [:]
        for (place, step) in plan.steps.enumerated() {
            guard let script = step.script, let rows = script.options.batches.rows else { continue }
            found[place] = PlanOutline.PlannedBatches(
                rows: rows, pauseMilliseconds: script.options.batches.pause?.wholeMilliseconds ?? 0,
                count: try count(script, rows, behind: plan.steps[..<place], try progress(of: step)))
        }
        return found
    }

    /// How far it has come, if it goes on.
    private func progress(of step: Step) throws(MartletError) -> BatchProgress? {
        if case .rollback(let row, _) = step { return row.state == .undoing ? row.progress : nil }
        let inventory = Inventory(session: session, target: session.target, context: session.context)
        return try inventory.rows().first { $0.version.text == step.subject }?.progress
    }

    private func count(
        _ script: Script, _ rows: Int, behind earlier: ArraySlice<Step>, _ progress: BatchProgress?
    ) throws(MartletError) -> Int? {
        var count: Int? = 0
        try script.forEachStatement(
            { (statement) throws(MartletError) in
                if let progress, statement.number < progress.statement { return }
                guard let cut = try? RangedStatement(statement.sql, dialect: statement.dialect) else { return }
                let isOpen = earlier.contains { $0.script?.mentions(anyOf: [cut.table.name.lowercased()]) ?? false }
                guard !isOpen, let size = try size(of: cut, script, statement) else {
                    count = nil
                    return
                }
                let seen = progress?.statement == statement.number ? progress?.seen ?? 0 : 0
                count = count.map { $0 + (max(size - seen, 0) + rows - 1) / rows }
            }, unreadable: { $0 })
        return count
    }

    private func size(
        of cut: RangedStatement, _ script: Script, _ statement: ScriptStatement
    ) throws(MartletError) -> Int? {
        let found = try session.asking { () throws(DriverError) in
            try BatchKey(driver: session.driver, statement: cut, options: script.options.batches).table()
        }
        switch found {
        case .success(let table): return try session.asking { () throws(DriverError) in try table.count() }
        case .failure(let objection):
            throw MartletError(
                .directive, objection.fact, at: script.location(of: statement.offset),
                notes: [Diagnostic.nothingChanged], help: objection.help)
        }
    }
}

extension PlanOutline {
    /// Takes over the batches of its steps.
    mutating func take(_ batches: [Int: PlannedBatches]) {
        for (place, batches) in batches where steps.indices.contains(place) { steps[place].batches = batches }
    }
}
