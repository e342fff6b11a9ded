internal import SQLText

/// Why a step stopped, and what is left of it.
struct StepFailure: Error {
    var cause: DriverError
    /// What people see.
    var diagnostics: [Diagnostic]
    /// How many statements of the step were done before it stopped.
    var statementsDone = 0

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

    /// A failure that Martlet found itself.
    init(_ diagnostic: Diagnostic) {
        cause = DriverError(.sql, diagnostic.message)
        diagnostics = [diagnostic]
    }

    /// A script that cannot be read, or is not what was planned.
    init(_ error: MartletError) {
        cause = DriverError(.storage, error.diagnostics.first?.message ?? "")
        diagnostics = error.diagnostics
    }

    /// A failure of a statement of a script.
    init(_ cause: DriverError, in script: Script, at offset: SourceOffset, statement: Int) {
        self.cause = cause
        statementsDone = statement - 1
        let total = script.traits.statementCount
        diagnostics =
            MartletError(
                cause, at: script.location(of: offset + (cause.offset ?? 0)),
                notes: ["statement \(statement) of \(total)"]
            ).diagnostics
    }
}
