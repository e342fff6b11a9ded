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
        guard let script = step.script else {
            transaction = .shared
            foreignKeysOff = false
            return
        }
        foreignKeysOff = foreignKeys && script.traits.dropsTable && script.options.foreignKeys != true
            && script.options.transaction != .none
        if script.options.transaction == .none {
            transaction = .none
        } else {
            transaction = script.traits.standsAlone || !script.traits.isSmall ? .own : .shared
        }
    }
}

extension Step {
    /// The script that the step runs, if it runs one.
    var script: Script? {
        switch self {
        case .apply(let migration): migration.script?.up
        case .rollback(_, let script): script
        case .seed(let seed): seed.script
        case .stamp: nil
        }
    }
}
