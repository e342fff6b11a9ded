internal import SQLText
internal import SchemaModel

/// Finds out which values the columns of a table take: the database itself says what its conditions mean.
struct SampleReading {
    let filling: RowFilling
    let table: Table
    let schema: Schema

    /// How many values are asked for in one statement.
    private static let valuesAtOnce = 100
    /// How many keys of another table are looked at.
    private static let keys = 50

    private var driver: any Driver { filling.session.driver }

    /// The values for columns of the table, and the rows that they may refer to.
    func samples(of columns: [Column]) throws(DriverError) -> TableSamples {
        let conditions = table.checks.map { ($0.expression, ExpressionParts($0.expression, schema.dialect)) }
        var sampled: [SampledColumn] = []
        for column in columns {
            // In SQLite's own order of things a key may be NULL, which says nothing of rows that people have.
            let isKey = table.primaryKey?.columns.contains(column.name) == true
            var sample = SampledColumn(
                name: column.name, isNullable: column.isNullable && !isKey, isUnique: isUnique(column))
            let about = conditions.filter { $0.1.names(column.name) }
            let alone = about.filter { condition in
                !table.columns.contains { $0.name != column.name && condition.1.names($0.name) }
            }
            let hints = about.map(\.1) + bounds(of: column) + domainConditions(of: column)
            let kind = SampleKind(column, of: table, in: schema)
            let values = ColumnSamples(kind, schema.dialect, conditions: hints, count: filling.first + filling.count)
            let isSure = alone.isEmpty && !kind.isUncertain && domain(of: column) == nil
            sample.plain = isSure ? values.plain : try taken(values.plain, column, alone.map(\.0))
            sample.edges = isSure ? values.edges : try taken(values.edges, column, alone.map(\.0))
            sampled.append(sample)
        }
        var samples = TableSamples(columns: sampled, seed: seed)
        for key in table.foreignKeys where key.isEnforced {
            if let reference = try reference(key) { samples.references.append(reference) }
        }
        return samples
    }

    private var seed: UInt64 {
        "\(table.name)".utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func isUnique(_ column: Column) -> Bool {
        // The column that tells the partition is free to be one of few values: the key has others.
        if !bounds(of: column).isEmpty { return false }
        let keys = [table.primaryKey].compactMap(\.self) + table.uniqueKeys
        if keys.contains(where: { $0.columns.contains(column.name) }) { return true }
        return table.indexes.contains { index in
            index.isUnique
                && index.parts.contains { part in
                    part.column == column.name
                        || part.expression.map { ExpressionParts($0, schema.dialect).names(column.name) } ?? false
                }
        }
    }

    // MARK: Conditions

    /// Where the partitions of the table begin and end, for a column that tells which one a row is in.
    private func bounds(of column: Column) -> [ExpressionParts] {
        guard let rule = table.partitioning, ExpressionParts(rule, schema.dialect).names(column.name) else { return [] }
        return schema.tables.compactMap(\.partition).filter { $0.table == table.name }
            .map { ExpressionParts($0.bound, schema.dialect) }
    }

    private func domain(of column: Column) -> Domain? {
        schema.types.first { type in
            type.kind == .domain
                && [type.name.quoted(.postgres), type.name.name.quotedName(.postgres)].contains(column.type)
        }?.domain
    }

    private func domainConditions(of column: Column) -> [ExpressionParts] {
        (domain(of: column)?.checks ?? []).map { ExpressionParts($0.expression, schema.dialect) }
    }

    /// Those of the values that the type takes and that conditions of this column alone allow.
    private func taken(_ values: [Value], _ column: Column, _ conditions: [String]) throws(DriverError) -> [Value] {
        var taken: [Value] = []
        for start in stride(from: 0, to: values.count, by: Self.valuesAtOnce) {
            let some = Array(values[start..<min(start + Self.valuesAtOnce, values.count)])
            if let fitting = try asked(some, column, conditions) {
                taken += fitting
                continue
            }
            // One of them breaks the question for all.
            for value in some { taken += try asked([value], column, conditions) ?? [] }
        }
        return taken
    }

    private func asked(
        _ values: [Value], _ column: Column, _ conditions: [String]
    ) throws(DriverError) -> [Value]? {
        let name = column.name.quotedAsIdentifier
        let rows = values.indices.map { index in
            let value = schema.dialect == .sqlite ? "$\(index + 1)" : "CAST($\(index + 1) AS \(column.type))"
            return "SELECT \(index) AS martlet_number, \(value) AS \(name)"
        }
        let tests = conditions.map { schema.dialect == .sqlite ? "coalesce((\($0)), 1)" : "(\($0)) IS NOT FALSE" }
        let filter = tests.isEmpty ? "" : " WHERE " + tests.joined(separator: " AND ")
        let statement =
            "SELECT martlet_number, \(name) FROM (\(rows.joined(separator: " UNION ALL ")))"
            + " AS \(table.name.name.quotedAsIdentifier)\(filter)"
        var numbers: [Int] = []
        let refusal = try driver.inSavepoint { () throws(DriverError) in
            numbers = try driver.query(statement, values).compactMap { $0.integer(0) }
        }
        return refusal == nil ? numbers.sorted().map { values[$0] } : nil
    }

    // MARK: References

    private func reference(_ key: ForeignKey) throws(DriverError) -> SampledReference? {
        guard let other = schema.tables.first(where: { $0.name == key.table }) else { return nil }
        let names = key.referencedColumns.isEmpty ? other.primaryKey?.columns ?? [] : key.referencedColumns
        guard !names.isEmpty else { return nil }
        var reference = SampledReference(columns: key.columns)
        if other.name == table.name { reference.own = names }
        let list = names.map(\.quotedAsIdentifier).joined(separator: ", ")
        reference.keys = try driver.query(
            "SELECT \(list) FROM \(other.inStatements(driver)) ORDER BY \(list) LIMIT \(Self.keys)"
        ).map(\.values).filter { !$0.contains(.null) }
        return reference
    }
}

extension SampleKind {
    /// Whether the type may refuse values that were made for it.
    fileprivate var isUncertain: Bool {
        switch self {
        case .anything, .list, .composite: true
        default: false
        }
    }
}
