internal import PostgresTree
internal import SQLText

/// A UNIQUE constraint that builds its index under the strongest lock.
enum UniqueBuildsIndex: PostgresRule {
    static let code = "unique-builds-index"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.flatMap { alteration in
            alteration.addedConstraints.filter { $0.kind == .unique && $0.usedIndex == nil }.map { constraint in
                Finding(
                    Self.self, at: script.word(at: constraint.offset),
                    "its index is built while nobody can read or write \(alteration.table.name)",
                    help:
                        "build the index with CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX",
                    table: alteration.table.name.description)
            }
        }
    }
}
