internal import SQLText

/// Looks whether what statements make or take away is there.
///
/// It asks in a session as a script's begins, so that names lead where they lead in the script.
struct EffectProbe {
    let driver: any Driver

    /// How a thing stands.
    enum State {
        case present, absent
        /// It is there, and of no use: an index that is not valid.
        case unfinished
    }

    /// Looks; `nil` if that cannot be told.
    func state(of effect: StatementTrace) throws(DriverError) -> State? {
        driver is any ServerDriver ? try onServer(effect) : try inFile(effect)
    }

    private func inFile(_ effect: StatementTrace) throws(DriverError) -> State? {
        switch effect.kind {
        case .table, .view, .index, .trigger:
            let found = try driver.query(
                "SELECT 1 FROM sqlite_schema WHERE type = $1 AND name = $2 COLLATE NOCASE",
                [.text(effect.kind.rawValue), .text(effect.name.name)])
            return found.isEmpty ? .absent : .present
        case .column:
            let found = try driver.query(
                "SELECT 1 FROM pragma_table_xinfo($1) WHERE name = $2 COLLATE NOCASE",
                [.text(effect.name.name), .text(effect.part ?? "")])
            return found.isEmpty ? .absent : .present
        case .sequence, .routine, .type, .schema, .constraint: return nil
        }
    }

    private func onServer(_ effect: StatementTrace) throws(DriverError) -> State? {
        let name = Value.text(effect.written)
        switch effect.kind {
        case .table, .view, .sequence: return try isThere("pg_catalog.to_regclass($1) IS NOT NULL", [name])
        case .type: return try isThere("pg_catalog.to_regtype($1) IS NOT NULL", [name])
        case .schema: return try isThere("pg_catalog.to_regnamespace($1) IS NOT NULL", [name])
        case .index:
            let row = try driver.query(
                """
                SELECT i.indisvalid AND i.indisready FROM pg_catalog.pg_index AS i
                WHERE i.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
                """, [name]
            ).first
            return row.map { $0.integer(0) == 1 ? .present : .unfinished } ?? .absent
        case .column:
            return try isThere(
                """
                EXISTS (SELECT 1 FROM pg_catalog.pg_attribute AS a
                  WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1) AND NOT a.attisdropped
                    AND pg_catalog.lower(a.attname::pg_catalog.text) OPERATOR(pg_catalog.=) pg_catalog.lower($2))
                """, [name, .text(effect.part ?? "")])
        case .constraint:
            return try isThere(
                """
                EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS c
                  WHERE c.conrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
                    AND pg_catalog.lower(c.conname::pg_catalog.text) OPERATOR(pg_catalog.=) pg_catalog.lower($2))
                """, [name, .text(effect.part ?? "")])
        case .trigger, .routine: return nil
        }
    }

    /// The name of a thing that is there, as SQL writes it wherever it looks for names; of a column its table's.
    func name(of effect: StatementTrace) throws(DriverError) -> String? {
        guard driver is any ServerDriver else { return try? Identifier(effect.name.name).quoted }
        let query =
            switch effect.kind {
            case .schema:
                "SELECT pg_catalog.quote_ident(nspname) FROM pg_catalog.pg_namespace WHERE oid"
                    + " OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace($1)"
            case .type: Self.names(in: "pg_type", "typ", "pg_catalog.to_regtype($1)")
            default: Self.names(in: "pg_class", "rel", "pg_catalog.to_regclass($1)")
            }
        return try driver.query(query, [.text(effect.written)]).first?.text(0)
    }

    private static func names(in catalog: String, _ prefix: String, _ number: String) -> String {
        """
        SELECT pg_catalog.format('%I.%I', n.nspname, o.\(prefix)name)
        FROM pg_catalog.\(catalog) AS o
          JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) o.\(prefix)namespace
        WHERE o.oid OPERATOR(pg_catalog.=) \(number)
        """
    }

    private func isThere(_ condition: String, _ values: [Value]) throws(DriverError) -> State {
        try driver.query("SELECT \(condition)", values).first?.integer(0) == 1 ? .present : .absent
    }
}
