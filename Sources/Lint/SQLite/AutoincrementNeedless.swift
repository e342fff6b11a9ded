internal import SQLText
internal import SchemaModel

/// AUTOINCREMENT, which is slower and seldom needed: INTEGER PRIMARY KEY gives numbers by itself.
///
/// <https://www.sqlite.org/autoinc.html>
enum AutoincrementNeedless: SQLiteRule {
    static let code = "autoincrement-needless"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.createdTables.compactMap { statement, table in
            guard table.traits.isAutoincrement, table.rowIDColumn != nil,
                let word = statement.anyIndex(of: "autoincrement")
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: word),
                "INTEGER PRIMARY KEY gives numbers by itself; AUTOINCREMENT only keeps those of deleted rows from coming back",
                help: "leave it out, unless a number may never be given twice", table: table.name.name)
        }
    }
}
