internal import PostgresTree
internal import SQLText

/// timestamp, which is no moment.
enum TimestampWithoutZone: PostgresRule {
    static let code = "timestamp-without-zone"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("timestamp") else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "\(column.name) is what a clock shows, and not when: the zone is lost",
                help: "timestamptz", table: column.table.name.description)
        }
    }
}
