/// When a trigger or a rule fires, for people.
///
/// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER>.
enum PostgresFiring {
    /// What it means that something fires in a state, as `Trigger` has it.
    /// - Parameter what: `trigger a of b`.
    static func explanation(_ state: String?, of what: String) -> String {
        switch state {
        case "DISABLED": "Turns the \(what) off: it does not fire any more."
        case "ALWAYS": "Has the \(what) fire always, for what replication brings too."
        case "REPLICA": "Has the \(what) fire for what replication brings alone."
        default: "Has the \(what) fire as is usual: for all but what replication brings."
        }
    }

    /// The same by a statement that says it; `nil` for any other one.
    static func explanation(by sql: String, of what: String) -> String? {
        let states = [("DISABLE", "DISABLED"), ("ENABLE ALWAYS", "ALWAYS"), ("ENABLE REPLICA", "REPLICA")]
        let state = states.first { word, _ in
            sql.contains(" \(word) TRIGGER ") || sql.contains(" \(word) RULE ") || sql.hasSuffix(" \(word)")
        }
        return state.map { explanation($0.1, of: what) }
    }
}
