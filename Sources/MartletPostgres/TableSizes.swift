public import MartletCore
public import SQLText

extension PostgresConnection: TableSizing {
    /// The size of each table, by what the server has counted: by ANALYZE and VACUUM, or since then.
    ///
    /// Of a table that somebody has locked for themselves, as a migration does, the size is that of the last VACUUM or
    /// ANALYZE: `pg_table_size` would wait.
    /// Source: <https://www.postgresql.org/docs/current/catalog-pg-class.html>.
    public func tableSizes(named names: Set<String>?) throws(DriverError) -> [TableSize] {
        let kinds = names == nil ? "'r', 'p', 'm'" : "'r', 'p', 'm', 'v', 'f'"
        let wanted = names == nil ? "" : "AND c.relname \(equals) ANY (\(Self.listed))"
        return try query(
            """
            WITH RECURSIVE part (root, oid) AS (
              SELECT c.oid, c.oid FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              WHERE c.relkind::pg_catalog.text \(equals) ANY (ARRAY[\(kinds)]) \(wanted)
                AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
                AND NOT n.nspname \(equals) 'information_schema'
              UNION ALL SELECT part.root, i.inhrelid
              FROM part JOIN pg_catalog.pg_inherits AS i ON i.inhparent \(equals) part.oid
            ), size (root, row_count, bytes) AS (
              SELECT part.root, CASE WHEN c.relkind \(equals) 'p' THEN 0
                ELSE greatest(c.reltuples::pg_catalog.int8, pg_catalog.pg_stat_get_live_tuples(c.oid), 0) END,
                CASE WHEN EXISTS (
                  SELECT FROM pg_catalog.pg_locks AS l WHERE l.relation \(equals) c.oid
                    AND l.mode \(equals) 'AccessExclusiveLock')
                THEN c.relpages::pg_catalog.int8 OPERATOR(pg_catalog.*)
                  pg_catalog.current_setting('block_size')::pg_catalog.int8
                ELSE pg_catalog.pg_table_size(c.oid) END
              FROM part JOIN pg_catalog.pg_class AS c ON c.oid \(equals) part.oid
            )
            SELECT n.nspname, c.relname, pg_catalog.sum(size.row_count)::pg_catalog.int8,
              pg_catalog.sum(size.bytes)::pg_catalog.int8
            FROM size JOIN pg_catalog.pg_class AS c ON c.oid \(equals) size.root
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
            GROUP BY 1, 2 ORDER BY 1, 2
            """, names.map { [Self.list($0)] } ?? []
        ).map { row in
            TableSize(
                schema: row.text(0) ?? "", name: row.text(1) ?? "", rows: row.integer(2) ?? 0,
                bytes: row.integer(3) ?? 0)
        }
    }

    /// The table of each index.
    public func tables(ofIndexes names: Set<String>) throws(DriverError) -> [ObjectName: ObjectName] {
        let rows = try query(
            """
            SELECT n.nspname, c.relname, tn.nspname, t.relname
            FROM pg_catalog.pg_index AS i
              JOIN pg_catalog.pg_class AS c ON c.oid \(equals) i.indexrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              JOIN pg_catalog.pg_class AS t ON t.oid \(equals) i.indrelid
              JOIN pg_catalog.pg_namespace AS tn ON tn.oid \(equals) t.relnamespace
            WHERE c.relname \(equals) ANY (\(Self.listed))
            """, [Self.list(names)])
        return Dictionary(
            rows.compactMap { row in
                guard let index = row.text(1), let table = row.text(3) else { return nil }
                return (Self.name(row.text(0), index), Self.name(row.text(2), table))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A name without the schema that is meant where none is written.
    private static func name(_ schema: String?, _ name: String) -> ObjectName {
        ObjectName(schema: schema == "public" ? nil : schema, name)
    }

    /// Names as one value, and the query that makes names of it.
    private static func list(_ names: Set<String>) -> Value {
        .text(JSONValue.array(names.sorted().map(JSONValue.string)).compact)
    }

    private static let listed =
        "SELECT name.value::pg_catalog.name FROM pg_catalog.json_array_elements_text($1::pg_catalog.json) AS name (value)"
}
