public import MartletCore

extension SQLiteConnection {
    /// Runs SQLite's own checks: the file's structure, then the foreign keys, then what would make it faster.
    public func selfCheck(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding] {
        progress("integrity_check")
        let damage = try damage()
        // Whatever else would be read of a damaged file could be wrong too.
        guard damage.isEmpty else { return damage }
        progress("foreign_key_check")
        var findings = try brokenForeignKeys(limit: 20).map { broken in
            CheckFinding(
                .violation,
                "\(broken.table)\(broken.row.map { " row \($0)" } ?? "") refers to no row of \(broken.parent)",
                help: "delete the row, or insert what it refers to")
        }
        progress("advice")
        findings += try unindexedForeignKeys()
        findings += try wastedSpace()
        return findings
    }

    private func damage() throws(DriverError) -> [CheckFinding] {
        var messages: [String] = []
        do throws(DriverError) {
            try query("PRAGMA integrity_check(20)", []) { row in messages += row.text(0).map { [$0] } ?? [] }
        } catch  where error.kind == .corrupt {
            messages.append(error.message)
        }
        // Nothing may refer to the last page, and then nobody misses it.
        if messages == ["ok"], let end = try missingEnd() { messages.append(end) }
        let help = "martlet restore the newest backup; what can still be read: sqlite3 \(shellPath) .recover"
        // A message has a heading that names the database, and then a line for each fault.
        return messages.flatMap { $0.split(separator: "\n") }.filter { $0 != "ok" && !$0.hasPrefix("*** ") }
            .map { CheckFinding(.damage, String($0), help: help) }
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

    /// Free pages beyond a quarter of the file, and at least 1 MiB.
    private func wastedSpace() throws(DriverError) -> [CheckFinding] {
        let pages = try query("PRAGMA page_count").first?.integer(0) ?? 0
        let free = try query("PRAGMA freelist_count").first?.integer(0) ?? 0
        let size = try query("PRAGMA page_size").first?.integer(0) ?? 0
        guard free * 4 > pages, free * size >= 1 << 20 else { return [] }
        let share = free * 100 / pages
        return [
            CheckFinding(
                .advice, "\(share) % of the file (\(free * size >> 20) MiB) is free pages",
                help: "VACUUM; gives them back while nobody uses the database")
        ]
    }
}
