extension StatementKind {
    /// What the statement acts on beside the database that it is run in; `nil` for most.
    ///
    /// Such a statement cannot be tried out in a database that is thrown away.
    public var reach: StatementReach? {
        switch self {
        case .attach: .otherDatabase
        case .vacuumInto, .role, .copy(.file), .copy(.program), .alterDatabase, .sharedObject: .server
        case .serverCode(let isMixed): isMixed ? .serverAndDatabase : .server
        case .outsideTransaction(let name): Self.ofTheServer.contains(name) ? .server : nil
        default: nil
        }
    }

    private static let ofTheServer: Set<String> = [
        "ALTER DATABASE SET TABLESPACE", "ALTER SYSTEM", "CREATE DATABASE", "CREATE SUBSCRIPTION with a slot",
        "CREATE TABLESPACE", "DROP DATABASE", "DROP TABLESPACE",
    ]
}

/// What a statement acts on that is not its database.
public enum StatementReach: Sendable, Hashable {
    /// A database that later statements name: nothing can be left out.
    case otherDatabase
    /// The server, its roles, or its files: the schema of the database is the same without the statement.
    case server
    /// The server and the database at once: nothing can be left out.
    case serverAndDatabase
}
