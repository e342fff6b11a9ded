public import MartletCore

extension PostgresConnection: TableSizing {
    /// The size of each table, by what the server has counted: by ANALYZE and VACUUM, or since then.
    ///
    /// Source: <https://www.postgresql.org/docs/current/catalog-pg-class.html>.
    public func tableSizes() throws(DriverError) -> [TableSize] {
        let count = { (table: String) in
            "greatest(\(table).reltuples::pg_catalog.int8, pg_catalog.pg_stat_get_live_tuples(\(table).oid), 0)"
        }
        return try query(
            """
            SELECT n.nspname, c.relname,
              coalesce((SELECT pg_catalog.sum(\(count("l")))::pg_catalog.int8
                FROM pg_catalog.pg_partition_tree(c.oid) AS p JOIN pg_catalog.pg_class AS l ON l.oid \(equals) p.relid
                WHERE p.isleaf), \(count("c"))),
              coalesce((SELECT pg_catalog.sum(pg_catalog.pg_table_size(p.relid))::pg_catalog.int8
                FROM pg_catalog.pg_partition_tree(c.oid) AS p WHERE p.isleaf), pg_catalog.pg_table_size(c.oid))
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            WHERE (c.relkind \(equals) 'r' OR c.relkind \(equals) 'p')
              AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
              AND NOT n.nspname \(equals) 'information_schema'
            ORDER BY 1, 2
            """
        ).map { row in
            TableSize(
                schema: row.text(0) ?? "", name: row.text(1) ?? "", rows: row.integer(2) ?? 0,
                bytes: row.integer(3) ?? 0)
        }
    }
}
