internal import SQLText

/// The statements that turn one schema of PostgreSQL into another, in order.
///
/// What PostgreSQL changes in its place is changed there. All else is dropped before and made again afterwards, with
/// what needs it: a view whose column changes its type, the views that read it, their comments and rights. Tables are
/// made anew, with their rows, only where no ALTER TABLE leads to the new one. Columns stay in the order in which they
/// are, and added ones stand last. Who owns what is not compared; what is made again belongs to whom it belonged.
///
/// The statements want `PostgresSchemaWriter.settings`. Those between two that have to run outside of a transaction go
/// together into one.
/// Source: <https://www.postgresql.org/docs/current/sql-commands.html>.
public struct PostgresChangePlan: Sendable, Hashable {
    /// What is left to choose.
    public struct Options: Sendable, Hashable {
        /// Whether others can go on writing to tables that stay while their rows are read.
        ///
        /// Indexes are built and dropped CONCURRENTLY then, and constraints validated by a statement of their own. That
        /// takes longer, and more than one transaction.
        public var online = true
        /// Whether rights are changed; if not, objects that stay keep theirs, and others get none.
        public var writesGrants = false
        /// What gets the rights that the old schema's owners tell of it, to the letter, whatever is said otherwise.
        var rightsAsBefore: Set<ObjectReference> = []

        /// The major version of the server that runs them, for statements that older ones do not know; 0 where nobody
        /// knows it.
        public var serverVersion = 0

        /// Lets others write, and leaves rights as they are.
        public init(online: Bool = true, writesGrants: Bool = false, serverVersion: Int = 0) {
            (self.online, self.writesGrants, self.serverVersion) = (online, writesGrants, serverVersion)
        }

        /// Whether a computed column gets another expression in its place.
        var setsExpressions: Bool { serverVersion >= 17 }
        /// Whether a NOT NULL is a constraint with a name, that can be validated afterwards.
        var namesNotNull: Bool { serverVersion >= 18 }
    }

    /// The statements.
    public private(set) var statements: [ChangeStatement]

    /// Plans the way from one schema to another.
    /// - Throws: `SchemaCycle`, if objects of one of both need one another and nothing of them can be given later.
    public init(
        from old: Schema, to new: Schema, renames: [RenameHint] = [], options: Options = Options()
    ) throws(SchemaCycle) {
        let renaming = PostgresRenaming(old, to: new, renames, namesNotNull: options.namesNotNull)
        let new = new.reachable(from: renaming.schema)
        let collations = PostgresCollationsAside(renaming.schema, to: new)
        let detaching = PostgresDetaching(collations.schema, to: new)
        let removals = PostgresRemovals(detaching, PostgresLookup(new), options)
        let oldPieces = try PostgresSchemaWriter(detaching.schema).sorted()
        let newPieces = try PostgresSchemaWriter(new).sorted()
        let drops = PostgresDropPlan(removals, oldPieces)
        let keptRows = PostgresKeptRows(removals)
        let (inside, behind) = Self.steps(removals, newPieces, keptRows, options).split(new.dependencies)
        // Nobody may see a table without the rows of a partition that comes back.
        if options.online, behind.contains(where: { $0.changes(detaching.returning) }) {
            var plain = options
            plain.online = false
            self = try PostgresChangePlan(from: old, to: new, renames: renames, options: plain)
            return
        }
        let body =
            renaming.statements + drops.indexes.first + keptRows.locking + detaching.statements + keptRows.keeping
            + collations.statements + drops.statements + inside.flatMap(\.statements) + drops.late
            + behind.flatMap(\.statements)
            + drops.indexes.last
        statements =
            PostgresLabelPlan.statements(
                from: removals.old, to: removals.new, replaced: removals.replaced, before: body)
            + body
    }

    /// What is made and changed when all that stood in the way is gone, and what is said of it then.
    private static func steps(
        _ removals: PostgresRemovals, _ pieces: [SchemaPiece], _ keptRows: PostgresKeptRows, _ options: Options
    ) -> [PostgresStep] {
        let last = Set(pieces.filter { $0.place.rank == .last }.map(\.object))
        let plan = PostgresCreatePlan(removals, pieces, keptRows, options)
        let owners = PostgresOwnerPlan(removals, present: plan.present)
        let settled = removals.settlingIdentities(in: plan.present.schema)
        let made = owners.completing(plan.steps) + PostgresNotePlan(settled, to: removals.new.schema).steps
        let rights = PostgresRightsPlan(owners, present: settled, options).steps
        // A materialised view is filled with the rights of its owner, which have to be given by then;
        // but since PostgreSQL 17 an owner who may not MAINTAIN the view itself cannot fill it.
        let refreshes = plan.refreshes(pieces)
        let own = rights.filter { right in refreshes.contains { right.isAboutView($0.object.name) } }
        let before = rights.filter { right in !refreshes.contains { right.isAboutView($0.object.name) } }
        return (made + before).filter { !last.contains($0.object) }
            + refreshes.flatMap { step in [step] + own.filter { $0.isAboutView(step.object.name) } }
            + (made + before).filter { last.contains($0.object) }
    }
}

extension PostgresStep {
    /// Whether it is about this view or one of its columns.
    fileprivate func isAboutView(_ name: ObjectName) -> Bool {
        (object.kind == .view || object.kind == .column) && object.name == name
    }

    /// Whether it is about one of these tables as a whole.
    fileprivate func changes(_ tables: Set<ObjectName>) -> Bool {
        object.kind == .table && tables.contains(object.name)
    }
}
