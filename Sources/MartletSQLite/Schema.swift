internal import CSQLite
public import MartletCore
internal import SQLText

extension SQLiteConnection {
    /// The tables that exist, without SQLite's own and those behind virtual tables.
    public func tableNames() throws(DriverError) -> [String] {
        try query(
            """
            SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
              AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name
            """
        ).compactMap { $0.text(0) }
    }

    /// A table's name behind that of the database file: a temporary object of the same name comes first otherwise.
    public func qualified(_ table: String) -> String { "main." + table.quotedAsIdentifier }

    /// The tables and views of these names, with their columns, also generated ones.
    public func relations(named names: [String]) throws(DriverError) -> [String: Relation] {
        var relations: [String: Relation] = [:]
        for name in names {
            let rows = try query(
                """
                SELECT x.name, l.type IN ('table', 'virtual')
                FROM pragma_table_list($1) AS l, pragma_table_xinfo($1, 'main') AS x
                WHERE l.schema = 'main' AND x.hidden <> 1 ORDER BY x.cid
                """, [.text(name)])
            guard let first = rows.first else { continue }
            relations[name] = Relation(columns: rows.compactMap { $0.text(0) }, isTable: first.integer(1) == 1)
        }
        return relations
    }

    /// The schema: each table with its indexes, then views, then triggers; names in order, so that the same schema
    /// gives the same text however the database was made.
    ///
    /// SQLite checks what a view or a trigger names when it runs, not when it is made, so this order always loads. The
    /// statements are those that made the objects, with the comments of whoever wrote them.
    public func schemaScript(excluding tables: Set<String>) throws(DriverError) -> SchemaScript {
        let rows = try query(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
              AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
            ORDER BY CASE type WHEN 'view' THEN 1 WHEN 'trigger' THEN 2 ELSE 0 END,
                     CASE type WHEN 'index' THEN tbl_name WHEN 'table' THEN tbl_name END,
                     type = 'index', name
            """)
        let statements: [SchemaStatement] = rows.compactMap { row in
            guard let kind = row.text(0), let name = row.text(1), let table = row.text(2), let sql = row.text(3),
                !tables.contains(table)
            else { return nil }
            return SchemaStatement(kind: kind, name: name, table: table, sql: sql)
        }
        return SchemaScript(statements)
    }
}
