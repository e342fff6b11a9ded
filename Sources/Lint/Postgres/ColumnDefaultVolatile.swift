internal import PostgresTree
internal import SQLText

/// A column whose default has to be computed row by row.
enum ColumnDefaultVolatile: PostgresRule {
    static let code = "column-default-volatile"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        let computesAll = script.script.target.isOlder(than: EngineVersion(11))
        return script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard let column = alteration.addedColumn, let value = column.defaultValue, !value.isNull,
                computesAll || !value.isKnownToBeStable
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: column.offset),
                "the default of \(column.name) is computed for each row, and all of \(alteration.table.name) is written anew "
                    + "under ACCESS EXCLUSIVE",
                help:
                    "add the column without a default, set the default in a statement of its own, and fill the rows in portions",
                table: alteration.table.name.description)
        }
    }
}
