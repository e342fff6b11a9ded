internal import PostgresTree
internal import SQLText

/// A timestamp that is rounded.
enum TimestampPrecision: PostgresRule {
    static let code = "timestamp-precision"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("timestamp", "timestamptz"),
                type.modifiers.contains(where: { $0 < 6 })
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "\(column.name) is rounded, and not cut off: a moment may end up in the future",
                help: "no precision; date_trunc() where it is shown", table: column.table.name.description)
        }
    }
}
