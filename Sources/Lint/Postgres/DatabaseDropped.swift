internal import PostgresTree

/// DROP DATABASE.
enum DatabaseDropped: PostgresRule {
    static let code = "database-dropped"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .dropDatabase(let name) = statement.tree else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "the database \(name) is lost, and no transaction brings it back",
                help: "leave that to whoever runs the server")
        }
    }
}
