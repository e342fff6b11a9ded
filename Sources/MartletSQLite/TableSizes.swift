public import MartletCore
public import SQLText

extension SQLiteConnection: TableSizing {
    /// How many rows of each end of a table are measured.
    private static let sampleSize = 200
    /// Rows are counted one by one up to here, where nothing tells of them.
    private static let countLimit = 10_000

    /// The size of each table: its rows by ANALYZE, or by the highest rowid; its bytes by the rows at both ends of it.
    ///
    /// `dbstat` would read every page, as `count(*)` does. A table that cannot be read, as its module is not
    /// there, counts as empty.
    /// Source: <https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table>.
    public func tableSizes(named names: Set<String>?) throws(DriverError) -> [TableSize] {
        let wanted = names.map { Set($0.map { $0.lowercased() }) }
        let tables = try query(
            "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')")
        let counts = try analyzedCounts()
        let whole = try size(ofAll: ["page_count", "page_size"])
        return tables.compactMap { table in
            guard let name = table.text(0), !name.hasPrefix("sqlite_"), wanted?.contains(name.lowercased()) ?? true
            else { return nil }
            let size = try? size(of: name, hasRowID: table.integer(1) == 0, analyzed: counts[name], atMost: whole)
            return size ?? TableSize(schema: "main", name: name, rows: 0, bytes: 0)
        }
    }

    /// None: the lock is on the database.
    public func tables(ofIndexes names: Set<String>) throws(DriverError) -> [ObjectName: ObjectName] { [:] }

    private func size(ofAll pragmas: [String]) throws(DriverError) -> Int {
        var size = 1
        for pragma in pragmas { size *= Row([try scalar("PRAGMA \(pragma)") ?? .null]).integer(0) ?? 0 }
        return size
    }

    /// What ANALYZE has counted, by table.
    private func analyzedCounts() throws(DriverError) -> [String: Int] {
        guard try scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") == 1 else { return [:] }
        var counts: [String: Int] = [:]
        for row in try query("SELECT tbl, stat FROM sqlite_stat1") {
            guard let table = row.text(0), let first = row.text(1)?.split(separator: " ").first else { continue }
            counts[table] = max(counts[table] ?? 0, Int(first) ?? 0)
        }
        return counts
    }

    private func size(
        of name: String, hasRowID: Bool, analyzed: Int?, atMost limit: Int
    ) throws(DriverError) -> TableSize {
        let table = qualified(name)
        let newest = hasRowID ? try scalar("SELECT max(rowid) FROM \(table)").flatMap { Row([$0]).integer(0) } : nil
        let counted = try scalar("SELECT count(*) FROM (SELECT 1 FROM \(table) LIMIT \(Self.countLimit))")
        let few = counted.flatMap { Row([$0]).integer(0) } ?? 0
        let rows = few < Self.countLimit ? few : max(few, analyzed ?? newest ?? few)
        let bytes = Int((try rowSize(name, table, hasRowID: hasRowID)) * Double(rows))
        return TableSize(schema: "main", name: name, rows: rows, bytes: min(bytes, limit))
    }

    /// How many bytes a row takes, on average of the first and the last ones, with what a page spends on each.
    private func rowSize(_ name: String, _ table: String, hasRowID: Bool) throws(DriverError) -> Double {
        let columns = try columnNames(of: name).map(\.quotedAsIdentifier)
        // A number takes less, a text what it has.
        let size = columns.map {
            "CASE typeof(\($0)) WHEN 'text' THEN length(CAST(\($0) AS BLOB)) "
                + "WHEN 'blob' THEN length(\($0)) WHEN 'null' THEN 0 WHEN 'real' THEN 8 ELSE 4 END + 1"
        }
        let first = "SELECT * FROM (SELECT * FROM \(table) LIMIT \(Self.sampleSize))"
        let last =
            hasRowID
            ? " UNION ALL SELECT * FROM (SELECT * FROM \(table) ORDER BY rowid DESC LIMIT \(Self.sampleSize))" : ""
        let average = try scalar("SELECT avg(\((size + ["8"]).joined(separator: " + "))) FROM (\(first)\(last))")
        guard case .real(let bytes)? = average else { return 0 }
        return bytes
    }
}
