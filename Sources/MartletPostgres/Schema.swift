internal import CPostgres
public import MartletCore

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

    /// The columns of a table or view, in order.
    public func columnNames(of table: String) throws(DriverError) -> [String] {
        try query(
            """
            SELECT a.attname FROM pg_catalog.pg_attribute AS a
              JOIN pg_catalog.pg_class AS c ON c.oid \(equals) a.attrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE n.nspname \(equals) $1 AND c.relname \(equals) $2
              AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """, [.text(schema), .text(table)]
        ).compactMap { $0.text(0) }
    }
}
