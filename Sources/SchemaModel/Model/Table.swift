public import SQLText

/// A table and all that belongs to it.
public struct Table: Sendable, Hashable, Codable {
    /// What keeps its rows.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// The database itself.
        case ordinary
        /// Its partitions.
        case partitioned
        /// Another server.
        case foreign
        /// A module of SQLite.
        case virtual
    }

    /// Its name.
    public var name: ObjectName
    /// What keeps its rows.
    public var kind = Kind.ordinary
    /// Its columns, in order.
    public var columns: [Column]
    /// Its primary key.
    public var primaryKey: Key?
    /// Its other unique constraints.
    public var uniqueKeys: [Key] = []
    /// Its foreign keys.
    public var foreignKeys: [ForeignKey] = []
    /// Its CHECK constraints, also those written beside a column.
    public var checks: [Check] = []
    /// Its EXCLUDE constraints.
    public var exclusions: [Exclusion] = []
    /// Its indexes, without those that a constraint made.
    public var indexes: [Index] = []
    /// Its triggers, without those that a constraint made.
    public var triggers: [Trigger] = []
    /// Its row security policies.
    public var policies: [Policy] = []
    /// How its rows are spread over partitions: `RANGE (created_at)`.
    public var partitioning: String?
    /// Of which table it is a partition.
    public var partition: Partition?
    /// The tables whose columns it has by INHERITS, in order.
    public var parents: [ObjectName] = []
    /// What else sets it apart.
    public var traits = TableTraits()
    /// What COMMENT ON says; on SQLite what a comment says at the beginning of its statement, which is no part of a
    /// difference.
    public var comment: String?
    /// Who may do what with it.
    public var grants: [Grant] = []

    /// A table of its columns alone.
    public init(_ name: ObjectName, columns: [Column] = []) {
        self.name = name
        self.columns = columns
    }

    /// The column of this name.
    public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
}

/// How a table is kept.
public struct TableTraits: Sendable, Hashable, Codable {
    /// SQLite: whether types are enforced (STRICT).
    public var isStrict = false
    /// SQLite: whether the rows are kept in the primary key (WITHOUT ROWID).
    public var isWithoutRowID = false
    /// SQLite: whether a number is never given out twice (AUTOINCREMENT).
    public var isAutoincrement = false
    /// SQLite: module and arguments of a virtual table, as written behind USING: `fts5(title, body)`.
    public var module: String?
    /// PostgreSQL: whether its rows are gone after a crash (UNLOGGED).
    public var isUnlogged = false
    /// PostgreSQL: the table access method, where it is not `heap`.
    public var accessMethod: String?
    /// PostgreSQL: whether policies count for everybody but the owner.
    public var hasRowSecurity = false
    /// PostgreSQL: whether they count for the owner too.
    public var forcesRowSecurity = false
    /// PostgreSQL: what identifies a row to a subscriber, where it is not the primary key: `FULL`, `NOTHING`,
    /// `USING INDEX name`.
    public var replicaIdentity: String?
    /// PostgreSQL: the index of CLUSTER ON.
    public var clusteredOn: String?
    /// PostgreSQL: the composite type of CREATE TABLE … OF.
    public var ofType: ObjectName?
    /// PostgreSQL: storage parameters, `fillfactor`.
    public var options: [String: String] = [:]
    /// PostgreSQL: the server of a foreign table.
    public var server: String?
    /// PostgreSQL: options for that server.
    public var serverOptions: [String: String] = [:]

    /// A table like most.
    public init() {}
}

/// A partition's place in its table.
public struct Partition: Sendable, Hashable, Codable {
    /// The partitioned table.
    public var table: ObjectName
    /// Which rows it keeps: `FOR VALUES FROM (1) TO (10)`, `DEFAULT`.
    public var bound: String
    /// When triggers of the partitioned table fire for its rows, where that is not as for the table: `DISABLED`,
    /// `ENABLED`, `REPLICA` or `ALWAYS`, by their names.
    public var triggers: [String: String] = [:]

    /// A place in a partitioned table.
    public init(of table: ObjectName, bound: String) {
        self.table = table
        self.bound = bound
    }

    /// Whether it keeps the same rows of the same table.
    func isAt(_ other: Partition?) -> Bool { table == other?.table && bound == other?.bound }
}
