internal import PostgresTree
internal import SQLText

/// CREATE RULE, which rewrites queries.
enum RuleCreated: PostgresRule {
    static let code = "rule-created"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createRule(let name, let table) = statement.tree else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "\(name) rewrites the text of queries: what an expression in them does may be done twice, or for no row",
                help: "a trigger; INSTEAD OF for a view", table: table.name.description)
        }
    }
}
