internal import PostgresTree
internal import SQLText

/// An EXCLUDE constraint, whose index cannot be built beforehand.
enum ExclusionAdded: PostgresRule {
    static let code = "exclusion-added"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.flatMap { alteration in
            alteration.addedConstraints.filter { $0.kind == .exclusion }.map { constraint in
                Finding(
                    Self.self, at: script.word(at: constraint.offset),
                    "its index is built while nobody can read or write \(alteration.table.name)",
                    help:
                        "do it while nobody needs the table, or create a new table with the constraint and move the rows there",
                    table: alteration.table.name.description)
            }
        }
    }
}
