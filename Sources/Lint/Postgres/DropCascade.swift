internal import PostgresTree
internal import SQLText

/// CASCADE, which drops what nobody has named.
enum DropCascade: PostgresRule {
    static let code = "drop-cascade"
    static let severity = Finding.Severity.error
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement in
            cascades(in: statement.tree, script, statement).map { name in
                Finding(
                    Self.self, at: script.place(of: "cascade", in: statement),
                    "everything that depends on \(name) goes with it, whatever that is in each database",
                    help: "drop what depends on it by name, and leave CASCADE out")
            }
        }
    }

    private static func cascades(
        in tree: PostgresStatement, _ script: PostgresScript, _ statement: PostgresScript.Statement
    ) -> [String] {
        switch tree {
        case .drop(let drop) where drop.cascades:
            drop.names.filter { !script.isNew(Relation($0, at: drop.offset), at: statement) }.prefix(1).map(
                \.description)
        case .alterTable(let table):
            table.actions.compactMap { action in
                switch action {
                case .dropColumn(let name, cascades: true, _), .dropConstraint(let name, cascades: true): name
                default: nil
                }
            }
        default: []
        }
    }
}
