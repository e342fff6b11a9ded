internal import MartletCore
internal import SQLText

/// What is set for the sessions of a database: by ALTER DATABASE … SET, and by ALTER ROLE … IN DATABASE … SET.
///
/// Source: <https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html>.
struct DatabaseParameters {
    private struct Parameter {
        let name: String
        let value: String
        /// Whose sessions it is for, as SQL writes the name; `nil` for everybody's.
        let role: String?
        /// Whether it is for those of the role that is connected.
        let isOwn: Bool
    }

    private let connection: PostgresConnection
    private let parameters: [Parameter]

    /// Reads what is set for the database of a number.
    init(of number: Int, _ connection: PostgresConnection) throws(DriverError) {
        self.connection = connection
        parameters = try connection.query(
            """
            SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END,
              pg_catalog.split_part(c, '=', 1), pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1),
              s.setrole \(equals) 0 OR pg_catalog.pg_get_userbyid(s.setrole) \(equals) SESSION_USER
            FROM pg_catalog.pg_db_role_setting AS s, pg_catalog.unnest(s.setconfig) AS c
            WHERE s.setdatabase \(equals) $1
            """, [.integer(number)]
        ).map { row in
            Parameter(
                name: row.text(1) ?? "", value: row.text(2) ?? "", role: row.text(0), isOwn: row.integer(3) == 1)
        }
    }

    /// Sets the same for another database, inside of a transaction.
    /// - Returns: what is not the role's to set, a line each: settings of other roles, and those that only an administrator
    ///   may make.
    func copy(to name: String) throws(DriverError) -> [String] {
        try copy(parameters, to: name).map { parameter, error in
            let whose = parameter.role.map { " of the role \($0)" } ?? ""
            let why =
                error.kind == .accessDenied
                ? "is not the role's to make for the new database"
                : "could not be made for the new database: \(error.message)"
            return "the setting \(parameter.name)\(whose), \(parameter.value), \(why)"
        }
    }

    /// Sets the same for a database that is there for a while, as far as it may change which schema a script makes.
    ///
    /// That is where names lead to, how dates are read, what functions ask for. What limits sessions, or makes them another
    /// role's, stays out; so does what the role may not set.
    func lend(to name: String) throws(DriverError) {
        let lent = parameters.filter { $0.isOwn && !Self.isOfSessions($0.name) }
        guard !lent.isEmpty else { return }
        try connection.begin()
        do throws(DriverError) {
            _ = try copy(lent, to: name)
            try connection.commit()
        } catch {
            try? connection.rollback()
            throw error
        }
    }

    private static func isOfSessions(_ name: String) -> Bool {
        name.hasSuffix("_timeout") || ["default_transaction_read_only", "role", "session_authorization"].contains(name)
    }

    /// - Returns: what could not be set, and why.
    private func copy(
        _ parameters: [Parameter], to name: String
    ) throws(DriverError) -> [(Parameter, DriverError)] {
        var lost: [(Parameter, DriverError)] = []
        for parameter in parameters {
            try connection.savepoint()
            do throws(DriverError) {
                try copy(parameter, to: name)
                try connection.releaseSavepoint()
            } catch  where [.accessDenied, .sql].contains(error.kind) {
                try connection.rollbackToSavepoint()
                lost.append((parameter, error))
            }
        }
        return lost
    }

    private func copy(_ parameter: Parameter, to name: String) throws(DriverError) {
        // Taken from this session, where it is set first: how a list is quoted is the server's business.
        try connection.execute(
            "SELECT pg_catalog.set_config($1, $2, true)", [.text(parameter.name), .text(parameter.value)])
        let subject = parameter.role.map { "ROLE \($0) IN DATABASE \(name)" } ?? "DATABASE \(name)"
        let quoted = parameter.name.split(separator: ".").map { String($0).quotedAsIdentifier }.joined(separator: ".")
        try connection.run("ALTER \(subject) SET \(quoted) FROM CURRENT")
    }
}
