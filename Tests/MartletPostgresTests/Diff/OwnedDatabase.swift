import SQLText
import TestSupport

/// A database that a role has filled, which belongs to nobody else.
final class OwnedDatabase {
    let database: ChangedServerDatabase
    let role: String

    init(_ statements: [String]) throws {
        database = try ChangedServerDatabase()
        role = "owner of \(database.database.name)".quotedAsIdentifier
        for sql in [
            "CREATE ROLE \(role)", "GRANT ALL ON SCHEMA public TO \(role)",
            "GRANT CREATE ON DATABASE \(database.database.name) TO \(role)", "SET ROLE \(role)",
        ] + statements { try database.run(sql) }
        try database.run("RESET ROLE")
    }

    /// Another role, which may do what the owner may.
    func member() throws -> String {
        let name = "member of \(database.database.name)".quotedAsIdentifier
        try database.run("CREATE ROLE \(name)")
        try database.run("GRANT \(role) TO \(name)")
        return name
    }

    deinit {
        try? database.run("RESET ROLE")
        try? database.run("DROP OWNED BY \(role)")
    }
}
