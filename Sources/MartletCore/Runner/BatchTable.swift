internal import SQLText

/// The table that the batches of a statement go through, in the order of a key.
///
/// It is asked in the session of the script, so that its name leads where it leads in the script. A batch is the rows
/// behind one key up to another: what comes and goes meanwhile moves no other row from batch to batch.
struct BatchTable {
    let driver: any Driver
    /// The table as SQL names it.
    let source: String
    /// The columns of the key, in order.
    let columns: [String]

    /// What is noted of it.
    var path: BatchProgress.Route { BatchProgress.Route(table: source, columns: columns) }

    private var isServer: Bool { driver is any ServerDriver }

    /// The key of the last row; `nil` if there is none.
    func last() throws(DriverError) -> [Value]? {
        let order = columns.map { "\(name(of: $0)) DESC" }.joined(separator: ", ")
        return try driver.query("SELECT \(selected) FROM \(source) AS t ORDER BY \(order) LIMIT 1").first?.values
    }

    /// The key of the row that is so many behind another, up to `end`; `nil` if there are fewer.
    func key(rows: Int, behind start: [Value]?, upTo end: [Value]) throws(DriverError) -> [Value]? {
        let order = columns.map(name).joined(separator: ", ")
        let lower = start.map { "\(row) > \(parameters(from: 1, count: $0.count)) AND " } ?? ""
        return try driver.query(
            """
            SELECT \(selected) FROM \(source) AS t
            WHERE \(lower)\(row) <= \(parameters(from: (start?.count ?? 0) + 1, count: end.count))
            ORDER BY \(order) LIMIT 1 OFFSET \(rows - 1)
            """, (start ?? []) + end
        ).first?.values
    }

    /// About how many rows there are.
    ///
    /// A server knows it from its last ANALYZE; SQLite, and a server before the first one, have to count.
    func count() throws(DriverError) -> Int {
        if let estimate = try estimate() { return estimate }
        return try driver.query("SELECT count(*) FROM \(source)").first?.integer(0) ?? 0
    }

    private func estimate() throws(DriverError) -> Int? {
        guard isServer else { return nil }
        let estimate = try driver.query(
            """
            SELECT pg_catalog.sum(c.reltuples)::pg_catalog.int8 FROM pg_catalog.pg_class AS c
            WHERE c.reltuples OPERATOR(pg_catalog.>) 0 AND (c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass($1)
              OR c.oid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($1)) AS p WHERE p.isleaf))
            """, [.text(source.hasPrefix("ONLY ") ? String(source.dropFirst(5)) : source)])
        return estimate.first?.integer(0)
    }

    /// Whether a row has no key, and would be in no batch.
    func hasRowsWithoutKey() throws(DriverError) -> Bool {
        let condition = columns.map { "\(name(of: $0)) IS NULL" }.joined(separator: " OR ")
        return try !driver.query("SELECT 1 FROM \(source) AS t WHERE \(condition) LIMIT 1").isEmpty
    }

    // MARK: SQL

    /// The condition of a batch, for a statement that calls the table `alias`.
    ///
    /// With literals: a statement of a script has no parameters. A server takes each for the type of its column.
    func condition(alias: String, behind start: [Value]?, upTo end: [Value]) -> String {
        let names = columns.map { alias + "." + quoted($0) }
        let row = names.count == 1 ? names[0] : "(" + names.joined(separator: ", ") + ")"
        let lower = start.map { "\(row) > \(literals($0)) AND " } ?? ""
        return "\(lower)\(row) <= \(literals(end))"
    }

    private func literals(_ values: [Value]) -> String {
        let texts = values.map(literal)
        return texts.count == 1 ? texts[0] : "(" + texts.joined(separator: ", ") + ")"
    }

    private func literal(_ value: Value) -> String {
        switch value {
        case .null: SQLLiteral.null
        case .integer(let number): SQLLiteral.integer(number)
        case .real(let number): SQLLiteral.real(number)
        case .blob(let bytes): SQLLiteral.blob(bytes)
        // Whatever `standard_conforming_strings` is.
        case .text(let text) where isServer:
            "E" + SQLLiteral.text(text.replacing("\\", with: "\\\\"))
        case .text(let text): SQLLiteral.text(text)
        }
    }

    /// A server's keys as texts, whatever their types are: a text is taken for any type where it stands in its place.
    private var selected: String {
        columns.enumerated().map { place, column in
            isServer ? "CAST(\(name(of: column)) AS pg_catalog.text) AS k\(place)" : name(of: column)
        }.joined(separator: ", ")
    }

    private var row: String {
        columns.count == 1 ? name(of: columns[0]) : "(" + columns.map(name).joined(separator: ", ") + ")"
    }

    private func name(of column: String) -> String { "t." + quoted(column) }

    private func quoted(_ column: String) -> String { (try? Identifier(column).quoted) ?? "\"\"" }

    private func parameters(from first: Int, count: Int) -> String {
        let list = (first..<first + count).map { "$\($0)" }.joined(separator: ", ")
        return count == 1 ? list : "(\(list))"
    }
}
