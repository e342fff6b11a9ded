internal import SQLText

/// Runs the statements of one script, one by one, in whatever transaction there is.
struct ScriptRunner {
    let context: RunContext

    /// What running a script came to.
    struct Result {
        var statements = 0
        var rows = 0
    }

    /// Runs `script`; with `first`, its statements from that one on, counted from 1.
    /// - Parameters:
    ///   - skip: is told of each statement before the first.
    ///   - wrap: runs one statement; the place for a transaction of its own.
    func run(
        _ script: Script, subject: String, from first: Int = 1,
        skip: (_ statement: ScriptStatement) throws(StepFailure) -> Void = { _ in },
        wrap: (_ statement: ScriptStatement, _ body: () throws(DriverError) -> Int) throws(DriverError) -> Int = {
            (_, body) throws(DriverError) in try body()
        }
    ) throws(StepFailure) -> Result {
        var result = Result()
        var announced = ContinuousClock.now
        func take(_ statement: ScriptStatement) throws(StepFailure) {
            guard statement.number >= first else { return try skip(statement) }
            var broken: [BrokenForeignKey] = []
            do throws(DriverError) {
                if context.cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
                result.rows += try wrap(statement) { () throws(DriverError) in
                    do throws(DriverError) {
                        return try context.run(statement, of: script)
                    } catch {
                        if error.kind == .foreignKey { broken = context.rowsBroken(by: statement) }
                        throw error
                    }
                }
            } catch {
                var failure = StepFailure(error, in: script, at: statement.offset, statement: statement.number)
                failure.diagnostics[0].notes += broken.map(\.sentence)
                throw failure
            }
            result.statements += 1
            // The clock is asked now and then only: a large file has hundreds of thousands of statements.
            if result.statements & 0x3ff == 0 { announce(result.statements, script, subject, &announced) }
        }
        try script.forEachStatement(take) { StepFailure($0) }
        return result
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
