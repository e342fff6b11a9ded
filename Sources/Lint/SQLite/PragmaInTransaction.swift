internal import SQLText
internal import SchemaModel

/// A PRAGMA that SQLite ignores or refuses inside a transaction.
///
/// <https://www.sqlite.org/pragma.html#pragma_foreign_keys>
enum PragmaInTransaction: SQLiteRule {
    static let code = "pragma-in-transaction"
    static let severity = Finding.Severity.error

    private static let outside: Set = ["foreign_keys", "journal_mode", "synchronous"]

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statementsInTransaction.compactMap { statement in
            guard case .pragma(let name, true) = statement.kind, outside.contains(name) else { return nil }
            return Finding(
                Self.self, at: statement.range, "PRAGMA \(name) has no effect inside a transaction",
                help: name == "foreign_keys"
                    ? "put it in front of BEGIN; in a migration write: -- martlet: foreign_keys=off"
                    : "put it in front of BEGIN")
        }
    }
}
