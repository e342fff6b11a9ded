internal import PostgresTree
internal import SQLText

/// Row level security that is taken away.
enum RowSecurityDisabled: PostgresRule {
    static let code = "row-security-disabled"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard case .setRowSecurity(isWeaker: true) = alteration.action else { return nil }
            return Finding(
                Self.self, at: script.start(of: alteration.statement),
                "the policies of \(alteration.table.name) no longer keep anybody from its rows",
                help: "change the policies that are too strict", table: alteration.table.name.description)
        }
    }
}
