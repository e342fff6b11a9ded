/// ALTER TABLE and its like.
public struct AlterTable: Sendable, Hashable {
    /// What is altered.
    public var relation: Relation
    /// Of what kind it is.
    public var kind: ObjectKind
    /// IF EXISTS.
    public var toleratesMissing: Bool
    /// What is done, in order.
    public var actions: [AlterAction]
}

/// One of the things that an ALTER TABLE does.
public enum AlterAction: Sendable, Hashable {
    /// ADD COLUMN.
    case addColumn(Column, toleratesExisting: Bool)
    /// DROP COLUMN.
    case dropColumn(String, cascades: Bool, toleratesMissing: Bool)
    /// ALTER COLUMN … SET DEFAULT, or DROP DEFAULT.
    case setDefault(column: String, Expression?)
    /// ALTER COLUMN … SET NOT NULL.
    case setNotNull(column: String)
    /// ALTER COLUMN … DROP NOT NULL.
    case dropNotNull(column: String)
    /// ALTER COLUMN … TYPE.
    case setType(column: String, ColumnType, isComputed: Bool)
    /// ALTER COLUMN … ADD GENERATED … AS IDENTITY.
    case addIdentity(column: String)
    /// ADD CONSTRAINT.
    case addConstraint(Constraint)
    /// DROP CONSTRAINT.
    case dropConstraint(String, cascades: Bool)
    /// VALIDATE CONSTRAINT.
    case validateConstraint(String)
    /// ATTACH PARTITION.
    case attachPartition(Relation, isDefault: Bool)
    /// DETACH PARTITION.
    case detachPartition(Relation, isConcurrent: Bool)
    /// What writes the whole table anew.
    case rewrite(TableRewrite)
    /// ENABLE or DISABLE of one or all triggers.
    case setTriggers(isEnabled: Bool, name: String?)
    /// ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY.
    case setRowSecurity(isWeaker: Bool)
    /// What only notes something: statistics, storage parameters; with the lock that it needs.
    case setting(LockMode)
    /// INHERIT, with the table to inherit from, or NO INHERIT.
    case setParent(Relation?)
    /// Anything else.
    case other
}

/// What writes a table anew without changing its rows.
public enum TableRewrite: String, Sendable, Hashable {
    /// SET LOGGED.
    case logged = "SET LOGGED"
    /// SET UNLOGGED.
    case unlogged = "SET UNLOGGED"
    /// SET TABLESPACE.
    case tablespace = "SET TABLESPACE"
    /// SET ACCESS METHOD.
    case accessMethod = "SET ACCESS METHOD"
}
