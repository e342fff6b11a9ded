public import SQLText

/// A statement of PostgreSQL's, as far as it matters what it does to the schema, the rows and the locks.
public enum PostgresStatement: Sendable, Hashable {
    /// CREATE TABLE, and CREATE FOREIGN TABLE.
    case createTable(CreateTable)
    /// CREATE TABLE AS, SELECT INTO and CREATE MATERIALIZED VIEW, with the tables that the query names in its FROM.
    case createTableAs(Relation, isMaterializedView: Bool, copied: [Relation])
    /// ALTER TABLE, INDEX, VIEW, MATERIALIZED VIEW, SEQUENCE or FOREIGN TABLE, in its parts.
    case alterTable(AlterTable)
    /// CREATE INDEX.
    case createIndex(CreateIndex)
    /// CREATE VIEW, and CREATE OR REPLACE VIEW.
    case createView(Relation, replaces: Bool)
    /// CREATE SEQUENCE.
    case createSequence(Relation)
    /// CREATE FUNCTION or PROCEDURE.
    case createFunction(CreateFunction)
    /// CREATE TRIGGER.
    case createTrigger(name: String, on: Relation)
    /// CREATE RULE.
    case createRule(name: String, on: Relation)
    /// CREATE POLICY.
    case createPolicy(name: String, on: Relation)
    /// CREATE SCHEMA.
    case createSchema(String)
    /// CREATE EXTENSION.
    case createExtension(String)
    /// CREATE DOMAIN.
    case createDomain(ObjectName, type: ColumnType?, constraints: [Constraint])
    /// ALTER DOMAIN … ADD CONSTRAINT, with the constraint, or another ALTER DOMAIN.
    case alterDomain(ObjectName, added: Constraint?)
    /// CREATE TYPE … AS ENUM.
    case createEnum(ObjectName)
    /// ALTER TYPE … ADD VALUE or RENAME VALUE.
    case alterEnum(AlterEnum)
    /// DROP of whatever can be dropped with CASCADE.
    case drop(Drop)
    /// CREATE DATABASE.
    case createDatabase(String)
    /// DROP DATABASE.
    case dropDatabase(String)
    /// RENAME of anything but a value of an enum.
    case rename(Rename)
    /// ALTER … SET SCHEMA.
    case setSchema(ObjectKind, Relation?, newSchema: String)
    /// INSERT.
    case insert(Relation)
    /// UPDATE.
    case update(Relation, condition: Expression?)
    /// DELETE.
    case delete(Relation, condition: Expression?)
    /// MERGE.
    case merge(Relation)
    /// COPY; a query that is copied has no table.
    case copy(Relation?, isFrom: Bool)
    /// SELECT or VALUES; the functions that its list calls.
    case select(calls: Set<String>)
    /// TRUNCATE.
    case truncate([Relation], cascades: Bool)
    /// BEGIN, COMMIT, ….
    case transaction(TransactionControl)
    /// SET and RESET.
    case set(Setting)
    /// DO.
    case doBlock(code: String)
    /// LOCK TABLE.
    case lock([Relation], LockMode)
    /// VACUUM or ANALYZE; without relations all of them.
    case vacuum([Relation], isFull: Bool, isAnalyze: Bool)
    /// CLUSTER; without a relation all that were clustered before.
    case cluster(Relation?)
    /// REINDEX.
    case reindex(Relation?, isIndex: Bool, isConcurrent: Bool)
    /// REFRESH MATERIALIZED VIEW.
    case refresh(Relation, isConcurrent: Bool)
    /// GRANT of rights on an object.
    case grant(privileges: [String], on: ObjectKind?, toPublic: Bool)
    /// Anything else.
    case other
}

extension PostgresStatement {
    /// Which rows an UPDATE or DELETE changes; `nil` for all of them, and for other statements.
    public var condition: Expression? {
        switch self {
        case .update(_, let condition), .delete(_, let condition): condition
        default: nil
        }
    }
}
