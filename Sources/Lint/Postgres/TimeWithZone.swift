internal import PostgresTree
internal import SQLText

/// timetz, which has a zone and no day.
enum TimeWithZone: PostgresRule {
    static let code = "time-with-zone"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("timetz") else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "the zone of \(column.name) means nothing without a day: summer time is not known",
                help: "timestamptz, or time beside the name of a zone", table: column.table.name.description)
        }
    }
}
