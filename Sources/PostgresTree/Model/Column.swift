public import SQLText

/// The type of a column as it is written.
public struct ColumnType: Sendable, Hashable {
    /// Its name, without the schema where it is one of PostgreSQL's own: `int4`, `bpchar`, `timestamptz`, `bigserial`.
    public var name: ObjectName
    /// What stands in parentheses behind it: `[20]` for `varchar(20)`; empty for none.
    public var modifiers: [Int]
    /// Whether it is an array of that type.
    public var isArray: Bool
    /// Whether ALTER COLUMN … TYPE says COLLATE behind it: then indexes are made anew in any case.
    public var isCollated = false
    /// Where it stands in the file.
    public var offset: SourceOffset

    /// Whether it is one of these types of PostgreSQL's own, an array or not.
    public func isNamed(_ names: String...) -> Bool { name.schema == nil && names.contains(name.name) }

    /// SERIAL in any size: an integer with a sequence of its own as its default.
    public var isSerial: Bool {
        isNamed("serial", "serial4", "bigserial", "serial8", "smallserial", "serial2")
    }
}

/// A column of CREATE TABLE or ADD COLUMN.
public struct Column: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its type; a column of a partition may have none.
    public var type: ColumnType?
    /// What is said of it, in order: NOT NULL, DEFAULT, REFERENCES, ….
    public var constraints: [Constraint]
    /// Where its name stands in the file.
    public var offset: SourceOffset

    /// The first constraint of a kind.
    public func constraint(_ kind: Constraint.Kind) -> Constraint? { constraints.first { $0.kind == kind } }

    /// What a row gets that says nothing.
    public var defaultValue: Expression? { constraint(.defaultValue)?.expression }
}

/// What is demanded of a table's rows, or of a column.
public struct Constraint: Sendable, Hashable {
    /// What it demands.
    public enum Kind: Sendable, Hashable {
        /// NULL.
        case null
        /// NOT NULL.
        case notNull
        /// DEFAULT.
        case defaultValue
        /// GENERATED … AS IDENTITY.
        case identity
        /// GENERATED ALWAYS AS … STORED.
        case generated
        /// CHECK.
        case check
        /// PRIMARY KEY.
        case primaryKey
        /// UNIQUE.
        case unique
        /// EXCLUDE.
        case exclusion
        /// FOREIGN KEY or REFERENCES.
        case foreignKey
    }

    /// What it demands.
    public var kind: Kind
    /// Its name, if it is given one.
    public var name: String?
    /// The columns of a key or a foreign key; empty where it belongs to one column.
    public var columns: [String]
    /// The table a foreign key leads to.
    public var referenced: Relation?
    /// The index that it takes over: USING INDEX.
    public var usedIndex: String?
    /// NOT VALID: the rows that are there are not looked at.
    public var isNotValid: Bool
    /// What CHECK, DEFAULT or GENERATED say.
    public var expression: Expression?
    /// Where it begins in the file.
    public var offset: SourceOffset
}
