/// How a step has to be run: what follows from its script's statements and options.
struct StepMode: Hashable {
    /// In a transaction of several steps, in one of its own, or in none.
    enum Transaction: Hashable { case shared, own, none }

    var transaction: Transaction
    /// Foreign keys are off while it runs and are checked before its commit.
    ///
    /// Dropping a table with foreign keys on deletes its rows first, and cascades empty the tables that refer to it.
    var foreignKeysOff: Bool

    /// The mode of a step.
    init(of step: Step, foreignKeys: Bool) {
        if step.kind == .repeat {
            transaction = .own
            foreignKeysOff = false
            return
        }
        guard let script = step.script else {
            transaction = .shared
            foreignKeysOff = false
            return
        }
        foreignKeysOff = foreignKeys && !(script.options.foreignKeys ?? !script.traits.dropsTable)
        if script.options.transaction == .own || script.options.batches.rows != nil {
            transaction = .none
        } else if script.options.transaction == .none, !Self.canBeUndoneAtOnce(step, script) {
            transaction = .none
        } else {
            transaction = script.traits.standsAlone || !script.traits.isSmall ? .own : .shared
        }
    }

    /// The way back has no journal to go on from: where its statements can share a transaction, they do, so that a run
    /// that is cut off leaves the version applied.
    private static func canBeUndoneAtOnce(_ step: Step, _ script: Script) -> Bool {
        step.kind == .rollback && script.traits.firstOutsider == nil && script.text?.mayCommit == false
    }

    /// The mode of steps that are done all or not at all: as careful as the most delicate of them.
    init(ofAll steps: ArraySlice<Step>, foreignKeys: Bool) {
        transaction = .own
        foreignKeysOff = steps.contains { StepMode(of: $0, foreignKeys: foreignKeys).foreignKeysOff }
    }
}

extension Step {
    /// The script that the step runs, if it runs one.
    var script: Script? {
        switch self {
        case .apply(let migration), .repeat(let migration): migration.script?.up
        case .rollback(_, let script): script
        case .seed(let seed): seed.script
        case .stamp: nil
        }
    }
}
