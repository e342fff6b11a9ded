internal import CSQLite
public import MartletCore
internal import SQLText

extension SQLiteConnection {
    /// Turns enforcement on or off; SQLite ignores the wish inside a transaction, so it is refused there.
    ///
    /// Rebuilding a table needs it off: `DROP TABLE` deletes the rows first, and `ON DELETE CASCADE` would empty
    /// the tables that refer to it. `defer_foreign_keys` does not help, as actions are never deferred.
    /// Source: <https://www.sqlite.org/lang_altertable.html#otheralter>.
    public func enforceForeignKeys(_ enforced: Bool) throws(DriverError) {
        guard !isInTransaction else {
            throw DriverError(.misuse, "foreign keys can only be switched outside a transaction")
        }
        try execute("PRAGMA foreign_keys = \(enforced ? "ON" : "OFF")")
    }

    /// True if a commit would fail for a constraint that was put off.
    ///
    /// The counter is SQLite's own, so this costs nothing, unlike `foreign_key_check`.
    /// Source: <https://www.sqlite.org/c3ref/c_dbstatus_options.html>.
    public func hasBrokenDeferredKeys() throws(DriverError) -> Bool {
        var current: Int32 = 0
        var highest: Int32 = 0
        let status = sqlite3_db_status(try database(), SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
        guard status == SQLITE_OK else { throw DriverError(status: status, of: try database()) }
        return current != 0
    }

    /// Rows that break a foreign key.
    public func brokenForeignKeys(limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        try brokenForeignKeys(of: nil, limit: limit)
    }

    /// Rows of a table that break a foreign key; of all tables without one.
    func brokenForeignKeys(of table: String?, limit: Int) throws(DriverError) -> [BrokenForeignKey] {
        try brokenRows(of: table, limit: limit).map(describe)
    }

    /// Runs the statement once more with the constraints put off, and looks what it leaves.
    ///
    /// SQLite says only that some key is broken. RESTRICT cannot be put off: then nothing is found.
    /// Source: <https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys>.
    public func rowsBroken(
        by sql: UnsafeBufferPointer<UInt8>, limit: Int
    ) throws(DriverError) -> [BrokenForeignKey] {
        guard isInTransaction else { return [] }
        let before = Set(try brokenRows(limit: Self.searchLimit))
        try execute("PRAGMA defer_foreign_keys = ON")
        defer { try? execute("PRAGMA defer_foreign_keys = OFF") }
        _ = try runStatement(sql, within: Self.searchTime)
        return try brokenRows(limit: Self.searchLimit + limit).filter { !before.contains($0) }.prefix(limit)
            .map(describe)
    }

    /// How far the search goes: it is for a message only.
    private static let searchLimit = 1000
    private static let searchTime = Duration.seconds(10)

    /// How many rows each table that refers to `table` has.
    public func rowCountsOfReferrers(to table: String) throws(DriverError) -> [String: Int] {
        let referrers = try query(
            """
            SELECT DISTINCT child.name FROM pragma_table_list AS child, pragma_foreign_key_list(child.name) AS key
            WHERE child.schema = 'main' AND child.type = 'table' AND key."table" = $1 COLLATE NOCASE
            """, [.text(table)])
        var counts: [String: Int] = [:]
        for case let name? in referrers.map({ $0.text(0) }) {
            counts[name] = try query("SELECT count(*) FROM main.\(name.quotedAsIdentifier)").first?.integer(0)
        }
        return counts
    }

    // MARK: Which row

    /// What `foreign_key_check` says of a row.
    private struct BrokenRow: Hashable {
        var table: String
        /// `nil` in a table WITHOUT ROWID.
        var row: Int?
        var parent: String
        /// The number of the key in `foreign_key_list`.
        var key: Int
    }

    private func brokenRows(of table: String? = nil, limit: Int) throws(DriverError) -> [BrokenRow] {
        try query(
            "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check\(table == nil ? "" : "($2)") LIMIT $1",
            [.integer(limit)] + (table.map { [.text($0)] } ?? [])
        ).map {
            BrokenRow(table: $0.text(0) ?? "", row: $0.integer(1), parent: $0.text(2) ?? "", key: $0.integer(3) ?? 0)
        }
    }

    private func describe(_ broken: BrokenRow) throws(DriverError) -> BrokenForeignKey {
        let columns = try query(
            "SELECT \"from\" FROM pragma_foreign_key_list($1) WHERE id = $2 ORDER BY seq",
            [.text(broken.table), .integer(broken.key)]
        ).compactMap { $0.text(0) }
        let values = try values(of: columns, in: broken)
        let pairs = columns.enumerated().map { index, column in
            index < values.count ? "\(column) = \(values[index])" : column
        }
        return BrokenForeignKey(
            table: broken.table, row: broken.row, parent: broken.parent, key: pairs.joined(separator: ", "))
    }

    /// What stands in these columns of the row, as SQL writes it; nothing if the row has no number to be found by.
    private func values(of columns: [String], in broken: BrokenRow) throws(DriverError) -> [String] {
        let taken = Set(try columnNames(of: broken.table).map { $0.lowercased() })
        guard let row = broken.row, let number = ["rowid", "_rowid_", "oid"].first(where: { !taken.contains($0) })
        else { return [] }
        let list = columns.map { "quote(\($0.quotedAsIdentifier))" }.joined(separator: ", ")
        let found = try query(
            "SELECT \(list) FROM \(qualified(broken.table)) WHERE \(number) = $1", [.integer(row)]
        ).first
        guard let found else { return [] }
        return columns.indices.map {
            Excerpt.of(PrintableText.escaping(found.text($0) ?? ""), lines: 1, characters: 40)
        }
    }
}
