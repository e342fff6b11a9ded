internal import SQLText

/// Where the tables of other tools are.
///
/// A tool finds its table by the search path, as Martlet does; Atlas makes a schema for it where a URL names none. One in
/// any other schema is another program's as likely as not, and is taken only by its whole name.
extension HistoryStore {
    /// The table of another tool that tells of something applied, and of how much.
    func historyOfAnotherTool() throws(DriverError) -> (table: ToolTable, rows: Int)? {
        for table in try tablesOfOtherTools() {
            let sql = "SELECT count(*) FROM \(table.qualified(driver)) WHERE \(table.condition)"
            if let rows = try driver.scalar(sql)?.integerValue, rows > 0 { return (table, rows) }
        }
        return nil
    }

    /// The tables that are no part of the schema: Martlet's own, and those of tools whose histories were taken over.
    /// - Returns: names; behind that of their schema for those of another one.
    func tablesOfHistories() throws(DriverError) -> Set<String> {
        let own = Set(tables.all)
        let present = try driver.relations(named: tables.all)
        guard let history = present[tables.history] else { return own }
        let named = try tablesNamedByPeople(among: Set(present.keys)).flatMap(\.names)
        // A history of an older Martlet knows nothing of what was taken over.
        guard history.columns.contains("adopted_from") else { return own.union(named) }
        let rows = try driver.query(
            "SELECT DISTINCT adopted_from FROM \(driver.qualified(tables.history)) WHERE adopted_from IS NOT NULL")
        let tools = Set(rows.compactMap { $0.text(0) })
        if tools.isEmpty { return own.union(named) }
        let found = try tablesOfOtherTools() + tablesOffThePath()
        return own.union(named).union(found.filter { tools.contains($0.tool.rawValue) }.flatMap(\.names))
    }

    /// The tables of other tools that are found without a word of where they are, one for each tool.
    /// - Parameter name: what the table is called, if it has not the name that the tool gives it; with its schema in
    ///   front, if it is anywhere else.
    func tablesOfOtherTools(named name: String? = nil) throws(DriverError) -> [ToolTable] {
        let here = try driver.relations(named: Self.names(name)).filter { !tables.all.contains($0.key) }
        var found = Self.tables(in: here, schema: nil, named: name)
        guard driver is any ServerDriver else { return found }
        if let name, found.isEmpty, let (schema, table) = ToolTable.parts(of: name) {
            let there = try relations(elsewhereNamed: [table]).filter { $0.schema == schema }
            return there.flatMap { Self.tables(in: $0.relations, schema: schema, named: table) }
        }
        for place in try relations(elsewhereNamed: Self.names(name)) where place.isOnPath || place.isOfAtlas {
            found += Self.tables(in: place.relations, schema: place.schema, named: name).filter { table in
                !found.contains { $0.tool == table.tool } && (place.isOnPath || table.tool == .atlas)
            }
        }
        return found
    }

    /// Tables like those of tools, in schemas where nobody looks for them.
    func tablesOffThePath() throws(DriverError) -> [ToolTable] {
        guard driver is any ServerDriver else { return [] }
        return try relations(elsewhereNamed: Self.names(nil)).filter { !$0.isOnPath }.flatMap {
            Self.tables(in: $0.relations, schema: $0.schema, named: nil)
        }
    }

    // MARK: Names

    private static func names(_ name: String?) -> [String] {
        Array(Set(ToolTable.known.map { name ?? $0.name } + ToolTable.known.compactMap(\.companion)))
    }

    /// Whose tables there are among those of one schema.
    private static func tables(
        in present: [String: Relation], schema: String?, named name: String?
    ) -> [ToolTable] {
        var found: [ToolTable] = []
        // A name that a tool gives its table is that tool's; under any other one, the columns tell.
        let namesakes = ToolTable.known.filter { $0.name == name }
        for var table in namesakes.isEmpty ? ToolTable.known : namesakes {
            if let name { table.name = name }
            (table.schema, table.isFound) = (schema, true)
            guard let relation = present[table.name], table.matches(relation),
                table.companion.map({ present[$0] != nil }) ?? true,
                // What is one tool's already is not another one's too.
                !found.contains(where: { $0.tool == table.tool || $0.name == table.name })
            else { continue }
            found.append(table)
        }
        return found
    }

    // MARK: Other schemas

    /// Tables and views of one schema.
    private struct Place {
        let schema: String
        /// Whether names without a schema lead there, if they lead nowhere before it.
        let isOnPath: Bool
        var relations: [String: Relation] = [:]

        /// Whether it is the one that Atlas makes for its table.
        var isOfAtlas: Bool { schema == ToolTable.atlas.name }
    }

    /// What there is of these names in other schemas than Martlet's own, in the order of the search path.
    private func relations(elsewhereNamed names: [String]) throws(DriverError) -> [Place] {
        let rows = try driver.query(
            """
            SELECT n.nspname, c.relname, c.relkind IN ('r', 'p', 'f'), a.attname,
              pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname) AS place
            FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
              LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
                AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
            WHERE c.relname OPERATOR(pg_catalog.=) ANY (pg_catalog.string_to_array($1, E'\\n'))
              AND c.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
              AND n.nspname IS DISTINCT FROM pg_catalog.current_schema()
              AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            ORDER BY place NULLS LAST, n.nspname, c.relname, a.attnum
            """, [.text(names.joined(separator: "\n"))])
        var places: [Place] = []
        for row in rows {
            guard let schema = row.text(0), let name = row.text(1) else { continue }
            if places.last?.schema != schema {
                places.append(Place(schema: schema, isOnPath: row.integer(4) != nil))
            }
            let last = places.count - 1
            var relation = places[last].relations[name] ?? Relation(columns: [], isTable: row.integer(2) == 1)
            if let column = row.text(3) { relation.columns.append(column) }
            places[last].relations[name] = relation
        }
        return places
    }
}
