internal import SQLText
internal import SchemaModel

/// A table that is not STRICT: every column takes a value of any type.
///
/// <https://www.sqlite.org/stricttables.html>
enum TableNotStrict: SQLiteRule {
    static let code = "table-not-strict"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        if script.script.target.isOlder(than: EngineVersion(3, 37)) { return [] }
        return script.createdTables.compactMap { statement, table in
            guard !table.traits.isStrict, let name = statement.definedName else { return nil }
            return Finding(
                Self.self, at: statement.place(of: name),
                "any column of \(table.name.name) takes a value of any type",
                help: "write STRICT behind the columns, with the types INTEGER, REAL, TEXT, BLOB or ANY",
                table: table.name.name)
        }
    }
}
