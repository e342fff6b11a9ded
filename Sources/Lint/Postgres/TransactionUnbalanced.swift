internal import PostgresTree

/// BEGIN and COMMIT that do not belong together.
enum TransactionUnbalanced: PostgresRule {
    static let code = "transaction-unbalanced"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        var isOpen = script.script.runsInTransaction
        var findings: [Finding] = []
        var opening: PostgresScript.Statement?
        for statement in script.statements {
            guard case .transaction(let control) = statement.tree else { continue }
            if let message = fault(of: control, isOpen) {
                findings.append(
                    Finding(
                        Self.self, at: script.start(of: statement), message,
                        help: "leave BEGIN and COMMIT out: Martlet runs the script in a transaction"))
            }
            if control == .begin, !isOpen { opening = statement }
            isOpen = control == .begin || (control == .savepoint && isOpen)
            if !isOpen { opening = nil }
        }
        if let opening {
            findings.append(
                Finding(
                    Self.self, at: script.start(of: opening),
                    "nothing ends this transaction: what follows is rolled back",
                    help: "COMMIT at the end, or leave BEGIN out"))
        }
        return findings
    }

    private static func fault(of control: TransactionControl, _ isOpen: Bool) -> String? {
        switch control {
        case .begin: isOpen ? "there is a transaction already, and BEGIN only warns of it" : nil
        case .commit, .rollback: isOpen ? nil : "there is no transaction that could end here"
        case .savepoint: isOpen ? nil : "a savepoint needs a transaction"
        case .twoPhase: nil
        }
    }
}
