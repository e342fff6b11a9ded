internal import SQLText

/// Why a step stopped, and what is left of it.
struct StepFailure: Error {
    var cause: DriverError
    /// What people see.
    var diagnostics: [Diagnostic]
    /// How many statements of the step were done before it stopped.
    var statementsDone = 0
    /// How far the batches of the statement under way had come.
    var progress: BatchProgress?
    /// True if nobody knows what of the step is in the database: its commit failed, and so did what came after it.
    var isUncertain = false
    /// True if every step that was begun is done, and only what comes behind them is not.
    var isAfterAll = false
    /// False if the step was not even begun, so that nothing is to be said against it.
    var isTry = true

    var error: MartletError { MartletError(diagnostics) }

    /// A failure of Martlet's own statements around the step.
    init(_ cause: DriverError) {
        self.cause = cause
        diagnostics = MartletError(cause).diagnostics
    }

    /// Runs Martlet's own statements around a step.
    static func catching<Result>(_ body: () throws(DriverError) -> Result) throws(StepFailure) -> Result {
        do throws(DriverError) {
            return try body()
        } catch {
            throw StepFailure(error)
        }
    }

    /// Runs what has to go well before a step is begun.
    static func before<Result>(_ body: () throws(StepFailure) -> Result) throws(StepFailure) -> Result {
        do throws(StepFailure) {
            return try body()
        } catch {
            var failure = error
            failure.isTry = false
            throw failure
        }
    }

    /// A stop that was asked for between two steps.
    static var interrupted: StepFailure {
        var failure = StepFailure(DriverError(.interrupted, "stopped as asked"))
        failure.isTry = false
        return failure
    }

    /// A failure that Martlet found itself.
    init(_ diagnostic: Diagnostic) {
        cause = DriverError(.sql, diagnostic.message)
        diagnostics = [diagnostic]
    }

    /// A failure that is told already.
    init(_ cause: DriverError, _ error: MartletError) {
        self.cause = cause
        diagnostics = error.diagnostics
    }

    /// A script that cannot be read, or is not what was planned.
    init(_ error: MartletError) {
        cause = DriverError(.storage, error.diagnostics.first?.message ?? "")
        diagnostics = error.diagnostics
        // That holds for a file that is found to be wrong before the run; the runner knows what holds now.
        for index in diagnostics.indices { diagnostics[index].notes.removeAll { $0 == Diagnostic.nothingChanged } }
    }

    /// A failure of the record of a step.
    ///
    /// Where it cannot be written although the database is well, the script has changed Martlet's own tables.
    init(recording step: Step, _ cause: DriverError, tables: TableNames, isCommit: Bool = false) {
        self.init(cause)
        guard let script = step.script else { return }
        if isCommit {
            // A constraint that was put off is checked by the commit.
            diagnostics = MartletError(cause, at: script.wholeFile).diagnostics
        } else if cause.kind == .sql {
            diagnostics = [
                Diagnostic(
                    .sql, "after this script its record cannot be written: \(cause.message)",
                    at: script.firstChange(of: tables.all),
                    help: "leave Martlet's own tables alone in scripts: "
                        + tables.all.joined(separator: ", "))
            ]
        }
    }

    /// A failure of a statement of a script.
    init(_ cause: DriverError, in script: Script, at offset: SourceOffset, statement: Int) {
        let place = offset + (cause.offset ?? 0)
        var error = script.concealing(cause, at: place)
        self.cause = error
        statementsDone = statement - 1
        let total = script.traits.statementCount
        // SQLite has read to the end for what is missing; people look for it from the beginning on.
        if cause.message == "incomplete input" { error.message = "the statement that begins here is not finished" }
        diagnostics =
            MartletError(
                error, at: script.location(of: place),
                notes: ["statement \(statement) of \(total)"]
            ).diagnostics
    }
}

extension Script {
    /// Does what a statement needs; what goes wrong is that statement's failure.
    func placing<Result>(
        _ statement: ScriptStatement, _ body: () throws(DriverError) -> Result
    ) throws(StepFailure) -> Result {
        do throws(DriverError) {
            return try body()
        } catch {
            throw StepFailure(error, in: self, at: statement.offset, statement: statement.number)
        }
    }

    /// The first statement that drops or alters one of these tables; the whole file where none is seen to.
    fileprivate func firstChange(of tables: [String]) -> SourceLocation {
        guard let text else { return wholeFile }
        let change = SQLScript.statements(in: text).first { statement in
            switch statement.kind(in: text) {
            case .dropTable, .alterTable, .dropOther:
                let words = statement.text(in: text).lowercased()
                return tables.contains { words.contains($0.lowercased()) }
            default: return false
            }
        }
        return change.map { text.location(of: $0.offset) } ?? wholeFile
    }
}
