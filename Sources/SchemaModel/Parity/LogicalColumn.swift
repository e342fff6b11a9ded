internal import SQLText

/// A column in the terms that both engines have.
struct LogicalColumn {
    let column: Column
    /// Its folded name.
    let key: String
    private(set) var type: LogicalType
    /// Whether the engine holds it to its type, by itself or by a condition.
    private(set) var isKept = true
    private(set) var isNullable: Bool
    /// SQLite: whether it may be NULL although it is in the primary key.
    private(set) var isNullableKey = false
    /// Whether the engine gives it numbers of its own.
    private(set) var isNumbered = false
    /// Whether capitals do not count when its texts are compared.
    private(set) var isCaseless = false
    /// How its texts are compared, where that is neither byte by byte nor the usual way of the database.
    private(set) var collation: String?
    /// The text of its default, which may be that of a domain.
    let defaultText: String?
    /// Its default.
    var value: LogicalValue?
    /// What it is computed from.
    var generated: LogicalValue?

    init(_ column: Column, _ table: Table, _ dialect: Dialect, _ types: [String: UserType]) {
        self.column = column
        key = column.name.foldedForSQLite
        let userType = types[column.type]
        let written = userType?.kind == .enumeration ? "text" : userType?.domain?.type ?? column.type
        type = LogicalType(written, dialect)
        isNullable = column.isNullable && userType?.domain?.isNullable ?? true
        defaultText = column.defaultValue ?? userType?.domain?.defaultValue
        collation = Self.foreignCollation(column.collation)
        switch dialect {
        case .sqlite: readSQLite(table)
        case .postgres: readPostgres(written)
        }
    }

    private mutating func readSQLite(_ table: Table) {
        isKept = type.isKeptBySQLite
        isCaseless = column.collation?.name == "NOCASE"
        if table.rowIDColumn == column.name {
            (isNumbered, isNullable) = (true, false)
        } else if isNullable, table.primaryKey?.columns.contains(column.name) ?? false {
            // Source: <https://www.sqlite.org/quirks.html#primary_keys_can_sometimes_contain_nulls>.
            (isNullableKey, isNullable) = (true, false)
        }
    }

    /// The name of a collation, unless it compares byte by byte, or but for capitals, which is told otherwise.
    static func foreignCollation(_ name: ObjectName?) -> String? {
        guard let name = name?.name, !["BINARY", "NOCASE", "C", "POSIX", "ucs_basic"].contains(name) else { return nil }
        return name
    }

    private mutating func readPostgres(_ written: String) {
        isCaseless = written.split(separator: ".").last == "citext"
        isNumbered = column.identity != nil || defaultText?.hasPrefix("nextval(") ?? false
    }

    /// Takes what a condition says of it; says whether there is nothing more to the condition.
    mutating func take(_ meaning: TypeCondition) -> Bool {
        switch meaning.kind {
        case .boolean:
            guard type == .boolean || type.family == "integer" else { return false }
            type = .boolean
        case .form(let form):
            if case .text = type { type = form } else if type != form { return false }
        case .notNull:
            isNullable = false
            return true
        case .storageClass: break
        }
        isKept = true
        return true
    }

    /// Takes the limit that a condition sets to its texts.
    mutating func limit(to length: Int) {
        type = .text(limit: length)
        isKept = true
    }

    /// The type as it is written, with what it stands for.
    func typeText(_ dialect: Dialect) -> String {
        let written = column.type.isEmpty ? "no type" : column.type
        let own = LogicalType(column.type, dialect)
        return own == type || own.family == "text" && type.family == "text" ? written : "\(written) as \(type.family)"
    }
}
