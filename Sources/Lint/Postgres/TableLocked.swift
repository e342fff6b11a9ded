internal import PostgresTree
internal import SQLText

/// LOCK TABLE, which keeps others out.
///
/// It has to stand before rows are copied from a table that is dropped then: reading keeps no writer away, and what others
/// commit between the copy and the drop would be lost.
enum TableLocked: PostgresRule {
    static let code = "table-locked"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .lock(let tables, let mode) = statement.tree, mode.blocksWrites,
                !isForCopy(tables, statement, script),
                let table = tables.first(where: { !script.isHarmless($0, at: statement) })
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "nobody can \(mode.blocksReads ? "read or write" : "write to") \(table.name) until the transaction ends",
                help: "let each statement take the lock that it needs", table: table.name.description)
        }
    }

    /// Whether one of the tables is copied later in the script, and dropped.
    private static func isForCopy(
        _ tables: [Relation], _ lock: PostgresScript.Statement, _ script: PostgresScript
    ) -> Bool {
        let later = script.statements.filter { $0.index > lock.index }
        var copied: Set<ObjectName> = []
        for statement in later {
            if case .createTableAs(_, _, let sources) = statement.tree {
                copied.formUnion(sources.map(\.name.withoutPublic))
            }
            guard case .drop(let drop) = statement.tree, drop.kind == .table else { continue }
            let lost = copied.intersection(drop.names.map(\.withoutPublic))
            if tables.contains(where: { lost.contains($0.name.withoutPublic) }) { return true }
        }
        return false
    }
}
