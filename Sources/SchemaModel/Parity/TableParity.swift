internal import SQLText

/// Holds a table of SQLite against the one of PostgreSQL with its name.
struct TableParity {
    private var sqlite: LogicalTable
    private let postgres: LogicalTable
    private let primaryKeys: [String: [String]]
    private var findings: [ParityFinding] = []

    /// - Parameter primaryKeys: the columns of SQLite's primary keys, by the folded names of the tables.
    init(_ sqlite: LogicalTable, _ postgres: LogicalTable, primaryKeys: [String: [String]]) {
        (self.sqlite, self.postgres, self.primaryKeys) = (sqlite, postgres, primaryKeys)
    }

    private var name: String { sqlite.table.name.name }

    /// What is not the same.
    mutating func compare() -> [ParityFinding] {
        guard sqlite.table.kind != .virtual else {
            findings.append(
                ParityFinding(
                    .table, name, level: .note, because: "a module of SQLite keeps its rows: nothing of it is compared")
            )
            return findings
        }
        takeLimits()
        compareColumns()
        findings += ConditionParity(sqlite, postgres).findings
        findings += KeyParity(sqlite, postgres, primaryKeys: primaryKeys).findings
        findings += IndexParity(sqlite, postgres).findings
        for exclusion in postgres.table.exclusions { add(.exclusion, exclusion.name, nil, nil, exclusion.definition) }
        findings += TriggerParity(name).compare(sqlite.table.triggers, postgres.table.triggers)
        return findings
    }

    private mutating func add(
        _ kind: SchemaChange.Kind, _ object: String, _ property: String?, _ sqlite: String?, _ postgres: String?,
        level: ParityFinding.Level = .difference, because reason: String? = nil
    ) {
        findings.append(
            ParityFinding(
                kind, object, of: name, property, sqlite: sqlite, postgres: postgres, level: level, because: reason))
    }

    // MARK: Columns

    /// SQLite limits a text by a condition, where PostgreSQL's type says it.
    private mutating func takeLimits() {
        for index in sqlite.columns.indices {
            let key = sqlite.columns[index].key
            guard case .text(let limit?)? = postgres.column(key)?.type else { continue }
            let condition = CanonicalExpression.call("<=", [.call("length", [.column(key)]), .number("\(limit)")])
            guard let place = sqlite.conditions.firstIndex(where: { $0.form == condition }) else { continue }
            sqlite.conditions.remove(at: place)
            sqlite.columns[index].limit(to: limit)
        }
    }

    private mutating func compareColumns() {
        let columns = ParityPairs(sqlite.columns, postgres.columns, by: \.key, \.key)
        for (one, other) in columns.both { compare(one, other) }
        for column in columns.left { add(.column, column.column.name, nil, column.typeText(.sqlite), nil) }
        for column in columns.right { add(.column, column.column.name, nil, nil, column.typeText(.postgres)) }
        let staying = columns.both.map(\.1.key)
        let order = postgres.columns.map(\.key).filter(staying.contains)
        if staying != order {
            findings.append(
                ParityFinding(
                    .table, name, "order of columns", sqlite: staying.joined(separator: ", "),
                    postgres: order.joined(separator: ", "), level: .note,
                    because: "the columns stand in another order: * and an INSERT without names go by it"))
        }
    }

    private mutating func compare(_ one: LogicalColumn, _ other: LogicalColumn) {
        let column = one.column.name
        let types = (one.typeText(.sqlite), other.typeText(.postgres))
        switch TypeParity(one.type, isKept: one.isKept || sqlite.table.traits.isStrict, other.type) {
        case .same: break
        case .tolerable(let reason): add(.column, column, "type", types.0, types.1, level: .note, because: reason)
        case .different: add(.column, column, "type", types.0, types.1)
        }
        compareNull(one, other)
        compareNumbers(one, other)
        compareValues(column, "default", one.value, other.value)
        compareValues(column, "generated", one.generated, other.generated)
        if one.isCaseless != other.isCaseless {
            add(
                .column, column, "capitals", one.isCaseless ? "do not count" : "count",
                other.isCaseless ? "do not count" : "count")
        }
        if one.collation != other.collation {
            add(.column, column, "collation", one.collation, other.collation, level: .judgement)
        }
    }

    private mutating func compareNull(_ one: LogicalColumn, _ other: LogicalColumn) {
        let name = one.column.name
        if one.isNullable != other.isNullable {
            add(.column, name, "not null", one.isNullable ? nil : "yes", other.isNullable ? nil : "yes")
        } else if one.isNullableKey {
            add(
                .column, name, "not null", nil, "yes", level: .note,
                because: "SQLite lets NULL into a primary key that does not say NOT NULL")
        }
        if let conflict = one.column.notNullConflict {
            add(.column, name, "conflict of not null", conflict, nil, level: .note, because: Self.conflictReason)
        }
    }

    static let conflictReason = "SQLite's ON CONFLICT beside a constraint has no counterpart"

    private mutating func compareNumbers(_ one: LogicalColumn, _ other: LogicalColumn) {
        let name = one.column.name
        if one.isNumbered != other.isNumbered {
            add(
                .column, name, "numbers", one.isNumbered ? "rowid" : nil,
                other.isNumbered ? other.column.identity.map { _ in "identity" } ?? other.defaultText : nil)
        } else if other.column.identity?.isAlways ?? false {
            add(
                .column, name, "numbers", "rowid", "identity ALWAYS", level: .note,
                because: "PostgreSQL refuses a number that an INSERT brings along")
        }
    }

    private mutating func compareValues(
        _ column: String, _ property: String, _ one: LogicalValue?, _ other: LogicalValue?
    ) {
        guard one != nil || other != nil else { return }
        if let form = one?.form, form == other?.form { return }
        let isKnown = [one, other].compactMap { $0 }.allSatisfy { $0.form?.isShared ?? false }
        let isOnBoth = one != nil && other != nil
        add(
            .column, column, property, one?.text, other?.text, level: isKnown || !isOnBoth ? .difference : .judgement)
    }
}
