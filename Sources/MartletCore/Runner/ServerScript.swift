internal import SQLText

/// Runs a script of any size on a server, inside a transaction that somebody else begins and ends: in messages of many
/// statements, and the data of each COPY in pieces, so that memory stays small on both sides.
struct ServerScript {
    let context: RunContext
    let driver: any ServerDriver

    /// Runs all of it.
    func run(_ script: Script, subject: String) throws(StepFailure) -> ScriptRunner.Result {
        if let code = script.code { return try CodeRunner(context: context).run(code, script, subject: subject) }
        var result = ScriptRunner.Result()
        var message = ScriptMessage()
        try script.forEachStatement(
            { (statement) throws(StepFailure) in
                if context.cancellation.isCancelled { throw .interrupted }
                switch statement.part {
                case .statement where statement.kind == .copy(.fromScript):
                    try send(&message, script, subject, &result)
                    try copying(statement, script) { () throws(DriverError) in try driver.startCopy(statement.sql) }
                case .statement:
                    message.append(statement)
                    if message.isFull || statement.endsMessage { try send(&message, script, subject, &result) }
                case .copyData:
                    try copying(statement, script) { () throws(DriverError) in try driver.sendCopy(statement.sql) }
                case .copyEnd:
                    try copying(statement, script) { () throws(DriverError) in result.rows += try driver.finishCopy() }
                    result.statements += 1
                case .fault: throw StepFailure(DriverError(.misuse, "what is no SQL came to be run"))
                }
            }, unreadable: { StepFailure($0) })
        try send(&message, script, subject, &result)
        return result
    }

    private func send(
        _ message: inout ScriptMessage, _ script: Script, _ subject: String, _ result: inout ScriptRunner.Result
    ) throws(StepFailure) {
        guard message.statementCount > 0 else { return }
        let limit = script.options.statementTimeout ?? context.statementTimeout
        do throws(DriverError) {
            let batch = try message.withPart { (part) throws(DriverError) in try driver.runBatch([part], within: limit)
            }
            result.statements += batch.statements
            result.rows += batch.rows
        } catch {
            throw message.failure(error, in: script)
        }
        message.clear()
        context.events(
            .progress(
                database: context.database, subject: subject, statements: result.statements,
                of: script.traits.statementCount))
    }

    /// Does something with a COPY; what the server has against its data is said of the line that it names.
    private func copying(
        _ statement: ScriptStatement, _ script: Script, _ body: () throws(DriverError) -> Void
    ) throws(StepFailure) {
        do throws(DriverError) {
            try body()
        } catch {
            throw StepFailure(
                error, in: script, at: script.place(of: error, in: statement), statement: statement.number)
        }
    }
}
