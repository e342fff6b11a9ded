public import SQLText

/// CREATE TABLE.
public struct CreateTable: Sendable, Hashable {
    /// The table.
    public var relation: Relation
    /// Its columns.
    public var columns: [Column]
    /// What is demanded of the table as a whole.
    public var constraints: [Constraint]
    /// The tables behind INHERITS, or the one behind PARTITION OF.
    public var parents: [Relation]
    /// Whether it is a partition: PARTITION OF.
    public var isPartition: Bool
    /// Whether it has partitions: PARTITION BY.
    public var isPartitioned: Bool
    /// How long its rows are kept.
    public var persistence: Persistence
    /// Whether columns come by LIKE.
    public var copiesColumns: Bool
    /// Whether its rows are elsewhere: CREATE FOREIGN TABLE.
    public var isForeign: Bool
    /// IF NOT EXISTS.
    public var toleratesExisting: Bool
}

/// CREATE INDEX.
public struct CreateIndex: Sendable, Hashable {
    /// Its name; the server makes one up where there is none.
    public var name: String?
    /// The table or materialised view.
    public var relation: Relation
    /// What it is made over, in order; `nil` for an expression.
    public var columns: [String?]
    /// How: `btree`, `gin`, ….
    public var method: String
    /// Whether each value may be there once.
    public var isUnique: Bool
    /// CONCURRENTLY.
    public var isConcurrent: Bool
    /// Whether it has only rows that meet a condition.
    public var isPartial: Bool
    /// IF NOT EXISTS.
    public var toleratesExisting: Bool
}

/// CREATE FUNCTION or PROCEDURE.
public struct CreateFunction: Sendable, Hashable {
    /// Its name.
    public var name: ObjectName
    /// Whether it runs with the rights of its owner.
    public var isSecurityDefiner: Bool
    /// The settings it makes while it runs, in small letters.
    public var settings: [String]
    /// OR REPLACE.
    public var replaces: Bool
}

/// ALTER TYPE … ADD VALUE or RENAME VALUE.
public struct AlterEnum: Sendable, Hashable {
    /// The type.
    public var type: ObjectName
    /// The value as it was; `nil` if one is added.
    public var oldValue: String?
    /// The new value.
    public var newValue: String
    /// IF NOT EXISTS.
    public var toleratesExisting: Bool
}

/// DROP.
public struct Drop: Sendable, Hashable {
    /// What is dropped.
    public var kind: ObjectKind
    /// Where the statement begins.
    public var offset: SourceOffset
    /// Their names; those of triggers, rules and policies with their table as the schema.
    public var names: [ObjectName]
    /// CASCADE.
    public var cascades: Bool
    /// CONCURRENTLY.
    public var isConcurrent: Bool
    /// IF EXISTS.
    public var toleratesMissing: Bool
}

/// ALTER … RENAME.
public struct Rename: Sendable, Hashable {
    /// What gets another name.
    public var kind: ObjectKind
    /// What it is, or belongs to, if it is a table or the like.
    public var relation: Relation?
    /// Of what kind that is: a column may be a table's or a view's.
    public var relationKind: ObjectKind?
    /// The name of a column, constraint or trigger as it was.
    public var oldName: String?
    /// The new name.
    public var newName: String
}

/// BEGIN, COMMIT, ….
public enum TransactionControl: Sendable, Hashable {
    /// BEGIN or START TRANSACTION.
    case begin
    /// COMMIT or END.
    case commit
    /// ROLLBACK or ABORT.
    case rollback
    /// SAVEPOINT, RELEASE or ROLLBACK TO.
    case savepoint
    /// PREPARE TRANSACTION and what ends it.
    case twoPhase
}

/// SET or RESET.
public struct Setting: Sendable, Hashable {
    /// The name in small letters; empty for RESET ALL.
    public var name: String
    /// SET LOCAL.
    public var isLocal: Bool
    /// RESET, or SET … TO DEFAULT.
    public var isReset: Bool
    /// What it is set to, if that is one literal: `5s`, `0`.
    public var value: String?
}

/// What kind of object a statement is about.
public enum ObjectKind: Sendable, Hashable {
    /// What has rows or makes them, and its parts.
    case table, foreignTable, view, materializedView, index, sequence, column, attribute, constraint
    /// What belongs to no table, and what is hung on one.
    case type, domain, function, schema, extensionModule, trigger, rule, policy, database
    /// Anything else.
    case other
}
