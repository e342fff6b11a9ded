internal import SQLText
internal import SchemaModel

/// Two schemas, what is known of renames between them, and the way from one to the other.
struct SchemaComparison {
    private(set) var old: Schema
    /// The second one, but for what cannot be compared, and so is as in the first.
    private(set) var new: Schema
    let reading: SchemaReading
    /// The major version of the server that statements are planned for; 0 where nobody knows it.
    var serverVersion = 0
    private(set) var renames: [RenameHint] = [] { didSet { leaveUncompared() } }
    private let wanted: Schema

    init(old: Schema, new: Schema, reading: SchemaReading) {
        (self.old, self.new, wanted) = (old, new, new)
        self.reading = reading
        leaveUncompared()
    }

    private mutating func leaveUncompared() {
        let policies = reading.leftOutPolicies
        if policies.isEmpty { return }
        new = wanted.keepingPolicies(of: old, renames: renames) { policy, table in
            policies.contains { $0.means(policy, on: table) }
        }
    }

    /// What differs.
    var difference: SchemaDifference { SchemaDifference(from: old, to: new, renames: renames) }

    /// The way back to the first schema, or to one on the way, from the second or one on the way.
    /// - Parameter renames: whether names were given in between, and have to be given back.
    /// - Throws: `unsupported`, if something else has an old name by now: what would have it again would be made anew,
    ///   without its rows or values.
    func back(from after: Schema, to before: Schema, renames isRenamed: Bool) throws(MartletError) -> SchemaComparison {
        var back = SchemaComparison(old: after, new: before, reading: reading)
        // Whoever owns the objects of one database is nobody that other databases know.
        back.old.owners = old.ownersByAllNames(to: new, renames: renames)
        back.serverVersion = serverVersion
        guard isRenamed else { return back }
        // Columns are named below the table that they are in before the change.
        let tables = Dictionary(renames.filter { $0.column == nil }.map { ($0.table, $0.newName) }) { first, _ in first
        }
        back.renames = renames.map { hint in
            guard let column = hint.column else { return RenameHint(table: hint.newName, to: hint.table) }
            return RenameHint(column: hint.newName.name, of: tables[hint.table] ?? hint.table, to: column)
        }
        if let lost = back.difference.unusedHints.first { throw SchemaProblem.nameIsTaken(lost) }
        return back
    }

    // MARK: Renames

    /// Takes what somebody has written: `users=people`, `users.mail=email`.
    /// - Throws: `usage`, if it names nothing.
    mutating func take(_ texts: [String]) throws(MartletError) {
        let rename = RenameReading(old: old, new: new)
        renames += try rename.hints(texts)
        if let hint = difference.unusedHints.first { throw rename.objection(to: hint, among: renames) }
    }

    /// Asks of everything that looks as if it had only a new name.
    mutating func ask(_ isRename: (RenameHint) -> Bool) {
        // A table that is known again may show columns that only have another name.
        var asked: Set<RenameHint> = []
        while let next = difference.possibleRenames.first(where: { !asked.contains($0) }) {
            asked.insert(next)
            if isRename(next) { renames.append(next) }
        }
    }

    // MARK: Plan

    /// The statements that turn the first into the second.
    func plan(isOnline: Bool) throws(MartletError) -> SchemaChangePlan {
        do throws(SchemaCycle) {
            return try SchemaChangePlan(
                from: old, to: new, renames: renames, options: .init(isOnline: isOnline, serverVersion: serverVersion))
        } catch {
            throw MartletError(.unsupported, "\(error)", help: "take one of them apart by hand")
        }
    }

    /// Tries the statements in a database that is nobody's: whether they lead to the second schema.
    ///
    /// Nobody can make an index there that is not valid: one without rows takes its place.
    /// - Returns: `nil` where they cannot be tried, and why.
    /// - Throws: `plan-unproved`, if they fail there or lead somewhere else.
    func prove(_ plan: SchemaChangePlan) throws(MartletError) -> (isProved: Bool?, notes: [Diagnostic]) {
        if plan.statements.isEmpty, isReached { return (true, []) }
        // Without its module nobody can make such a table.
        if let table = (old.omissions + new.omissions).first(where: { $0.kind == Omission.virtualColumns }) {
            let warning = Diagnostic(
                .planUnproved, "the statements were not tried, as the virtual table \(table.name) cannot be made",
                severity: .warning, notes: [table.reason],
                help: "try them on a copy of the database that has the module")
            return (nil, [warning])
        }
        let (made, otherRights): (Schema, [ObjectReference])
        do throws(MartletError) {
            (made, otherRights) = try rehearsed(plan)
        } catch  where error.diagnostics.first?.code == .accessDenied {
            return (nil, [SchemaProblem.untried(error.diagnostics[0])])
        }
        let rest = SchemaDifference(from: made, to: goal.withStandIns)
        guard rest.isLeftAlone else {
            throw MartletError(
                .planUnproved, "the statements lead to another schema than they should",
                notes: Array(rest.lines.prefix(10)) + ["nothing was changed"],
                help: "write this change by hand, and please report it")
        }
        guard otherRights.isEmpty else {
            throw MartletError(
                .planUnproved, "the statements lead to other rights than there are now",
                notes: otherRights.prefix(10).map(\.described) + ["nothing was changed"],
                help: "write this change by hand, and please report it")
        }
        return (true, [])
    }

    /// What plans make of the first schema, one after the other, in a database that is nobody's.
    func schema(after plans: [SchemaChangePlan]) throws(MartletError) -> Schema {
        try reading.made { (session) throws(MartletError) in
            try makeFirst(session)
            // Roles are of the server that the first schema is on, which need not be this one.
            for plan in plans { try run(plan, session) { _ in [] } }
        }
    }

    /// Makes the first schema in a database that is nobody's.
    func makeFirst(_ session: DatabaseSession) throws(MartletError) {
        try run(creation(), "the first schema", session)
    }

    /// Runs a plan there.
    /// - Parameter onCopy: what is run for a statement that names roles.
    func run(
        _ plan: SchemaChangePlan, _ session: DatabaseSession, onCopy: (ChangeStatement) -> [String]
    ) throws(MartletError) {
        // One by one, and nobody else is there.
        let needed = plan.statements.filter { !$0.keepsOthersAway }
        let statements = needed.flatMap { $0.namesRoles ? onCopy($0) : [$0.sql] }
        try run(plan.settings + statements, "the plan", session)
    }

    /// What statements can lead to: the second schema, but for indexes that are not valid there.
    private var goal: Schema { new.reachable(from: old, renames: renames) }

    /// Whether nothing is to be done: the first schema is there, but for the order of columns.
    var isReached: Bool { SchemaDifference(from: old, to: goal, renames: renames).isLeftAlone }

    private func creation() throws(MartletError) -> [String] {
        do throws(SchemaCycle) {
            switch old.dialect {
            case .sqlite: return SQLiteSchemaWriter().statements(old).map(\.sql)
            case .postgres:
                let statements = try PostgresSchemaWriter(old.withStandIns).statements().map(\.sql)
                return PostgresSchemaWriter.settings + statements + PostgresSchemaWriter.resettings
            }
        } catch {
            throw MartletError(.unsupported, "\(error)")
        }
    }

    /// Runs statements of the plan, or others that it needs, in a database that is nobody's.
    /// - Parameter name: what they are, for people: `the plan`.
    func run(_ statements: [String], _ name: String, _ session: DatabaseSession) throws(MartletError) {
        var options = ScriptOptions()
        options.transaction = .none
        // One by one: some of them cannot stand in a message with others.
        for statement in statements {
            let text = SourceText(statement, name: name, dialect: old.dialect)
            do throws(MartletError) {
                try reading.run(Script(text, options: options), session)
            } catch {
                throw SchemaProblem.failed(statement, of: name, error)
            }
        }
    }
}
