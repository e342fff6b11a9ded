internal import PostgresTree
internal import SQLText

/// LOCK TABLE, which keeps others out.
enum TableLocked: PostgresRule {
    static let code = "table-locked"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .lock(let tables, let mode) = statement.tree, mode.blocksWrites,
                let table = tables.first(where: { !script.isHarmless($0, at: statement) })
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "nobody can \(mode.blocksReads ? "read or write" : "write to") \(table.name) until the transaction ends",
                help: "let each statement take the lock that it needs", table: table.name.description)
        }
    }
}
