internal import PostgresTree

/// DROP SCHEMA.
enum SchemaDropped: PostgresRule {
    static let code = "schema-dropped"
    static let severity = Finding.Severity.error
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .drop(let drop) = statement.tree, drop.kind == .schema, let name = drop.names.first else {
                return nil
            }
            return Finding(
                Self.self, at: script.start(of: statement),
                "the schema \(name) and all that is in it is lost, and whatever still uses it fails",
                help: "drop its tables by name in earlier migrations; keep a backup")
        }
    }
}
