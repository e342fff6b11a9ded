internal import PostgresTree
internal import SQLText

/// DROP NOT NULL: readers get NULL.
enum NotNullDropped: PostgresRule {
    static let code = "not-null-dropped"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard case .dropNotNull(let column) = alteration.action else { return nil }
            return Finding(
                Self.self, at: script.place(of: column, in: alteration.statement),
                "whatever reads \(alteration.table.name).\(column) may get NULL from now on",
                help: "change what reads it first", table: alteration.table.name.description)
        }
    }
}
