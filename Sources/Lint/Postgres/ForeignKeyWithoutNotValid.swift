internal import PostgresTree
internal import SQLText

/// A foreign key that all rows are held against at once.
enum ForeignKeyWithoutNotValid: PostgresRule {
    static let code = "foreign-key-without-not-valid"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.flatMap { alteration in
            alteration.addedConstraints.filter { $0.kind == .foreignKey && !$0.isNotValid }.map { constraint in
                Finding(
                    Self.self, at: script.word(at: constraint.offset),
                    "all rows of \(alteration.table.name) are looked up while neither it nor "
                        + "\(constraint.referenced?.name.description ?? "the other table") can be written to",
                    help: "add it with ADD CONSTRAINT … NOT VALID, and validate it in a later migration",
                    table: alteration.table.name.description)
            }
        }
    }
}
