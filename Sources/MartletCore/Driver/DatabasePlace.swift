/// Where a database is, as a backup of it says: no user, no password.
public struct DatabasePlace: Sendable, Hashable {
    /// Its file, from the project's folder; `nil` of one on a server.
    public var path: String?
    /// What the server calls it.
    public var database: String?
    /// The server's host as the client reached it, or the folder of its socket.
    public var host: String?
    /// The server's port.
    public var port: String?
    /// The number that the server's data got when they were made, where the role may know it; copies have it too.
    public var system: String?

    /// Makes that of a file.
    public init(path: String) { self.path = path }

    /// Makes that of a database on a server.
    public init(database: String, host: String?, port: String?, system: String?) {
        self.database = database
        self.host = host
        self.port = port
        self.system = system
    }

    /// For people: `data/app.db`, `app on db.example:5432`.
    var text: String {
        let server = [host, port].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ":")
        let name = database.map { server.isEmpty ? $0 : "\($0) on \(server)" }
        return PrintableText.escaping(path ?? name ?? "?")
    }

    /// Whether both are the same database, as far as that can be told.
    ///
    /// Its number on the server is not asked: a restore gives the database another one.
    func isSame(as other: DatabasePlace) -> Bool {
        guard path == other.path, database == other.database else { return false }
        // A server has many names, and one number.
        if let system, let another = other.system { return system == another }
        return host == other.host && port == other.port
    }
}
