/// When a trigger or a rule fires, for people.
///
/// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER>.
enum PostgresFiring {
    /// What a statement that makes a trigger or a rule fire at other times says: `DISABLE TRIGGER`.
    /// - Parameter what: `trigger a of b`.
    /// - Returns: a sentence; `nil` for any other statement.
    static func explanation(of sql: String, _ what: String) -> String? {
        func says(_ word: String) -> Bool { sql.contains(" \(word) TRIGGER ") || sql.contains(" \(word) RULE ") }
        if says("DISABLE") { return "Turns the \(what) off: it does not fire any more." }
        if says("ENABLE ALWAYS") { return "Has the \(what) fire always, for what replication brings too." }
        if says("ENABLE REPLICA") { return "Has the \(what) fire for what replication brings alone." }
        return says("ENABLE") ? "Has the \(what) fire as is usual: for all but what replication brings." : nil
    }
}
