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
        let detaching = PostgresDetaching(renaming.schema, to: new)
        let before = PostgresLookup(detaching.schema)
        let removals = PostgresRemovals(before, PostgresLookup(new), options)
        let oldPieces = try PostgresSchemaWriter(detaching.schema).sorted()
        let newPieces = try PostgresSchemaWriter(new).sorted()
        let drops = PostgresDropPlan(removals, oldPieces, isOnline: options.online)
        let keptRows = PostgresKeptRows(removals)
        let last = Set(newPieces.filter { $0.place.rank == .last }.map(\.object))
        let plan = PostgresCreatePlan(removals, newPieces, keptRows, options)
        let notes = PostgresNotePlan(
            plan.present.schema, to: new, before: before.schema, writesGrants: options.writesGrants)
        let made = PostgresOwnerPlan(removals, present: plan.present).completing(plan.steps)
        var steps = made.filter { !last.contains($0.object) } + plan.refreshes(newPieces)
        steps += notes.steps.filter { !last.contains($0.object) }
        steps += (made + notes.steps).filter { last.contains($0.object) }
        let (inside, behind) = steps.split(new.dependencies)
        let body =
            renaming.statements + detaching.statements + drops.concurrent + keptRows.keeping + drops.statements
            + inside.flatMap(\.statements) + drops.late + behind.flatMap(\.statements)
        statements =
            PostgresLabelPlan.statements(from: before, to: removals.new, replaced: removals.replaced, before: body)
            + body
    }
}
