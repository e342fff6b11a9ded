public import MartletCore
internal import SQLText

/// Where the names of a session lead that say no schema.
///
/// PostgreSQL passes over a schema that is not there without a word: new tables go to the next one, and nobody finds them
/// where they were meant to be.
/// Source: <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SEARCH-PATH>.
struct SearchPath {
    /// The names in it, as the server reads them.
    let names: [String]

    /// Reads the setting `search_path`.
    init(_ text: String) {
        var names: [String] = []
        var rest = text.utf8[...].drop(while: Self.isBetween)
        while let first = rest.first {
            var name: [UInt8] = []
            if first == UInt8(ascii: "\"") {
                name = Self.quoted(&rest)
            } else {
                let word = rest.prefix { !Self.isBetween($0) }
                // The server too makes these letters small, and no others.
                name = word.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 0x20 : $0 }
                rest = rest[word.endIndex...]
            }
            names.append(String(decoding: name, as: UTF8.self))
            rest = rest.drop(while: Self.isBetween)
        }
        self.names = names
    }

    private static func isBetween(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte <= 0x20 }

    /// Takes off a name in quotes, in which two of them stand for one.
    private static func quoted(_ rest: inout Substring.UTF8View) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        rest = rest.dropFirst()
        var name: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote, rest.popFirst() != quote { break }
            name.append(byte)
        }
        return name
    }

    /// The first schema that is called by its name.
    var first: String? { names.first { $0 != "$user" && !$0.isEmpty } }
}

extension PostgresConnection {
    /// A schema that the server passes over.
    private struct PassedOver {
        let name: String
        let role: String
        /// Whether it is there, and only not for this role.
        let exists: Bool
        /// Who set the path.
        let source: String
    }

    /// The schema that the search path begins with, if the server passes it over.
    private func passedOver() throws(DriverError) -> PassedOver? {
        let path = SearchPath(facts.searchPath)
        guard let name = path.first, name != facts.schema, name != "pg_temp" else { return nil }
        let row = try query(
            """
            SELECT CURRENT_USER, EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname \(equals) $1), s.source
            FROM pg_catalog.pg_settings AS s WHERE s.name \(equals) 'search_path'
            """, [.text(name)]
        ).first
        let role = row?.text(0) ?? ""
        if path.names.first == "$user", facts.schema == role { return nil }
        return PassedOver(name: name, role: role, exists: row?.integer(1) == 1, source: row?.text(2) ?? "")
    }

    /// Makes sure that new tables go where the search path says first.
    /// - Throws: `noSchema`, with the statement for whoever may run it.
    public func requireFirstSchema() throws(DriverError) {
        guard let schema = try passedOver() else { return }
        let quoted = schema.name.quotedAsIdentifier
        let fact = schema.exists ? "is not for the role \(schema.role)" : "does not exist"
        var error = DriverError(
            .noSchema, "the schema \(schema.name), with which the search path begins, \(fact): \(facts.searchPath)")
        let statement =
            schema.exists
            ? "have its owner run: GRANT USAGE, CREATE ON SCHEMA \(quoted) TO \(schema.role.quotedAsIdentifier);"
            : "make it: CREATE SCHEMA \(quoted);"
        error.help = "\(statement) or change the search path, which is set by \(Self.setter(schema.source))"
        throw error
    }

    private static func setter(_ source: String) -> String {
        switch source {
        case "client": "options in the URL, the service or PGOPTIONS"
        case "user": "ALTER ROLE"
        case "database": "ALTER DATABASE"
        case "database user": "ALTER ROLE … IN DATABASE"
        default: "the server's configuration"
        }
    }

    /// Makes the schema that the search path begins with, in a database that is new: nobody else could have.
    static func makeFirstSchema(_ url: ConnectionURL, _ location: PostgresLocation) throws(DriverError) {
        let connection = try PostgresConnection(url, location, ConnectOptions(.write))
        defer { connection.close() }
        guard let schema = try connection.passedOver(), !schema.exists else { return }
        try connection.run("CREATE SCHEMA IF NOT EXISTS \(schema.name.quotedAsIdentifier)")
    }
}
