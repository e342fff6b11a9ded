internal import SQLText

/// What goes around each statement of a script that is run one by one.
protocol StatementEnclosure {
    /// Prepares for a statement; false if it is done already.
    func open(_ statement: ScriptStatement) throws(StepFailure) -> Bool
    /// Ends what was prepared: the statement is done.
    func close(_ statement: ScriptStatement) throws(StepFailure)
    /// Undoes what was prepared.
    /// - Returns: whether the statement is to be run again.
    func abandon(_ statement: ScriptStatement, _ failure: inout StepFailure?) -> Bool
}

/// Runs the statements of one script, one by one, in whatever transaction there is.
struct ScriptRunner {
    let context: RunContext
    /// What goes around each statement; nothing, if somebody else has begun a transaction.
    var enclosure: (any StatementEnclosure)?

    /// What running a script came to.
    struct Result {
        var statements = 0
        var rows = 0
    }

    /// Runs `script`; with `first`, its statements from that one on, counted from 1.
    /// - Parameter skip: is told of each statement before the first.
    func run(
        _ script: Script, subject: String, from first: Int = 1,
        skip: (_ statement: ScriptStatement) throws(StepFailure) -> Void = { _ in }
    ) throws(StepFailure) -> Result {
        if let code = script.code { return try CodeRunner(context: context).run(code, script, subject: subject) }
        var result = Result()
        var announced = ContinuousClock.now
        func take(_ statement: ScriptStatement) throws(StepFailure) {
            guard statement.number >= first else {
                if statement.part == .statement { try skip(statement) }
                return
            }
            guard try enclosed(statement, script, &result) else { return }
            result.statements += 1
            // The clock is asked now and then only: a large file has hundreds of thousands of statements.
            if result.statements & 0x3ff == 0 { announce(result.statements, script, subject, &announced) }
        }
        try script.forEachStatement(take) { StepFailure($0) }
        return result
    }

    /// Runs a statement, or a part of a COPY, inside what goes around it; false if more of it is to come.
    private func enclosed(
        _ statement: ScriptStatement, _ script: Script, _ result: inout Result
    ) throws(StepFailure) -> Bool {
        while true {
            do throws(StepFailure) {
                if statement.part == .statement, let enclosure, try !enclosure.open(statement) { return true }
                let isWhole = try perform(statement, script, &result)
                if isWhole { try enclosure?.close(statement) }
                return isWhole
            } catch {
                var failure: StepFailure? = error
                let goesOn = enclosure?.abandon(statement, &failure) ?? false
                guard goesOn, statement.part == .statement else { throw failure ?? error }
            }
        }
    }

    /// Does what a part of a script asks for; false if more of the same statement is to come.
    private func perform(
        _ statement: ScriptStatement, _ script: Script, _ result: inout Result
    ) throws(StepFailure) -> Bool {
        var broken: [BrokenForeignKey] = []
        do throws(DriverError) {
            if context.cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
            switch (statement.part, context.driver as? any ServerDriver) {
            case (.copyData, let server?):
                try server.sendCopy(statement.sql)
                return false
            case (.copyEnd, let server?): result.rows += try server.finishCopy()
            case (.statement, let server?) where statement.kind == .copy(.fromScript):
                try server.startCopy(statement.sql)
                return false
            default:
                do throws(DriverError) {
                    result.rows += try context.run(statement, of: script)
                } catch {
                    if error.kind == .foreignKey { broken = context.rowsBroken(by: statement) }
                    throw error
                }
            }
            return true
        } catch {
            let place = script.place(of: error, in: statement)
            var failure = StepFailure(error, in: script, at: place, statement: statement.number)
            failure.diagnostics[0].notes += broken.map(\.sentence)
            throw failure
        }
    }

    private func announce(_ done: Int, _ script: Script, _ subject: String, _ last: inout ContinuousClock.Instant) {
        let now = ContinuousClock.now
        guard now - last > .milliseconds(100) else { return }
        last = now
        context.events(
            .progress(
                database: context.database, subject: subject, statements: done, of: script.traits.statementCount))
    }
}
