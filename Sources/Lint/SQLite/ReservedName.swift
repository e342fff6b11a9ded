internal import SQLText
internal import SchemaModel

/// A name that begins with sqlite_, which SQLite keeps for itself.
///
/// <https://www.sqlite.org/lang_createtable.html>
enum ReservedName: SQLiteRule {
    static let code = "reserved-name"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            let made: ObjectName
            switch statement.kind {
            case .createTable(let name), .createIndex(let name), .createView(let name), .createTrigger(let name),
                .createVirtualTable(let name):
                made = name
            case .alterTable(_, .renameTo(let name)): made = ObjectName(name)
            default: return nil
            }
            guard made.name.foldedForSQLite.hasPrefix("sqlite_"),
                let index = statement.tokens.all.indices.first(where: { statement.tokens.name(at: $0) == made.name })
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: index), "names that begin with sqlite_ are SQLite's own",
                help: "give it another name")
        }
    }
}
