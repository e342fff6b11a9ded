internal import PostgresTree

/// Rights for everybody who can connect.
enum GrantedToPublic: PostgresRule {
    static let code = "granted-to-public"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .grant(let privileges, .table?, toPublic: true) = statement.tree else { return nil }
            let what = privileges.isEmpty ? "all rights" : privileges.joined(separator: ", ").uppercased()
            return Finding(
                Self.self, at: script.start(of: statement), "everybody who can connect to the database has \(what)",
                help: "grant them to a role, and the role to those who need them")
        }
    }
}
