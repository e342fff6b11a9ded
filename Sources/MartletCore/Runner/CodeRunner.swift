internal import SQLText

/// Runs a migration written in Swift, inside a transaction that somebody else begins and ends.
struct CodeRunner {
    let context: RunContext

    /// Runs one way of it.
    func run(_ code: SwiftScript, _ script: Script, subject: String) throws(StepFailure) -> ScriptRunner.Result {
        let limit = script.options.statementTimeout ?? context.statementTimeout
        let database = MigrationDatabase(
            context.driver, code.dialect, context.cancellation, within: limit == .zero ? nil : limit
        ) { objection(to: $0, code, script) }
        defer { database.close() }
        var thrown: (any Error)?
        do {
            try code.body(database)
        } catch {
            thrown = error
        }
        if let failure = database.failure { throw StepFailure(failure.cause, failure.error) }
        if context.cancellation.isCancelled || thrown is CancellationError { throw .interrupted }
        if let thrown { throw StepFailure(error(thrown, subject, code)) }
        return ScriptRunner.Result(statements: database.statements)
    }

    private func error(_ error: any Error, _ subject: String, _ code: SwiftScript) -> Diagnostic {
        let what = (error as? MartletError)?.diagnostics.first?.message ?? "\(error)"
        return Diagnostic(
            .codeFailed, "the code of \(subject) ended with an error: \(Excerpt.of(what))", at: code.place,
            help: "mend the code, or what it found, then run the program again")
    }

    /// What may not be run there.
    private func objection(to kind: StatementKind, _ code: SwiftScript, _ script: Script) -> DriverError? {
        if kind.controlsTransaction {
            return DriverError(
                .transactionControl, "the transaction is Martlet's: it may not be begun, ended or nested")
        }
        if let what = kind.outsider {
            var error = DriverError(.outsideTransaction, what)
            error.help = "put it into a file of its own with the line: -- martlet: transaction=none"
            return error
        }
        if code.dialect == .sqlite, context.foreignKeys, script.options.foreignKeys != false, case .dropTable = kind {
            var error = DriverError(
                .sql,
                "DROP TABLE deletes the table's rows first, and those that refer to them, while foreign keys are on")
            error.help = "make it SwiftMigration(…, foreignKeys: false): they are checked before the commit then"
            return error
        }
        return nil
    }
}
