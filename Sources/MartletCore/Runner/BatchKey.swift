internal import SQLText

/// Finds by which columns the batches of a statement can go.
struct BatchKey {
    let driver: any Driver
    let statement: RangedStatement
    /// What the file says of that.
    let options: BatchOptions

    /// Why the batches of a statement cannot go through its table.
    struct Obstacle: Error {
        let fact: String
        let help: String
    }

    /// What there is in the database; `nil` for the table that is not there.
    func table() throws(DriverError) -> Result<BatchTable, Obstacle> {
        let known = try columns()
        guard !known.isEmpty else {
            return .failure(
                Obstacle(fact: "there is no table \(name)", help: "make it in a migration before this one"))
        }
        let (columns, isGiven) = chosen(of: known)
        if let problem = try problem(columns, of: known, isGiven: isGiven) { return .failure(problem) }
        let table = BatchTable(driver: driver, source: statement.source, columns: columns)
        let mayBeNull = columns.contains { column in known.contains { $0.name == column && !$0.isNotNull } }
        if mayBeNull, try table.hasRowsWithoutKey() {
            let list = columns.joined(separator: ", ")
            return .failure(
                Obstacle(
                    fact: "rows of \(name) have no value in \(list), and would be in no batch",
                    help: "go by columns that are NOT NULL: key=\(name).COLUMN"))
        }
        return .success(table)
    }

    /// A column of the table.
    private struct Column {
        var name: String
        var isNotNull: Bool
        /// Its place in the primary key, from 1; 0 if it is not in it.
        var place: Int
    }

    private var name: String { statement.table.description }

    private func chosen(of known: [Column]) -> (columns: [String], isGiven: Bool) {
        if let key = options.keys.first(where: { $0.isOf(statement.table) }) {
            let columns = key.columns.map { column in
                known.first { $0.name == column }?.name
                    ?? known.first { $0.name.lowercased() == column.lowercased() }?.name ?? column
            }
            return (columns, true)
        }
        return (known.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name), false)
    }

    private func problem(
        _ columns: [String], of known: [Column], isGiven: Bool
    ) throws(DriverError) -> Obstacle? {
        guard !columns.isEmpty else {
            return Obstacle(
                fact: "\(name) has no primary key to go by",
                help: "name columns that have an index and no nulls: -- martlet: key=\(name).COLUMN")
        }
        if let unknown = columns.first(where: { column in !known.contains { $0.name == column } }) {
            return Obstacle(fact: "\(name) has no column \(unknown)", help: "mend key=")
        }
        if statement.changesSource, let set = columns.first(where: { statement.assigned.contains($0.lowercased()) }) {
            return Obstacle(
                fact: "it sets \(set), by which the batches go: a row could be changed twice, or not at all",
                help: "go by other columns: -- martlet: key=\(name).COLUMN; or run the file without batches")
        }
        if isGiven, try !hasIndex(beginningWith: columns, primary: known) {
            return Obstacle(
                fact:
                    "no index of \(name) begins with \(columns.joined(separator: ", ")): each batch would read the whole"
                    + " table", help: "make one in a migration before this one")
        }
        return nil
    }

    // MARK: The catalogue

    private var isServer: Bool { driver is any ServerDriver }

    private var regclass: Value {
        .text(statement.source.hasPrefix("ONLY ") ? String(statement.source.dropFirst(5)) : statement.source)
    }

    private func columns() throws(DriverError) -> [Column] {
        let rows =
            isServer
            ? try driver.query(Self.serverColumns, [regclass])
            : try driver.query(
                "SELECT name, \"notnull\", pk FROM pragma_table_info($1)", [.text(statement.table.name)])
        return rows.map { row in
            Column(name: row.text(0) ?? "", isNotNull: row.integer(1) == 1, place: row.integer(2) ?? 0)
        }
    }

    private static let serverColumns = """
        SELECT a.attname::pg_catalog.text, a.attnotnull,
          coalesce(pg_catalog.array_position(i.indkey::pg_catalog.int2[], a.attnum)
            OPERATOR(pg_catalog.-) pg_catalog.array_lower(i.indkey::pg_catalog.int2[], 1)
            OPERATOR(pg_catalog.+) 1, 0)
        FROM pg_catalog.pg_attribute AS a
          LEFT JOIN pg_catalog.pg_index AS i ON i.indrelid OPERATOR(pg_catalog.=) a.attrelid AND i.indisprimary
        WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
          AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped
        ORDER BY a.attnum
        """

    private func hasIndex(
        beginningWith columns: [String], primary known: [Column]
    ) throws(DriverError) -> Bool {
        let primary = known.filter { $0.place > 0 }.sorted { $0.place < $1.place }.map(\.name)
        if primary.starts(with: columns) { return true }
        let rows =
            isServer
            ? try driver.query(Self.serverIndexes, [regclass])
            : try driver.query(Self.indexes, [.text(statement.table.name)])
        let indexes = Dictionary(grouping: rows) { $0.text(0) ?? "" }
        return indexes.values.contains { $0.map { $0.text(1) ?? "" }.starts(with: columns) }
    }

    private static let indexes = """
        SELECT l.name, i.name FROM pragma_index_list($1) AS l JOIN pragma_index_info(l.name) AS i
        WHERE NOT l.partial ORDER BY l.seq, i.seqno
        """

    private static let serverIndexes = """
        SELECT i.indexrelid::pg_catalog.text, a.attname::pg_catalog.text
        FROM pg_catalog.pg_index AS i
          CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (number, place)
          LEFT JOIN pg_catalog.pg_attribute AS a
            ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid AND a.attnum OPERATOR(pg_catalog.=) k.number
        WHERE i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1) AND i.indisvalid AND i.indpred IS NULL
        ORDER BY i.indexrelid, k.place
        """
}

extension BatchOptions.TableKey {
    /// Whether it is said of a table that a statement names so.
    func isOf(_ table: ObjectName) -> Bool {
        let names = self.table.split(separator: ".").map { $0.lowercased() }
        guard names.last == table.name.lowercased() else { return false }
        guard names.count > 1, let schema = table.schema else { return true }
        return names[names.count - 2] == schema.lowercased()
    }
}
