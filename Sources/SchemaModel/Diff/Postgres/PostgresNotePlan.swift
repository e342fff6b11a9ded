internal import SQLText

/// Comments and rights, when all objects are there.
struct PostgresNotePlan {
    /// The statements, each with its object.
    private(set) var steps: [PostgresStep] = []

    /// The roles that lose all rights on a table meanwhile, by what the table is called.
    private var revoked: [String: Set<String>] = [:]

    /// Takes the schema as it is without what went, the one that is wanted, and the one that was before.
    init(_ present: Schema, to new: Schema, before old: Schema, writesGrants: Bool) {
        let before = Self.notes(present)
        var seen: Set<String> = []
        for note in Self.notes(new).values.sorted(by: { $0.order < $1.order }) {
            seen.insert(note.words)
            guard before[note.words]?.comment != note.comment else { continue }
            add(note.object, PostgresDDL.comment(note.comment, on: note.words), "Says what \(note.words) is.")
        }
        // Where rights are not looked after, those stay that were there.
        let rights = Self.rights(new)
        let wanted = writesGrants ? rights : Self.keptRights(old, in: new, rights)
        let current = Self.rights(present)
        for right in wanted.values.sorted(by: { $0.order < $1.order }) { grant(right, from: current[right.key]) }
    }

    private mutating func add(_ object: ObjectReference, _ sql: String, _ explanation: String) {
        steps.append(PostgresStep(object, [ChangeStatement(sql, explanation)]))
    }

    // MARK: Comments

    private struct Note {
        var object: ObjectReference
        var words: String
        var comment: String?
        var order: Int
    }

    /// What each object is called in COMMENT ON, with its comment.
    private static func notes(_ schema: Schema) -> [String: Note] {
        var notes: [String: Note] = [:]
        for (order, item) in PostgresDDL.commented(schema).enumerated() {
            notes[item.words] = Note(object: item.object, words: item.words, comment: item.comment, order: order)
        }
        return notes
    }

    // MARK: Rights

    private struct Right {
        var object: ObjectReference
        var words: String
        var column: String?
        var grants: [Grant]
        var order: Int
        var key: String { words + "\u{0}" + (column ?? "") }
    }

    private static func rights(_ schema: Schema) -> [String: Right] {
        var rights: [String: Right] = [:]
        for (order, item) in PostgresDDL.granted(schema).enumerated() {
            let right = Right(
                object: item.object, words: item.words, column: item.column, grants: item.grants, order: order)
            rights[right.key] = right
        }
        return rights
    }

    /// The rights on objects as they were; a routine with other arguments takes over those of the one that goes.
    private static func keptRights(_ old: Schema, in new: Schema, _ rights: [String: Right]) -> [String: Right] {
        let kept = Self.rights(old)
        let ofObjects = Dictionary(kept.values.filter { $0.column == nil }.map { ($0.object, $0.grants) }) { first, _ in
            first
        }
        let predecessors = PostgresPredecessors(PostgresLookup(old), PostgresLookup(new)).routines
        return rights.compactMapValues { right in
            var right = right
            guard let grants = kept[right.key]?.grants ?? predecessors[right.object].flatMap({ ofObjects[$0] }) else {
                return nil
            }
            right.grants = grants
            return right
        }
    }

    private mutating func grant(_ wanted: Right, from current: Right?) {
        let (before, after) = (current?.grants ?? [], wanted.grants)
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
            let revoke = PostgresDDL.revoke(grant.role, on: wanted.words, column: wanted.column)
            let hadRights = before.contains { $0.role == grant.role }
            if hadRights, statements.first != revoke { statements.insert(revoke, at: 0) }
            if statements.first == revoke { revoked[wanted.words, default: []].insert(grant.role) }
            for sql in statements { addRight(wanted, sql, grant.role, "its rights") }
        }
    }

    private mutating func addRight(_ right: Right, _ sql: String, _ role: String, _ rights: String) {
        let explanation =
            sql == PostgresDDL.revoke(role, on: right.words, column: right.column)
            ? "Takes all rights on \(right.words) from \(role.named)."
            : "Gives \(role.named) \(rights) on \(right.words)."
        var statement = ChangeStatement(sql, explanation, hazards: [.changesMeaning])
        statement.namesRoles = true
        steps.append(PostgresStep(right.object, [statement]))
    }
}

extension String {
    /// A role for people.
    fileprivate var named: String { isEmpty ? "everybody" : "the role \(self)" }
}
