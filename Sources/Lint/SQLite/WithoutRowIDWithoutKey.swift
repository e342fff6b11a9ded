internal import SQLText
internal import SchemaModel

/// WITHOUT ROWID without a primary key, which SQLite refuses.
///
/// <https://www.sqlite.org/withoutrowid.html>
enum WithoutRowIDWithoutKey: SQLiteRule {
    static let code = "without-rowid-without-key"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.createdTables.compactMap { statement, table in
            guard table.traits.isWithoutRowID, table.primaryKey == nil, let name = statement.definedName else {
                return nil
            }
            return Finding(
                Self.self, at: statement.place(of: name), "a table WITHOUT ROWID has to have a primary key",
                help: "say which columns are it", table: table.name.name)
        }
    }
}
