internal import PostgresTree
internal import SQLText

/// serial, where an identity column is to be had.
enum SerialType: PostgresRule {
    static let code = "serial-type"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isSerial else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "the sequence of \(column.name) has rights and an owner of its own, and any INSERT may go round it",
                help: "bigint GENERATED ALWAYS AS IDENTITY", table: column.table.name.description)
        }
    }
}
