internal import MartletCore
internal import SQLText

/// What is set for a whole database, outside of it: how it sorts, whose it is, who may connect, and its settings.
struct DatabaseTraits {
    private let connection: PostgresConnection
    /// Its number on the server.
    let number: Int
    /// Whose it is.
    let owner: String
    /// How it writes texts and sorts them, as CREATE DATABASE says it.
    let locale: [String]
    /// What else follows the name there.
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
        var locale = [
            "ENCODING \(SQLLiteral.text(row.text(2) ?? "UTF8"))",
            "LC_COLLATE \(SQLLiteral.text(row.text(3) ?? "C"))", "LC_CTYPE \(SQLLiteral.text(row.text(4) ?? "C"))",
        ]
        switch row.text(5) {
        case "i": locale.append("LOCALE_PROVIDER icu ICU_LOCALE \(SQLLiteral.text(row.text(6) ?? "und"))")
        case "b": locale.append("LOCALE_PROVIDER builtin BUILTIN_LOCALE \(SQLLiteral.text(row.text(6) ?? "C"))")
        // Since 15 the template may have another one.
        case "c": locale.append("LOCALE_PROVIDER libc")
        default: break
        }
        self.locale = locale
        var options = ["OWNER \(owner.quotedAsIdentifier)", "CONNECTION LIMIT \(row.integer(7) ?? -1)"]
        if let tablespace = row.text(8) { options.append("TABLESPACE \(tablespace.quotedAsIdentifier)") }
        self.options = options
    }

    /// Makes an empty database that is like this one.
    /// - Returns: what the role may not set for it, a line each.
    func makeAnother(named name: String) throws(DriverError) -> [String] {
        try connection.run(
            "CREATE DATABASE \(name.quotedAsIdentifier) TEMPLATE template0 "
                + (options + locale).joined(separator: " "))
        try connection.begin()
        do throws(DriverError) {
            try copyRights(to: name.quotedAsIdentifier)
            let lost = try DatabaseParameters(of: number, connection).copy(to: name.quotedAsIdentifier)
            try copyComment(to: name.quotedAsIdentifier)
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

    private func copyComment(to name: String) throws(DriverError) {
        let comment = try connection.query(
            "SELECT pg_catalog.shobj_description($1::bigint::oid, 'pg_database')", [.integer(number)]
        ).first?.text(0)
        if let comment { try connection.run("COMMENT ON DATABASE \(name) IS \(SQLLiteral.text(comment))") }
    }
}
