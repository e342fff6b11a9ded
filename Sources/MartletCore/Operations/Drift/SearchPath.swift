extension DatabaseSession {
    /// The same database, with what leads names to their schema in its URL: a scratch database beside it has no settings
    /// of `ALTER DATABASE … SET search_path`.
    func withSearchPath() throws(MartletError) -> DatabaseTarget {
        guard case .postgres(let location) = target.url.target else { return target }
        let options = location.value(of: "options") ?? ""
        // What the URL says goes before what the database says.
        guard !options.contains("search_path"), let path = try searchPathOfDatabase() else { return target }
        let escaped = path.map { $0 == " " || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
        var target = target
        target.url = ConnectionURL(
            .postgres(location.with("options", options + (options.isEmpty ? "" : " ") + "-c search_path=\(escaped)")))
        return target
    }

    /// What is set for the database, or for the role in it.
    ///
    /// Source: <https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html>.
    private func searchPathOfDatabase() throws(MartletError) -> String? {
        let setting = "search_path="
        let rows = try asking { () throws(DriverError) in
            try driver.query(
                """
                SELECT c FROM pg_catalog.pg_db_role_setting AS s, pg_catalog.unnest(s.setconfig) AS c
                WHERE s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database AS d
                    WHERE d.datname = pg_catalog.current_database())
                  AND (s.setrole = 0 OR s.setrole = (SELECT r.oid FROM pg_catalog.pg_roles AS r
                    WHERE r.rolname = SESSION_USER))
                  AND c LIKE '\(setting)%' ORDER BY s.setrole DESC LIMIT 1
                """)
        }
        return rows.first?.text(0).map { String($0.dropFirst(setting.count)) }
    }
}
