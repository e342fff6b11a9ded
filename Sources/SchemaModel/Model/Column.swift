public import SQLText

/// A column of a table, a view or a composite type.
public struct Column: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// Its type as the engine writes it: `character varying(255)`; empty where SQLite has none.
    public var type: String
    /// Whether it may be NULL.
    public var isNullable = true
    /// The name of its NOT NULL, where somebody gave it one.
    public var notNullName: String?
    /// SQLite: what happens on a NULL, where it is not ABORT: `REPLACE`.
    public var notNullConflict: String?
    /// The expression of its DEFAULT.
    public var defaultValue: String?
    /// The expression that it is computed from.
    public var generated: Generated?
    /// The numbers that it is given.
    public var identity: Identity?
    /// How its texts are compared, where the type does not say it.
    public var collation: ObjectName?
    /// Whether it comes from a parent table or the partitioned table, and is not written down here.
    public var isInherited = false
    /// PostgreSQL: how it is kept, where the type does not say it.
    public var storage: ColumnStorage?
    /// What COMMENT ON says; on SQLite what a comment says beside its definition, which is no part of a difference.
    public var comment: String?
    /// Who may do what with this column beyond the table.
    public var grants: [Grant] = []

    /// A column that may be NULL.
    public init(_ name: String, _ type: String) {
        self.name = name
        self.type = type
    }
}

/// A column's value, computed from its row.
public struct Generated: Sendable, Hashable, Codable {
    /// From what.
    public var expression: String
    /// Whether it is computed once, on writing.
    public var isStored: Bool

    /// A computed value.
    public init(_ expression: String, isStored: Bool) {
        self.expression = expression
        self.isStored = isStored
    }
}

/// GENERATED … AS IDENTITY.
public struct Identity: Sendable, Hashable, Codable {
    /// Whether a number that an INSERT brings along is refused.
    public var isAlways: Bool
    /// Where the numbers come from.
    public var numbers: Numbering
    /// The sequence behind it, where its name is not the usual one.
    public var sequence: ObjectName?
    /// What COMMENT ON SEQUENCE says of it.
    public var comment: String?
    /// What roles may do with it.
    public var grants: [Grant] = []

    /// Numbers for a column.
    public init(isAlways: Bool, numbers: Numbering) {
        self.isAlways = isAlways
        self.numbers = numbers
    }
}

/// How PostgreSQL keeps a column.
public struct ColumnStorage: Sendable, Hashable, Codable {
    /// SET STORAGE: `EXTERNAL`.
    public var mode: String?
    /// SET COMPRESSION: `lz4`.
    public var compression: String?
    /// SET STATISTICS.
    public var statistics: Int?
    /// SET (…): `n_distinct`.
    public var options: [String: String] = [:]
    /// Options for the server of a foreign table.
    public var serverOptions: [String: String] = [:]

    /// What the type says.
    public init() {}
}
