internal import SQLText

/// Whether an expression gives another value for every row.
struct PostgresVolatility {
    private let schema: Schema

    init(_ schema: Schema) { self.schema = schema }

    /// The server's own functions that people use in defaults and that are VOLATILE, as `pg_proc` has them.
    private static let volatile: Set<String> = [
        "nextval", "random", "gen_random_uuid", "uuidv4", "uuidv7", "clock_timestamp", "timeofday", "setval",
        "txid_current", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "gen_random_bytes", "currval",
        "lastval", "gen_salt",
    ]

    /// Whether it calls a function that is VOLATILE, or may be: one of somebody's that does not say otherwise.
    func isVolatile(_ expression: String) -> Bool {
        PostgresMentions(expression).calls.contains { call in
            if Self.volatile.contains(call) { return true }
            let own = schema.routines.filter { $0.name.name == call }
            return own.contains { routine in
                let head = routine.definition.prefix { $0 != "$" }
                return !head.contains(" IMMUTABLE") && !head.contains(" STABLE")
            }
        }
    }
}
