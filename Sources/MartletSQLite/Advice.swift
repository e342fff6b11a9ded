internal import MartletCore
internal import SQLText

/// What would make a database faster or smaller; nothing is wrong without it.
extension SQLiteConnection {
    /// Foreign keys without an index, tables without statistics, space that is not used.
    func advice() throws(DriverError) -> [CheckFinding] {
        try unindexedForeignKeys() + missingStatistics() + wastedSpace()
    }

    /// Foreign keys whose columns no index begins with: each change of a parent row reads the whole child table.
    private func unindexedForeignKeys() throws(DriverError) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        for table in try tableNames() {
            let indexes = try indexedColumns(of: table)
            for key in try foreignKeys(of: table) where !indexes.contains(where: { covers($0, key.columns) }) {
                let list = key.columns.joined(separator: ", ")
                let name = ([table] + key.columns).joined(separator: "_")
                let columns = key.columns.map(\.quotedAsIdentifier).joined(separator: ", ")
                findings.append(
                    CheckFinding(
                        .advice, "no index on \(table) (\(list)), which refers to \(key.parent)",
                        help: "CREATE INDEX \(name.quotedAsIdentifier) ON \(table.quotedAsIdentifier) (\(columns));"))
            }
        }
        return findings
    }

    private func covers(_ index: [String?], _ columns: [String]) -> Bool {
        index.count >= columns.count && Set(index.prefix(columns.count)) == Set(columns.map(Optional.some))
    }

    private func foreignKeys(of table: String) throws(DriverError) -> [(columns: [String], parent: String)] {
        let rows = try query(
            "SELECT id, \"from\", \"table\" FROM pragma_foreign_key_list($1) ORDER BY id, seq", [.text(table)])
        return Dictionary(grouping: rows) { $0.integer(0) ?? 0 }.sorted { $0.key < $1.key }.map { _, rows in
            (rows.compactMap { $0.text(1) }, rows.first?.text(2) ?? "")
        }
    }

    /// The columns of each index that holds every row, and of an INTEGER PRIMARY KEY, which is the table itself;
    /// `nil` stands for an expression.
    private func indexedColumns(of table: String) throws(DriverError) -> [[String?]] {
        let rows = try query(
            """
            SELECT ix.name, part.name FROM pragma_index_list($1) AS ix, pragma_index_info(ix.name) AS part
            WHERE NOT ix.partial ORDER BY ix.name, part.seqno
            """, [.text(table)])
        let primaryKey = try query(
            "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", [.text(table)])
        return Dictionary(grouping: rows) { $0.text(0) ?? "" }.values.map { $0.map { $0.text(1) } }
            + [primaryKey.map { $0.text(0) }]
    }

    /// Tables of 10,000 rows and more among whose indexes SQLite chooses without knowing what is in them.
    ///
    /// Without ANALYZE it assumes the same of every index. Statistics are taken for stale as `PRAGMA optimize` takes
    /// them: when the number of rows has grown or shrunk tenfold since.
    /// Source: <https://www.sqlite.org/pragma.html#pragma_optimize>.
    private func missingStatistics() throws(DriverError) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        let counts = try analyzedRows()
        for table in try tableNames() {
            let indexes = try query("SELECT count(*) FROM pragma_index_list($1)", [.text(table)]).first?.integer(0) ?? 0
            guard indexes > 1 else { continue }
            let rows = try query("SELECT count(*) FROM \(qualified(table))").first?.integer(0) ?? 0
            let known = counts[table]
            guard max(rows, known ?? 0) >= 10_000 else { continue }
            let statement = "ANALYZE \(table.quotedAsIdentifier)".quotedForShell
            let help = "sqlite3 \(shellPath) \(statement); or PRAGMA optimize in the application, now and then"
            if let known {
                guard rows >= known * 10 || rows * 10 <= known else { continue }
                findings.append(
                    CheckFinding(
                        .advice, "the statistics on \(table) are old: it had \(known) rows then, and \(rows) now",
                        help: help))
            } else {
                findings.append(
                    CheckFinding(
                        .advice, "no statistics on \(table) (\(rows) rows): SQLite guesses which index to use",
                        help: help))
            }
        }
        return findings
    }

    /// How many rows each table had when it was analyzed, by the largest of its indexes.
    private func analyzedRows() throws(DriverError) -> [String: Int] {
        guard try query("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").first != nil else { return [:] }
        // The text begins with the number of rows; a cast reads as far as it is one.
        let rows = try query("SELECT tbl, max(CAST(stat AS INTEGER)) FROM main.sqlite_stat1 GROUP BY tbl")
        let pairs = rows.compactMap { row in row.text(0).map { ($0, row.integer(1) ?? 0) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Free pages beyond a quarter of the file, and at least 1 MiB.
    private func wastedSpace() throws(DriverError) -> [CheckFinding] {
        let pages = try query("PRAGMA page_count").first?.integer(0) ?? 0
        let free = try query("PRAGMA freelist_count").first?.integer(0) ?? 0
        let size = try query("PRAGMA page_size").first?.integer(0) ?? 0
        guard free * 4 > pages, free * size >= 1 << 20 else { return [] }
        let share = free * 100 / pages
        return [
            CheckFinding(
                .advice, "\(share) % of the file (\((free * size) >> 20) MiB) is free pages",
                help: "sqlite3 \(shellPath) VACUUM gives them back, while nobody uses the database")
        ]
    }
}
