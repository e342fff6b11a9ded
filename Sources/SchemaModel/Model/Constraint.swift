public import SQLText

/// A primary key or a unique constraint.
public struct Key: Sendable, Hashable, Codable {
    /// Its name, where it has one.
    public var name: String?
    /// Its columns, in order.
    public var parts: [IndexPart]
    /// Columns that the index keeps beside them (INCLUDE).
    public var included: [String] = []
    /// Whether one NULL is equal to another.
    public var nullsAreEqual = false
    /// Whether the last column is a range that may not overlap (WITHOUT OVERLAPS).
    public var isWithoutOverlaps = false
    /// SQLite: what happens on a conflict, where it is not ABORT: `REPLACE`.
    public var conflict: String?
    /// When it is checked.
    public var deferral = Deferral.never
    /// Whether it comes from the partitioned table.
    public var isInherited = false
    /// PostgreSQL: storage parameters of its index.
    public var options: [String: String] = [:]
    /// What COMMENT ON says.
    public var comment: String?

    /// A key of columns.
    public init(_ columns: [String], name: String? = nil) {
        self.name = name
        parts = columns.map { IndexPart(column: $0) }
    }

    /// The names of its columns, in order.
    public var columns: [String] { parts.compactMap(\.column) }
}

/// A foreign key.
public struct ForeignKey: Sendable, Hashable, Codable {
    /// What becomes of a row when the one that it refers to goes or changes.
    public enum Action: String, Sendable, Hashable, Codable {
        /// It stands in the way.
        case noAction = "NO ACTION"
        /// It stands in the way at once.
        case restrict = "RESTRICT"
        /// It goes or changes with it.
        case cascade = "CASCADE"
        /// It refers to nothing afterwards.
        case setNull = "SET NULL"
        /// It refers to what its DEFAULT says.
        case setDefault = "SET DEFAULT"
    }

    /// Its name, where it has one.
    public var name: String?
    /// The columns that refer, in order.
    public var columns: [String]
    /// The table that they refer to.
    public var table: ObjectName
    /// The columns there, in the same order; empty where SQLite takes the primary key.
    public var referencedColumns: [String]
    /// When the other row is deleted.
    public var onDelete = Action.noAction
    /// When its key changes.
    public var onUpdate = Action.noAction
    /// The columns that SET NULL or SET DEFAULT changes, where it is not all of them.
    public var deleteColumns: [String] = []
    /// Whether a NULL in one of several columns is refused (MATCH FULL).
    public var isMatchFull = false
    /// When it is checked.
    public var deferral = Deferral.never
    /// Whether the rows that were there before are known to satisfy it.
    public var isValidated = true
    /// Whether it is checked at all.
    public var isEnforced = true
    /// Whether it comes from the partitioned table.
    public var isInherited = false
    /// Whether the last columns are ranges (PERIOD).
    public var hasPeriod = false
    /// What COMMENT ON says.
    public var comment: String?

    /// A foreign key without actions.
    public init(_ columns: [String], references table: ObjectName, _ referencedColumns: [String], name: String? = nil) {
        self.name = name
        self.columns = columns
        self.table = table
        self.referencedColumns = referencedColumns
    }
}

/// A CHECK constraint.
public struct Check: Sendable, Hashable, Codable {
    /// Its name, where it has one.
    public var name: String?
    /// What has to be true of every row.
    public var expression: String
    /// Whether the rows that were there before are known to satisfy it.
    public var isValidated = true
    /// Whether it is checked at all.
    public var isEnforced = true
    /// Whether child tables are without it (NO INHERIT).
    public var isNotInherited = false
    /// Whether it comes from a parent or the partitioned table.
    public var isInherited = false
    /// What COMMENT ON says.
    public var comment: String?

    /// A condition.
    public init(_ expression: String, name: String? = nil) {
        self.name = name
        self.expression = expression
    }
}

/// An EXCLUDE constraint.
public struct Exclusion: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// The constraint as the server writes it, from EXCLUDE on.
    public var definition: String
    /// What COMMENT ON says.
    public var comment: String?

    /// A constraint by its text.
    public init(_ definition: String, name: String) {
        self.name = name
        self.definition = definition
    }
}

/// When a constraint is checked.
public enum Deferral: String, Sendable, Hashable, Codable {
    /// With each statement.
    case never
    /// With each statement, unless a transaction puts it off.
    case possible
    /// At the end of the transaction, unless it wishes otherwise.
    case usual
}
