/// The rows of a box: keys before what else there is.
struct DiagramRows {
    private var rows: [Diagram.Row]

    /// Takes rows as they are.
    init(_ rows: [Diagram.Row]) { self.rows = rows }

    /// The columns of a table: primary key, foreign keys, others; each in the order of the table.
    init(_ table: Table, _ names: DisplayNames) {
        let primary = Set((table.primaryKey?.columns ?? []).map { names.key($0) })
        let foreign = Set(table.foreignKeys.flatMap(\.columns).map { names.key($0) })
        let rows = table.columns.map { column in
            let key = names.key(column.name)
            return Diagram.Row(
                name: column.name, type: column.type, isNullable: column.isNullable && !primary.contains(key),
                isPrimaryKey: primary.contains(key), isForeignKey: foreign.contains(key),
                isUnique: table.isUnique([key], names), comment: column.comment)
        }
        self.rows =
            rows.filter(\.isPrimaryKey) + rows.filter { $0.isForeignKey && !$0.isPrimaryKey }
            + rows.filter { !$0.isForeignKey && !$0.isPrimaryKey }
    }

    /// The rows that are shown, and words for those that are not.
    func limited(to limit: Int?) -> (rows: [Diagram.Row], footnotes: [String]) {
        let keys = rows.prefix { $0.isPrimaryKey || $0.isForeignKey }.count
        let shown = min(rows.count, max(keys, limit ?? rows.count))
        let left = rows.count - shown
        if left == 0 { return (rows, []) }
        return (Array(rows.prefix(shown)), [left == 1 ? "1 more column" : "\(left) more columns"])
    }
}

extension Table {
    /// Whether no two rows have the same values in these columns: they hold all columns of a key.
    func isUnique(_ columns: [String], _ names: DisplayNames) -> Bool {
        let columns = Set(columns)
        let keys = ([primaryKey].compactMap(\.self) + uniqueKeys).map(\.columns)
        // An index of expressions or of some rows says nothing about all.
        let indexes = indexes.filter { index in
            index.isUnique && index.predicate == nil && index.parts.allSatisfy { $0.column != nil }
        }.map { $0.parts.compactMap(\.column) }
        return (keys + indexes).contains { key in
            !key.isEmpty && key.allSatisfy { columns.contains(names.key($0)) }
        }
    }
}
