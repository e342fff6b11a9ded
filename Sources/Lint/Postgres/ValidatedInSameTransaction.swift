internal import PostgresTree
internal import SQLText

/// VALIDATE CONSTRAINT under the lock of the ADD CONSTRAINT before it.
enum ValidatedInSameTransaction: PostgresRule {
    static let code = "validated-in-same-transaction"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        var added: [ObjectName: Set<String>] = [:]
        var findings: [Finding] = []
        for alteration in script.alterations where !alteration.isSmall {
            let table = alteration.table.name
            switch alteration.action {
            case .addConstraint(let constraint) where constraint.isNotValid && alteration.statement.isInTransaction:
                if let name = constraint.name { added[table, default: []].insert(name) }
            case .validateConstraint(let name)
            where alteration.statement.isInTransaction && added[table]?.contains(name) == true:
                findings.append(
                    Finding(
                        Self.self, at: script.place(of: name, in: alteration.statement),
                        "\(name) is validated under the lock that adding it has taken on \(table)",
                        help: "validate it in a migration of its own", table: table.description))
            default: continue
            }
        }
        return findings
    }
}
