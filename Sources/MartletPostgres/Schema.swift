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
