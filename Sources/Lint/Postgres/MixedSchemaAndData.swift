internal import PostgresTree
internal import SQLText

/// Rows that are changed under the lock of a change of the schema.
enum MixedSchemaAndData: PostgresRule {
    static let code = "mixed-schema-and-data"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        var locked: [Relation] = []
        var findings: [Finding] = []
        for statement in script.statements {
            guard statement.isInTransaction else {
                locked = []
                continue
            }
            if let table = changedTable(statement), !script.isHarmless(table, at: statement), let lock = locked.first {
                findings.append(
                    Finding(
                        Self.self, at: script.start(of: statement),
                        "rows of \(table.name) are changed while \(lock.name) is locked for a change of its schema",
                        help: "change the rows in a migration of its own", table: table.name.description))
            }
            // What is replaced is most often new: who makes a view writes OR REPLACE as well.
            let locks = statement.tree.locks.filter { $0.mode.blocksReads && !$0.isOfReplacement }
            locked += locks.map(\.relation).filter { !script.isNew($0, at: statement) }
        }
        return findings
    }

    private static func changedTable(_ statement: PostgresScript.Statement) -> Relation? {
        switch statement.tree {
        case .update(let table, _), .delete(let table, _): table
        default: nil
        }
    }
}
