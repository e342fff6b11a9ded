internal import SQLText

/// Rights, when all objects are there and belong to their owners.
///
/// What stays keeps its own. What is made again gets those it had, to the letter, whatever ALTER DEFAULT PRIVILEGES has
/// given it meanwhile, or has not.
/// Source: <https://www.postgresql.org/docs/current/sql-grant.html>.
struct PostgresRightsPlan {
    /// The statements, each with its object.
    private(set) var steps: [PostgresStep] = []

    private let plan: PostgresOwnerPlan
    private let owners: Owners
    /// The roles that lose all rights on a table meanwhile, by what the table is called.
    private var revoked: [String: Set<String>] = [:]

    /// - Parameters:
    ///   - present: what has the rights that it had, under its new name.
    ///   - options: whether rights are those of the new schema; if not, they stay as they were.
    init(_ plan: PostgresOwnerPlan, present: Schema, _ options: PostgresChangePlan.Options) {
        self.plan = plan
        owners = plan.removals.old.schema.owners
        let current = Dictionary(PostgresDDL.granted(present).map { ($0.key, $0) }) { first, _ in first }
        for wanted in PostgresDDL.granted(plan.removals.new.schema) {
            if options.rightsAsBefore.contains(wanted.whole) {
                make(wanted, writesGrants: false)
            } else if let present = current[wanted.key] {
                if options.writesGrants { grant(wanted, from: present.grants) }
            } else {
                make(wanted, writesGrants: options.writesGrants)
            }
        }
    }

    private mutating func add(_ object: PostgresDDL.Granted, _ statements: [ChangeStatement]) {
        if !statements.isEmpty { steps.append(PostgresStep(object.object, statements)) }
    }

    // MARK: What is made

    private mutating func make(_ object: PostgresDDL.Granted, writesGrants: Bool) {
        var text = PostgresAccessText(
            of: object, owner: plan.owner(of: object.object), owners.defaultPrivileges)
        if writesGrants {
            text.takeDefaults()
        } else if let list = access(before: object.object) {
            text.give(list)
        }
        add(object, text.statements)
        if writesGrants { grant(object, from: []) }
    }

    /// What was to be said of an object of the old schema, or of the one that it takes the place of; `nil` if it is new.
    private func access(before object: ObjectReference) -> AccessList? {
        if object.kind == .column { return owners.access[object] }
        return plan.predecessor(of: object).map { owners.access[$0] ?? .usual(object.kind) }
    }

    // MARK: Other rights than before

    private mutating func grant(_ wanted: PostgresDDL.Granted, from before: [Grant]) {
        let after = wanted.grants
        // What is taken from a role on a table is taken on its columns too.
        let lost = wanted.column == nil ? [] : revoked[wanted.words] ?? []
        for grant in before where !after.contains(where: { $0.role == grant.role }) {
            revoked[wanted.words, default: []].insert(grant.role)
            for sql in PostgresDDL.usualRights(of: grant.role, on: wanted.words, column: wanted.column, wanted.object) {
                addRight(wanted, sql, grant.role, "the usual rights")
            }
        }
        for grant in after where !before.contains(grant) || lost.contains(grant.role) {
            var statements = PostgresDDL.grant(grant, on: wanted.words, column: wanted.column)
            let revoke = PostgresDDL.revoke(of: grant.role, on: wanted.words, column: wanted.column)
            let hadRights = before.contains { $0.role == grant.role }
            if hadRights, statements.first != revoke { statements.insert(revoke, at: 0) }
            if statements.first == revoke { revoked[wanted.words, default: []].insert(grant.role) }
            for sql in statements { addRight(wanted, sql, grant.role, "its rights") }
        }
    }

    private mutating func addRight(_ right: PostgresDDL.Granted, _ sql: String, _ role: String, _ rights: String) {
        let who = role.isEmpty ? "everybody" : "the role \(role)"
        let explanation =
            sql == PostgresDDL.revoke(of: role, on: right.words, column: right.column)
            ? "Takes all rights on \(right.words) from \(who)." : "Gives \(who) \(rights) on \(right.words)."
        add(right, [.onRights(sql, explanation)])
    }
}

extension PostgresDDL.Granted {
    /// The object itself, of a column of a view that view.
    fileprivate var whole: ObjectReference { object.kind == .column ? ObjectReference(.view, object.name) : object }
}
