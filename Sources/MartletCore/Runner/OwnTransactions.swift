internal import SQLText

/// What goes around the statements of a way back that begins and ends transactions itself: nothing, but it is known how
/// far it has come for good.
final class OwnTransactions: StatementEnclosure {
    private let driver: any Driver
    /// The number of the last statement that no rollback takes back.
    private(set) var lasting = 0

    init(driver: any Driver) { self.driver = driver }

    func open(_ statement: ScriptStatement) throws(StepFailure) -> Bool { true }

    func close(_ statement: ScriptStatement) throws(StepFailure) {
        if !driver.isInTransaction { lasting = statement.number }
    }

    func abandon(_ statement: ScriptStatement, _ failure: inout StepFailure?) -> Bool {
        try? driver.rollback()
        failure?.statementsDone = lasting
        return false
    }
}

extension RunContext {
    /// Ends the transaction that a script has begun and left open, as the tools do whose next statement ends one.
    func endOwnTransaction(of script: Script) throws(StepFailure) {
        guard script.options.transaction == .own, driver.isInTransaction else { return }
        try StepFailure.catching { () throws(DriverError) in try driver.commit() }
    }
}
