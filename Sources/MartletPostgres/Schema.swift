internal import CPostgres
public import MartletCore
internal import SQLText

/// The operator itself, and none of the same name that `search_path` leads to.
let equals = "OPERATOR(pg_catalog.=)"

extension PostgresConnection {
    /// The schema in which Martlet's tables are.
    ///
    /// Settled when the connection is made: a script may change `search_path`, and the tables stay where they are.
    var schema: String { options.schema ?? facts.schema ?? "public" }

    /// A table's name behind that of its schema: neither `search_path` nor a temporary object leads elsewhere.
    public func qualified(_ table: String) -> String { schema.quotedAsIdentifier + "." + table.quotedAsIdentifier }

    /// The tables of the schema.
    public func tableNames() throws(DriverError) -> [String] {
        try query(
            """
            SELECT c.relname FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE n.nspname \(equals) $1 AND c.relkind IN ('r', 'p', 'f')
            ORDER BY c.relname COLLATE "C"
            """, [.text(schema)]
        ).compactMap { $0.text(0) }
    }

    /// The tables of every schema but the server's own.
    ///
    /// A row is counted once: that of a partition with the table that it is a part of, that of an heir (`INHERITS`) as
    /// its own. What lies on another server is not lost. Where policies hide rows from the role, what it counts says
    /// nothing.
    public func countableTables(beside own: Set<String>) throws(DriverError) -> [CountableTable] {
        let rows = try query(
            """
            WITH RECURSIVE part (root, oid) AS (
              SELECT c.oid, c.oid FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
                AND NOT n.nspname \(equals) 'information_schema'
              UNION ALL SELECT part.root, c.oid
              FROM part JOIN pg_catalog.pg_inherits AS i ON i.inhparent \(equals) part.oid
                JOIN pg_catalog.pg_class AS c ON c.oid \(equals) i.inhrelid AND c.relispartition
            )
            SELECT n.nspname, t.relname, pn.nspname, p.relname, p.relkind IN ('r'),
              pg_catalog.has_schema_privilege(pn.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(p.oid, 'SELECT')
                AND NOT pg_catalog.row_security_active(p.oid)
            FROM part JOIN pg_catalog.pg_class AS t ON t.oid \(equals) part.root
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) t.relnamespace
              JOIN pg_catalog.pg_class AS p ON p.oid \(equals) part.oid
              JOIN pg_catalog.pg_namespace AS pn ON pn.oid \(equals) p.relnamespace
            WHERE p.relkind IN ('r', 'p')
            ORDER BY n.nspname COLLATE "C", t.relname COLLATE "C"
            """)
        var tables: [CountableTable] = []
        var last: (schema: String, name: String)?
        for row in rows {
            guard let home = row.text(0), let name = row.text(1), let partSchema = row.text(2), let part = row.text(3)
            else { continue }
            if home == schema, own.contains(name) { continue }
            if last?.schema != home || last?.name != name {
                tables.append(CountableTable(home == facts.schema ? name : "\(home).\(name)", parts: []))
                last = (home, name)
            }
            guard row.integer(4) == 1 else { continue }
            if row.integer(5) == 1 {
                tables[tables.count - 1].parts?
                    .append("ONLY \(partSchema.quotedAsIdentifier).\(part.quotedAsIdentifier)")
            } else {
                tables[tables.count - 1].parts = nil
            }
        }
        return tables
    }

    /// The tables and views of these names, with their columns.
    public func relations(named names: [String]) throws(DriverError) -> [String: Relation] {
        var relations: [String: Relation] = [:]
        try query(
            """
            SELECT c.relname, c.relkind IN ('r', 'p', 'f'), a.attname
            FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid \(equals) c.oid
                AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            WHERE n.nspname \(equals) $1 AND c.relname \(equals) ANY ($2::pg_catalog.text[])
              AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
            ORDER BY a.attnum
            """, [.text(schema), .text(arrayLiteral(names))]
        ) { row in
            guard let name = row.text(0) else { return }
            var relation = relations[name] ?? Relation(columns: [], isTable: row.integer(1) == 1)
            if let column = row.text(2) { relation.columns.append(column) }
            relations[name] = relation
        }
        return relations
    }

    /// Strings as the server reads an array of them.
    ///
    /// Source: <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>.
    private func arrayLiteral(_ strings: [String]) -> String {
        let elements = strings.map { string in
            "\"" + string.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return "{" + elements.joined(separator: ",") + "}"
    }
}
