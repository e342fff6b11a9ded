internal import PostgresTree
internal import SQLText

/// DROP INDEX, for which all users of the table have to wait.
enum IndexDroppedNotConcurrent: PostgresRule {
    static let code = "index-dropped-not-concurrent"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        let created = Set(
            script.statements.compactMap { statement -> String? in
                guard case .createIndex(let index) = statement.tree else { return nil }
                return index.name
            })
        return script.statements.compactMap { statement in
            guard case .drop(let drop) = statement.tree, drop.kind == .index, !drop.isConcurrent,
                let name = drop.names.first, !created.contains(name.name)
            else { return nil }
            return Finding(
                Self.self, at: script.place(of: name.name, in: statement),
                "dropping \(name) takes ACCESS EXCLUSIVE on its table: who uses it has to wait",
                help: "DROP INDEX CONCURRENTLY, in a migration without a transaction")
        }
    }
}
