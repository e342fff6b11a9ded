internal import MartletCore
internal import SQLText

/// Makes a database that is absent, through another one of the same server.
struct DatabaseCreation {
    private let url: ConnectionURL
    private let location: PostgresLocation

    init(_ url: ConnectionURL, _ location: PostgresLocation) {
        self.url = url
        self.location = location
    }

    /// Makes it, and the schema that the search path begins with; somebody else may have made it meanwhile.
    /// - Throws: `accessDenied`, with the statement for whoever may run it.
    func run() throws(DriverError) {
        let name = try databaseName()
        let connection = try Self.maintenance(url, location)
        defer { connection.close() }
        do throws(DriverError) {
            try connection.run("CREATE DATABASE \(name.quotedAsIdentifier)")
        } catch  where error.serverCode == "42P04" || error.serverCode == "23505" {
            // Two at once: one of them sees the other's name, or its row in the catalogue.
            return
        } catch  where error.kind == .accessDenied {
            var refusal = error
            let role = try connection.query("SELECT CURRENT_USER").first?.text(0) ?? ""
            refusal.message = "the database \(name) does not exist, and the role \(role) may not make it"
            refusal.help =
                "have an administrator run: "
                + "CREATE DATABASE \(name.quotedAsIdentifier) OWNER \(role.quotedAsIdentifier);"
            throw refusal
        }
        try PostgresConnection.makeFirstSchema(url, location)
    }

    private func databaseName() throws(DriverError) -> String { try Self.databaseName(url, location) }

    /// The name that libpq would use: that of the role, if nothing says another.
    static func databaseName(_ url: ConnectionURL, _ location: PostgresLocation) throws(DriverError) -> String {
        let effective = try EffectiveParameters(location, try loadLibPQ())
        guard let name = effective["dbname"] ?? effective["user"] else {
            throw DriverError(.badURL, "the URL names no database: \(url)")
        }
        return name
    }

    /// A session in a database that every server has.
    /// - Parameter name: the session's name in the server's list.
    static func maintenance(
        _ url: ConnectionURL, _ location: PostgresLocation, name: String? = nil
    ) throws(DriverError) -> PostgresConnection {
        do throws(DriverError) {
            return try PostgresConnection(
                url, location.with("dbname", "postgres"), ConnectOptions(.write), name: name)
        } catch  where error.kind == .missing || error.kind == .accessDenied {
            return try PostgresConnection(
                url, location.with("dbname", "template1"), ConnectOptions(.write), name: name)
        }
    }
}
