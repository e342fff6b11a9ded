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

extension RenameHint {
    /// The hint as the command line takes it, with names as SQL has them: `users.mail=email`.
    func argument(_ dialect: Dialect) -> String {
        let old = table.quoted(dialect) + (column.map { "." + $0.quotedName(dialect) } ?? "")
        let isMoved = column == nil && newName.schema != table.schema
        let text = "\(old)=\(isMoved ? newName.quoted(dialect) : newName.name.quotedName(dialect))"
        return text.contains("\"") ? "'\(text)'" : text
    }
}
