internal import PostgresTree
internal import SQLText

/// A CHECK that all rows are held against at once.
enum CheckWithoutNotValid: PostgresRule {
    static let code = "check-without-not-valid"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.flatMap { alteration in
            alteration.addedConstraints.filter { $0.kind == .check && !$0.isNotValid }.map { constraint in
                Finding(
                    Self.self, at: script.word(at: constraint.offset),
                    "all rows of \(alteration.table.name) are read under ACCESS EXCLUSIVE, to see that they meet the constraint",
                    help: "add it with NOT VALID, and validate it in a later migration",
                    table: alteration.table.name.description)
            }
        }
    }
}
