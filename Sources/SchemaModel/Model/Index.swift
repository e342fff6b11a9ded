public import SQLText

/// An index that no constraint made.
public struct Index: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// Its columns and expressions, in order.
    public var parts: [IndexPart]
    /// Whether no two rows may be equal in it.
    public var isUnique = false
    /// PostgreSQL: how it is kept: `btree`, `gin`.
    public var method = "btree"
    /// Which rows it has: the expression of WHERE.
    public var predicate: String?
    /// Columns that it keeps beside its own (INCLUDE).
    public var included: [String] = []
    /// Whether one NULL is equal to another.
    public var nullsAreEqual = false
    /// Whether queries may use it; a CONCURRENTLY that failed leaves one that they may not.
    public var isValid = true
    /// Whether it is on the partitioned table alone, and partitions lack it (ON ONLY).
    public var isOnParentAlone = false
    /// The index of the partitioned table that it is a part of.
    public var parent: ObjectName?
    /// PostgreSQL: storage parameters.
    public var options: [String: String] = [:]
    /// What COMMENT ON says.
    public var comment: String?

    /// An index of parts.
    public init(_ name: String, _ parts: [IndexPart]) {
        self.name = name
        self.parts = parts
    }

    /// An index of columns.
    public init(_ name: String, on columns: [String]) { self.init(name, columns.map { IndexPart(column: $0) }) }
}

/// One column or expression of an index or a key.
public struct IndexPart: Sendable, Hashable, Codable {
    /// The column; `nil` for an expression.
    public var column: String?
    /// The expression; `nil` for a column.
    public var expression: String?
    /// How its texts are compared, where the column does not say it.
    public var collation: ObjectName?
    /// PostgreSQL: the operator class with its options, where it is not the usual one of the type: `gin_trgm_ops`.
    public var operatorClass: String?
    /// Whether it is sorted downwards.
    public var isDescending = false
    /// Whether NULLs come first, where that is not usual for the direction.
    public var nullsFirst: Bool?
    /// PostgreSQL: SET STATISTICS of an expression.
    public var statistics: Int?

    /// A column, upwards.
    public init(column: String) { self.column = column }

    /// An expression, upwards.
    public init(expression: String) { self.expression = expression }
}
