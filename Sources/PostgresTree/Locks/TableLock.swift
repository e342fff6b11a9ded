internal import SQLText

/// A lock that a statement takes on a table that is there already, until the transaction ends.
public struct TableLock: Sendable, Hashable {
    /// What is done while it is held.
    public enum Work: Int, Sendable, Hashable, Comparable {
        /// The catalogue is changed: an instant.
        case catalogue
        /// Rows are changed, each under a lock of its own.
        case rows
        /// The whole table is read.
        case scan
        /// The whole table is read, and an index of it written.
        case index
        /// The whole table is read, and its rows are written elsewhere.
        case copy
        /// The whole table is written, with its indexes.
        case rewrite

        /// Whether one takes less than the other.
        public static func < (left: Work, right: Work) -> Bool { left.rawValue < right.rawValue }
    }

    /// What may spare the work, and is not to be seen in the statement.
    public enum Sparing: Sendable, Hashable {
        /// ALTER COLUMN … TYPE, where the old type is stored as the new one is: `varchar(10)` and `text`.
        case byTypesStoredAlike
        /// SET NOT NULL, where a valid CHECK says the same.
        case byCheck
    }

    /// The table, or the index whose table is locked.
    public var relation: Relation
    /// How.
    public var mode: LockMode
    /// What is done meanwhile.
    public var work: Work
    /// What may spare it that.
    public var sparing: Sparing?
    /// Whether the relation is an index.
    public var isIndex = false
    /// Whether it is taken only where the relation is there already, as that of CREATE OR REPLACE VIEW is.
    public var isOfReplacement = false
}

extension PostgresStatement {
    /// The locks of this statement, as far as it names what is locked; the strongest of each table.
    ///
    /// What is locked beside that (the table of an index that is dropped, those of a foreign key that goes, all behind a
    /// CASCADE) is not to be seen in it. <https://www.postgresql.org/docs/current/explicit-locking.html>
    public var locks: [TableLock] {
        switch self {
        case .createIndex(let index):
            [index.relation.locked(index.isConcurrent ? .shareUpdateExclusive : .share, .index)]
        case .alterTable(let statement): statement.locks
        case .createTable(let table): table.locks
        case .createView(let view, replaces: true):
            [TableLock(relation: view, mode: .accessExclusive, work: .catalogue, isOfReplacement: true)]
        case .createTableAs(_, _, let copied): copied.map { $0.locked(.accessShare, .copy) }
        case .createTrigger(_, let table): [table.locked(.shareRowExclusive)]
        case .createRule(_, let table), .createPolicy(_, let table): [table.locked(.accessExclusive)]
        case .drop(let drop): drop.locks
        case .rename(let rename): rename.locks
        case .setSchema(_, let relation, _): relation.map { [$0.locked(.accessExclusive)] } ?? []
        case .insert(let table), .update(let table, _), .delete(let table, _), .merge(let table):
            [table.locked(.rowExclusive, .rows)]
        case .copy(let table?, isFrom: true): [table.locked(.rowExclusive, .rows)]
        default: maintenanceLocks
        }
    }

    private var maintenanceLocks: [TableLock] {
        switch self {
        case .truncate(let tables, _): tables.map { $0.locked(.accessExclusive) }
        case .lock(let tables, let mode): tables.map { $0.locked(mode) }
        case .vacuum(let tables, let isFull, _):
            tables.map { $0.locked(isFull ? .accessExclusive : .shareUpdateExclusive, isFull ? .rewrite : .scan) }
        case .cluster(let table?): [table.locked(.accessExclusive, .rewrite)]
        case .reindex(let relation?, let isIndex, let isConcurrent):
            [
                relation.locked(
                    isConcurrent ? .shareUpdateExclusive : isIndex ? .accessExclusive : .share, .index, isIndex: isIndex
                )
            ]
        case .refresh(let view, let isConcurrent):
            [view.locked(isConcurrent ? .exclusive : .accessExclusive, .rewrite)]
        default: []
        }
    }
}

extension Drop {
    /// What is hung on a table is named behind it.
    fileprivate var locks: [TableLock] {
        let mode: LockMode = isConcurrent ? .shareUpdateExclusive : .accessExclusive
        switch kind {
        case .trigger, .rule, .policy:
            return names.compactMap(\.schema).map { Relation(ObjectName($0), at: offset).locked(mode) }
        default:
            guard kind.isRelation else { return [] }
            return names.map { Relation($0, at: offset).locked(mode, isIndex: kind == .index) }
        }
    }
}

extension Rename {
    /// The name of an index is nobody's but the planner's. <https://www.postgresql.org/docs/current/sql-alterindex.html>
    fileprivate var locks: [TableLock] {
        guard let relation else { return [] }
        let isIndex = kind == .index
        return [relation.locked(isIndex ? .shareUpdateExclusive : .accessExclusive, isIndex: isIndex)]
    }
}

extension CreateTable {
    /// What it takes of other tables: a foreign key, being a partition.
    fileprivate var locks: [TableLock] {
        let keys = (constraints + columns.flatMap(\.constraints)).compactMap(\.referenced)
        return keys.filter { $0.name != relation.name }.map { $0.locked(.shareRowExclusive) }
            + parents.map { $0.locked(isPartition ? .accessExclusive : .shareUpdateExclusive) }
    }
}

extension AlterTable {
    fileprivate var locks: [TableLock] {
        let own = actions.map { action in relation.locked(action.mode, action.work, sparing: action.sparing) }
        let work = own.map(\.work).max() ?? .catalogue
        // Only if nothing else does the same is it spared.
        let sparing = own.filter { $0.work == work }.map(\.sparing)
        let strongest = relation.locked(
            own.map(\.mode).max() ?? .accessExclusive, work,
            sparing: sparing.contains(nil) ? nil : sparing.first ?? nil, isIndex: kind == .index)
        return [strongest] + actions.flatMap(\.locksOnOthers)
    }
}

extension AlterAction {
    /// What it takes of its own table. <https://www.postgresql.org/docs/current/sql-altertable.html>
    fileprivate var mode: LockMode {
        switch self {
        case .validateConstraint: .shareUpdateExclusive
        case .addConstraint(let constraint) where constraint.kind == .foreignKey: .shareRowExclusive
        case .attachPartition: .shareUpdateExclusive
        case .detachPartition(_, let isConcurrent): isConcurrent ? .shareUpdateExclusive : .accessExclusive
        case .setTriggers: .shareRowExclusive
        case .setting(let mode): mode
        default: .accessExclusive
        }
    }

    fileprivate var work: TableLock.Work {
        switch self {
        case .addColumn(let column, _): column.work
        case .setNotNull, .validateConstraint: .scan
        case .setType, .rewrite: .rewrite
        case .addConstraint(let constraint): constraint.work
        default: .catalogue
        }
    }

    fileprivate var sparing: TableLock.Sparing? {
        switch self {
        case .setType(_, _, isComputed: false): .byTypesStoredAlike
        case .setNotNull: .byCheck
        default: nil
        }
    }

    fileprivate var locksOnOthers: [TableLock] {
        switch self {
        case .addColumn(let column, _):
            column.constraints.compactMap(\.referenced).map { $0.locked(.shareRowExclusive) }
        case .addConstraint(let constraint):
            constraint.referenced.map { [$0.locked(.shareRowExclusive)] } ?? []
        case .attachPartition(let partition, _): [partition.locked(.accessExclusive, .scan)]
        case .detachPartition(let partition, let isConcurrent):
            [partition.locked(isConcurrent ? .shareUpdateExclusive : .accessExclusive)]
        case .setParent(let parent?): [parent.locked(.shareUpdateExclusive)]
        default: []
        }
    }
}

extension Column {
    /// What adding the column takes: a default that is the same for all rows is only noted.
    fileprivate var work: TableLock.Work {
        let writes = constraint(.generated) != nil || constraint(.identity) != nil || type?.isSerial == true
        if writes || defaultValue.map({ !$0.isKnownToBeStable }) == true { return .rewrite }
        // A column that is NULL everywhere breaks no foreign key.
        let checked = constraints.filter { $0.kind != .foreignKey || defaultValue.map { !$0.isNull } == true }
        return checked.map(\.work).max() ?? .catalogue
    }
}

extension Constraint {
    /// What adding it to a table takes.
    fileprivate var work: TableLock.Work {
        switch kind {
        case .check, .foreignKey: isNotValid ? .catalogue : .scan
        case .primaryKey, .unique: usedIndex == nil ? .index : .catalogue
        case .exclusion: .index
        default: .catalogue
        }
    }
}

extension Relation {
    fileprivate func locked(
        _ mode: LockMode, _ work: TableLock.Work = .catalogue, sparing: TableLock.Sparing? = nil, isIndex: Bool = false
    ) -> TableLock {
        TableLock(relation: self, mode: mode, work: work, sparing: sparing, isIndex: isIndex)
    }
}

extension ObjectKind {
    /// Whether it is locked as a table is.
    public var isRelation: Bool {
        switch self {
        case .table, .foreignTable, .view, .materializedView, .index, .sequence: true
        default: false
        }
    }
}
