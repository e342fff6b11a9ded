internal import SQLText
internal import SchemaModel

/// AUTOINCREMENT where SQLite refuses it: on anything but INTEGER PRIMARY KEY of a table with rowids.
///
/// <https://www.sqlite.org/autoinc.html>
enum AutoincrementNotAllowed: SQLiteRule {
    static let code = "autoincrement-not-allowed"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.createdTables.compactMap { statement, table in
            guard table.traits.isAutoincrement, let word = statement.anyIndex(of: "autoincrement"),
                table.rowIDColumn == nil
            else { return nil }
            let fact =
                table.traits.isWithoutRowID
                ? "a table WITHOUT ROWID has no AUTOINCREMENT"
                : "AUTOINCREMENT is for a column that is INTEGER PRIMARY KEY, by exactly this name"
            return Finding(
                Self.self, at: statement.place(of: word), fact, help: "write: id INTEGER PRIMARY KEY",
                table: table.name.name)
        }
    }
}
