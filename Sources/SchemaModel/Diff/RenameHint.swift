public import SQLText

/// Says that a table or a column of the new schema is one of the old schema under another name.
///
/// No comparison can know that. Without a hint one object goes, with its data, and another one comes.
public struct RenameHint: Sendable, Hashable, Codable {
    /// The table; for a column, as the old schema names it.
    public var table: ObjectName
    /// The old name of the column, if it is one.
    public var column: String?
    /// The new name.
    public var newName: ObjectName

    /// A table has a new name.
    public init(table: ObjectName, to newName: ObjectName) {
        self.table = table
        self.newName = newName
    }

    /// A column has a new name; the table is named as in the old schema.
    public init(column: String, of table: ObjectName, to newName: String) {
        self.table = table
        self.column = column
        self.newName = ObjectName(newName)
    }
}

/// A name as its database tells it from others: byte by byte, on SQLite in any case.
struct NameKey: Hashable {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    init(_ name: String, _ dialect: Dialect) {
        bytes = dialect == .sqlite ? name.utf8.map(\.foldedForSQLite) : Array(name.utf8)
    }

    init(_ name: ObjectName, _ dialect: Dialect) {
        self.init((name.schema.map { $0 + "\u{0}" } ?? "") + name.name, dialect)
    }
}
