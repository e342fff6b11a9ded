internal import PostgresTree
internal import SQLText

extension StatementEffect {
    /// What a statement of PostgreSQL does, with those in its WITH.
    init(_ parsed: ParsedStatement) {
        self.init()
        for statement in [parsed.statement] + parsed.inner {
            touches += statement.touches
            losses += statement.losses
            namings += statement.namings
        }
    }
}

extension PostgresStatement {
    fileprivate var touches: [StatementEffect.Touch] {
        let ofIndexDrop = if case .drop(let drop) = self { drop.kind == .index } else { false }
        let named = locks.map { lock in
            StatementEffect.Touch(
                name: lock.relation.name, isIndex: lock.isIndex, locksTable: ofIndexDrop, lock: lock.mode,
                work: lock.work.asEffect, sparing: lock.sparing)
        }
        switch self {
        case .vacuum(let tables, let isFull, _) where tables.isEmpty: return [.everywhere(isFull ? .rewrite : .scan)]
        case .cluster(nil): return [.everywhere(.rewrite)]
        case .reindex(nil, _, _): return [.everywhere(.index)]
        default: return named
        }
    }

    fileprivate var losses: [StatementEffect.Loss] {
        switch self {
        case .drop(let drop): drop.losses
        case .dropDatabase(let name): [.object("database \(name)")]
        case .alterTable(let statement):
            statement.actions.compactMap { action in
                guard case .dropColumn(let column, _, _) = action else { return nil }
                return .column(column, of: statement.relation.name)
            }
        case .truncate(let tables, _): tables.map { .allRows(of: $0.name) }
        case .delete(let table, let condition):
            [condition == nil ? .allRows(of: table.name) : .rows(of: table.name)]
        case .update(let table, _), .merge(let table): [.values(of: table.name)]
        default: []
        }
    }

    fileprivate var namings: [StatementEffect.Naming] {
        switch self {
        case .createTable(let table): [.created(table.relation.name)]
        case .createTableAs(let relation, _, _): [.created(relation.name)]
        case .createIndex(let index):
            index.name.map { [.indexed(named($0, in: index), table: index.relation.name)] } ?? []
        case .rename(let rename) where rename.kind == .table:
            rename.relation.map {
                [.renamed($0.name, to: ObjectName(schema: $0.name.schema, rename.newName))]
            } ?? []
        case .setSchema(.table, let relation?, let schema):
            [.renamed(relation.name, to: ObjectName(schema: schema, relation.name.name))]
        default: []
        }
    }

    /// An index is in the schema of its table.
    private func named(_ name: String, in index: CreateIndex) -> ObjectName {
        ObjectName(schema: index.relation.name.schema, name)
    }
}

extension Drop {
    fileprivate var losses: [StatementEffect.Loss] {
        switch kind {
        case .table: names.map { .table($0) }
        case .schema: names.map { .object("schema \($0)" + (cascades ? " with all that is in it" : "")) }
        case .extensionModule where cascades: names.map { .object("extension \($0) with all that uses it") }
        case .type where cascades, .domain where cascades: names.map { .object("type \($0) with the columns of it") }
        default: []
        }
    }
}

extension TableLock.Work {
    fileprivate var asEffect: StatementEffect.Work {
        switch self {
        case .catalogue: .catalogue
        case .rows: .rows
        case .scan: .scan
        case .index: .index
        case .copy: .copy
        case .rewrite: .rewrite
        }
    }
}

extension StatementEffect.Touch {
    /// The same is done in the whole database.
    static func everywhere(_ work: StatementEffect.Work) -> StatementEffect.Touch { .init(name: nil, work: work) }
}
