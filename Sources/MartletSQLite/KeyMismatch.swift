internal import MartletCore
internal import SQLText

extension DriverError {
    /// Whether SQLite finds a foreign key for which the other table has no key, so that no row can be looked up.
    ///
    /// Source: <https://www.sqlite.org/foreignkeys.html#fk_indexes>.
    var isKeyMismatch: Bool { kind == .sql && message.hasPrefix("foreign key mismatch") }
}

extension SQLiteConnection {
    /// The foreign keys of a table that cannot be right, whatever its rows are.
    /// - Parameter error: what SQLite said of the table, for a key whose fault is not one of the usual.
    func keyMismatches(of table: String, _ error: DriverError) throws(DriverError) -> [CheckFinding] {
        let rows = try query(
            "SELECT id, \"from\", \"table\", \"to\" FROM pragma_foreign_key_list($1) ORDER BY id, seq", [.text(table)])
        var findings: [CheckFinding] = []
        for (_, key) in Dictionary(grouping: rows, by: { $0.integer(0) ?? 0 }).sorted(by: { $0.key < $1.key }) {
            let parent = key[0].text(2) ?? ""
            let columns = try key.compactMap { $0.text(3) } + (key[0].text(3) == nil ? primaryKey(of: parent) : [])
            guard let fault = try fault(of: parent, columns, count: key.count) else { continue }
            let own = key.compactMap { $0.text(1) }.joined(separator: ", ")
            findings.append(CheckFinding(.violation, "\(table) (\(own)) refers to \(fault.fact)", help: fault.help))
        }
        let unnamed = CheckFinding(
            .violation, "\(table) has a foreign key without its match: \(error.message)",
            help: "the columns it refers to have to be a primary key, or have a unique index with their own sorting")
        return findings.isEmpty ? [unnamed] : findings
    }

    /// What is wrong with referring to these columns; a table that is not there is another matter.
    private func fault(
        of parent: String, _ columns: [String], count: Int
    ) throws(DriverError) -> (fact: String, help: String)? {
        let present = try columnNames(of: parent)
        if present.isEmpty { return nil }
        let list = columns.joined(separator: ", ")
        guard columns.count == count else {
            return (
                "\(parent), whose primary key has \(columns.count) columns",
                "name the columns it means: REFERENCES \(parent) (…); rebuild the table to change that"
            )
        }
        if let missing = columns.first(where: { !present.containsName($0) }) {
            return ("\(parent) (\(list)), which has no column \(missing)", "rebuild the table without that key")
        }
        if try keys(of: parent).contains(where: {
            Set($0.map { $0.lowercased() }) == Set(columns.map { $0.lowercased() })
        }) {
            return nil
        }
        let name = ([parent] + columns).joined(separator: "_").quotedAsIdentifier
        let quoted = columns.map(\.quotedAsIdentifier).joined(separator: ", ")
        return (
            "\(parent) (\(list)), which is no primary key and has no unique index",
            "CREATE UNIQUE INDEX \(name) ON \(parent.quotedAsIdentifier) (\(quoted));"
        )
    }

    private func primaryKey(of table: String) throws(DriverError) -> [String] {
        try query("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", [.text(table)])
            .compactMap { $0.text(0) }
    }

    /// The columns of the primary key, and of each unique index that holds every row.
    private func keys(of table: String) throws(DriverError) -> [[String]] {
        let rows = try query(
            """
            SELECT ix.name, part.name FROM pragma_index_list($1) AS ix, pragma_index_info(ix.name) AS part
            WHERE ix."unique" AND NOT ix.partial ORDER BY ix.name, part.seqno
            """, [.text(table)])
        let indexes = Dictionary(grouping: rows) { $0.text(0) ?? "" }.values.map { $0.map { $0.text(1) ?? "" } }
        return [try primaryKey(of: table)] + indexes
    }
}

extension [String] {
    /// Whether a name is among these, as SQLite compares names.
    fileprivate func containsName(_ name: String) -> Bool { contains { $0.lowercased() == name.lowercased() } }
}
