internal import PostgresTree

/// A constraint on a domain, for which every table with it is read.
enum DomainConstraintAdded: PostgresRule {
    static let code = "domain-constraint-added"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .alterDomain(let name, let constraint?) = statement.tree, !constraint.isNotValid else {
                return nil
            }
            return Finding(
                Self.self, at: script.start(of: statement),
                "every table with a column of \(name) is read under SHARE, one after the other: nobody writes to them",
                help: "ADD CONSTRAINT … NOT VALID, and validate it in a later migration")
        }
    }
}
