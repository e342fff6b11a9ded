internal import SQLText
internal import SchemaModel

/// What the oldest SQLite that was named does not know yet.
///
/// <https://www.sqlite.org/changes.html>
enum NeedsNewerSQLite: SQLiteRule {
    static let code = "needs-newer-sqlite"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        guard let version = script.script.target.version else { return [] }
        return script.statements.flatMap(SQLiteFeature.used).filter { version < $0.since }.map { feature in
            Finding(
                Self.self, at: feature.place, "\(feature.name) needs SQLite \(feature.since), and it may be \(version)",
                help: "leave it out, or raise server_version")
        }
    }
}
