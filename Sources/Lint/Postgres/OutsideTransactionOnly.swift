internal import PostgresTree
internal import SQLText

/// A statement that PostgreSQL refuses in a transaction.
enum OutsideTransactionOnly: PostgresRule {
    static let code = "outside-transaction-only"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard statement.isInTransaction, let name = refused(statement, in: script) else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "\(name) does not run in a transaction, and this script runs in one",
                help: "write -- martlet: transaction=none at the top of a migration of its own")
        }
    }

    private static func refused(_ statement: PostgresScript.Statement, in script: PostgresScript) -> String? {
        let written = script.script.statements[statement.index]
        switch written.kind(in: script.script.text) {
        case .outsideTransaction(let name): return name.hasSuffix("CONCURRENTLY") ? nil : name
        case .vacuum: return "VACUUM"
        default: return nil
        }
    }
}
