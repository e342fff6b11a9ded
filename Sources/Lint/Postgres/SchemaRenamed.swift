internal import PostgresTree

/// A schema with another name.
enum SchemaRenamed: PostgresRule {
    static let code = "schema-renamed"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .rename(let rename) = statement.tree, rename.kind == .schema else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "whatever still uses \(rename.oldName ?? "the schema") fails once it is called \(rename.newName)",
                help: "create the new schema, and leave views in the old one until nothing uses it")
        }
    }
}
