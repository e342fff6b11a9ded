internal import SQLText
internal import SchemaModel

/// VACUUM inside a transaction, which SQLite refuses.
///
/// <https://www.sqlite.org/lang_vacuum.html>
enum VacuumInTransaction: SQLiteRule {
    static let code = "vacuum-in-transaction"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statementsInTransaction.compactMap { statement in
            guard [.vacuum, .vacuumInto].contains(statement.kind) else { return nil }
            return Finding(
                Self.self, at: statement.range, "VACUUM cannot run inside a transaction",
                help: "put it into a file of its own with the line: -- martlet: transaction=none")
        }
    }
}
