internal import PostgresTree

/// A value of an enum with another name.
enum EnumValueRenamed: PostgresRule {
    static let code = "enum-value-renamed"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .alterEnum(let change) = statement.tree, let old = change.oldValue else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "whatever still writes or compares with '\(old)' fails, as \(change.type) no longer has it",
                help: "add a value, change the rows in portions, and stop using the old one")
        }
    }
}
