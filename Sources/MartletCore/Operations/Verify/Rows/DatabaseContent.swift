internal import SQLText
internal import SchemaModel

/// The rows of every table that has rows of its own.
struct DatabaseContent: Sendable {
    private(set) var tables: [ObjectName: TableContent] = [:]

    /// How many tables one statement reads: SQLite takes 500 of them at most.
    private static let tablesAtOnce = 50

    /// Reads the rows of a database.
    /// - Parameter schema: what is in it.
    init(of schema: Schema, through driver: any Driver) throws(DriverError) {
        let kept = schema.tables.filter(\.hasRowsOfItsOwn)
        for start in stride(from: 0, to: kept.count, by: Self.tablesAtOnce) {
            try read(Array(kept[start..<min(start + Self.tablesAtOnce, kept.count)]), schema.dialect, driver)
        }
    }

    private mutating func read(
        _ tables: [Table], _ dialect: Dialect, _ driver: any Driver
    ) throws(DriverError) {
        var rows = tables.map { _ in [[UInt8]]() }
        let columns = tables.map { $0.columns.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        let parts = zip(tables, columns).enumerated().map { index, pair in
            "SELECT \(index), \(Self.line(of: pair.1, dialect)) FROM \(pair.0.asSource(driver))"
        }
        try driver.query(parts.joined(separator: " UNION ALL "), []) { row in
            guard let index = row.integer(0) else { return }
            rows[index].append(Array((row.text(1) ?? "").utf8))
        }
        for (index, table) in tables.enumerated() {
            var content = TableContent(columns: columns[index])
            content.key = (table.primaryKey?.columns ?? []).compactMap(columns[index].firstIndex)
            content.rows = rows[index].sorted { $0.lexicographicallyPrecedes($1) }
            self.tables[table.name] = content
        }
    }

    /// Whether a table was there and had no rows.
    func isEmpty(_ table: String) -> Bool { tables.contains { "\($0.key)" == table && $0.value.rows.isEmpty } }

    /// The texts of the columns, so that no two values have the same one: NULL is none of them.
    private static func line(of columns: [String], _ dialect: Dialect) -> String {
        if columns.isEmpty { return "''" }
        switch dialect {
        case .sqlite:
            return columns.map { "quote(\($0.quotedAsIdentifier))" }.joined(separator: " || char(31) || ")
        case .postgres:
            return columns.map { "coalesce('=' || \($0.quotedAsIdentifier)::text, '')" }
                .joined(separator: " || chr(31) || ")
        }
    }

    /// What is no longer as it was before, by the names of tables.
    func losses(to other: DatabaseContent, without volatile: [ObjectName: Set<String>] = [:]) -> [TableLoss] {
        tables.sorted { $0.key < $1.key }.compactMap { name, content in
            guard let after = other.tables[name] else { return nil }
            let left = volatile[name] ?? []
            return TableLoss("\(name)", from: content.without(left), to: after.without(left))
        }
    }

    /// The same with other contents of tables.
    func changing(_ change: (ObjectName, TableContent) -> TableContent) -> DatabaseContent {
        var content = self
        for (name, table) in tables { content.tables[name] = change(name, table) }
        return content
    }

    /// The digest of all rows of all tables.
    var digest: SHA256Digest {
        let lines = tables.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.digest.hex)" }
        return SHA256Digest(of: lines.joined(separator: "\n"))
    }

    /// How many rows there are.
    var rowCount: Int { tables.values.reduce(0) { $0 + $1.rows.count } }
}

extension Table {
    /// Whether the database keeps its rows, and no other table has them.
    var hasRowsOfItsOwn: Bool { (kind == .ordinary && partition == nil) || kind == .partitioned && partition == nil }

    /// The table's rows in a statement, without those of tables that inherit from it.
    func asSource(_ driver: any Driver) -> String {
        let isAlone = kind == .ordinary && driver is any ServerDriver
        return (isAlone ? "ONLY " : "") + inStatements(driver)
    }

    /// Its name in a statement.
    func inStatements(_ driver: any Driver) -> String {
        guard let schema = name.schema else { return driver.qualified(name.name) }
        return schema.quotedAsIdentifier + "." + name.name.quotedAsIdentifier
    }
}
