internal import PostgresTree
internal import SQLText

/// SET NOT NULL, which reads all rows under the strongest lock.
enum NotNullSet: PostgresRule {
    static let code = "not-null-set"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard case .setNotNull(let column) = alteration.action,
                !isProven(column, of: alteration, in: script)
            else { return nil }
            return Finding(
                Self.self, at: script.place(of: column, in: alteration.statement),
                "all rows of \(alteration.table.name) are read under ACCESS EXCLUSIVE, to see that \(column) has a value",
                help:
                    "add CHECK (\(column) IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL",
                table: alteration.table.name.description)
        }
    }

    /// Whether a constraint of this script that is validated earlier says the same.
    private static func isProven(_ column: String, of alteration: Alteration, in script: PostgresScript) -> Bool {
        guard !script.script.target.isOlder(than: EngineVersion(12)) else { return false }
        var proofs: Set<String> = []
        for earlier in script.alterations
        where earlier.table.name == alteration.table.name && earlier.statement.index <= alteration.statement.index {
            switch earlier.action {
            case .addConstraint(let constraint) where constraint.expression?.columnsNotNull.contains(column) == true:
                if !constraint.isNotValid { return true }
                if let name = constraint.name { proofs.insert(name) }
            case .validateConstraint(let name) where proofs.contains(name): return true
            default: continue
            }
        }
        return false
    }
}
