internal import MartletCore
internal import SQLText

/// What is set for a whole database, outside of it: how it sorts, whose it is, who may connect, and its settings.
struct DatabaseTraits {
    private let connection: PostgresConnection
    /// Its number on the server.
    let number: Int
    /// Whose it is.
    let owner: String
    /// What follows the name in CREATE DATABASE.
    private let options: [String]

    /// Looks at a database; `nil` if there is none of that name.
    init?(of name: String, _ connection: PostgresConnection) throws(DriverError) {
        // The columns are not the same in every version.
        let row = try connection.query(
            """
            SELECT d.oid, pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_encoding_to_char(d.encoding),
              d.datcollate, d.datctype, pg_catalog.to_jsonb(d) ->> 'datlocprovider',
              COALESCE(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale'),
              d.datconnlimit, NULLIF(t.spcname, 'pg_default')
            FROM pg_catalog.pg_database AS d JOIN pg_catalog.pg_tablespace AS t ON t.oid = d.dattablespace
            WHERE d.datname \(equals) $1
            """, [.text(name)]
        ).first
        guard let row, let number = row.integer(0), let owner = row.text(1) else { return nil }
        self.connection = connection
        self.number = number
        self.owner = owner
        var options = [
            "OWNER \(owner.quotedAsIdentifier)", "ENCODING \(SQLLiteral.text(row.text(2) ?? "UTF8"))",
            "LC_COLLATE \(SQLLiteral.text(row.text(3) ?? "C"))", "LC_CTYPE \(SQLLiteral.text(row.text(4) ?? "C"))",
            "CONNECTION LIMIT \(row.integer(7) ?? -1)",
        ]
        switch row.text(5) {
        case "i": options.append("LOCALE_PROVIDER icu ICU_LOCALE \(SQLLiteral.text(row.text(6) ?? "und"))")
        case "b": options.append("LOCALE_PROVIDER builtin BUILTIN_LOCALE \(SQLLiteral.text(row.text(6) ?? "C"))")
        default: break
        }
        if let tablespace = row.text(8) { options.append("TABLESPACE \(tablespace.quotedAsIdentifier)") }
        self.options = options
    }

    /// Makes an empty database that is like this one.
    /// - Returns: what the role may not set for it, a line each.
    func makeAnother(named name: String) throws(DriverError) -> [String] {
        try connection.run(
            "CREATE DATABASE \(name.quotedAsIdentifier) TEMPLATE template0 " + options.joined(separator: " "))
        try connection.begin()
        do throws(DriverError) {
            try copyRights(to: name.quotedAsIdentifier)
            let lost = try copySettings(to: name.quotedAsIdentifier)
            try connection.commit()
            return lost
        } catch {
            try? connection.rollback()
            throw error
        }
    }

    private func copyRights(to name: String) throws(DriverError) {
        let rights = try connection.query(
            """
            SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END,
              a.privilege_type, a.is_grantable
            FROM pg_catalog.pg_database AS d, pg_catalog.aclexplode(d.datacl) AS a WHERE d.oid \(equals) $1
            """, [.integer(number)])
        // Nothing was ever granted nor revoked.
        guard !rights.isEmpty else { return }
        try connection.run("REVOKE ALL ON DATABASE \(name) FROM PUBLIC")
        for right in rights {
            let option = right.integer(2) == 1 ? " WITH GRANT OPTION" : ""
            try connection.run("GRANT \(right.text(1) ?? "") ON DATABASE \(name) TO \(right.text(0) ?? "")\(option)")
        }
    }

    /// Settings of other roles, and those that only an administrator may make, are not the role's to copy.
    private func copySettings(to name: String) throws(DriverError) -> [String] {
        let settings = try connection.query(
            """
            SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole)) END,
              pg_catalog.split_part(c, '=', 1), pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)
            FROM pg_catalog.pg_db_role_setting AS s, pg_catalog.unnest(s.setconfig) AS c
            WHERE s.setdatabase \(equals) $1
            """, [.integer(number)])
        var lost: [String] = []
        for setting in settings {
            let (parameter, value) = (setting.text(1) ?? "", setting.text(2) ?? "")
            try connection.savepoint()
            do throws(DriverError) {
                try copy(parameter, value, of: setting.text(0), to: name)
                try connection.releaseSavepoint()
            } catch  where error.kind == .accessDenied {
                try connection.rollbackToSavepoint()
                let whose = setting.text(0).map { " of the role \($0)" } ?? ""
                lost.append(
                    "the setting \(parameter)\(whose), \(value), is not the role's to make for the new database")
            }
        }
        let comment = try connection.query(
            "SELECT pg_catalog.shobj_description($1::bigint::oid, 'pg_database')", [.integer(number)]
        ).first?.text(0)
        if let comment { try connection.run("COMMENT ON DATABASE \(name) IS \(SQLLiteral.text(comment))") }
        return lost
    }

    private func copy(
        _ parameter: String, _ value: String, of role: String?, to name: String
    ) throws(DriverError) {
        // Taken from this session, where it is set first: how a list is quoted is the server's business.
        try connection.execute("SELECT pg_catalog.set_config($1, $2, true)", [.text(parameter), .text(value)])
        let subject = role.map { "ROLE \($0) IN DATABASE \(name)" } ?? "DATABASE \(name)"
        let quoted = parameter.split(separator: ".").map { String($0).quotedAsIdentifier }.joined(separator: ".")
        try connection.run("ALTER \(subject) SET \(quoted) FROM CURRENT")
    }
}
