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
        let kept = Self.rights(old)
        let wanted = writesGrants ? Self.rights(new) : Self.rights(new).compactMapValues { kept[$0.key] }
        let current = Self.rights(present)
        for right in wanted.values.sorted(by: { $0.order < $1.order }) { grant(right, from: current[right.key]) }
    }

    private mutating func add(
        _ object: ObjectReference, _ sql: String, _ explanation: String, _ hazards: Set<Hazard> = []
    ) {
        steps.append(PostgresStep(object, [ChangeStatement(sql, explanation, hazards: hazards)]))
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

    private mutating func grant(_ wanted: Right, from current: Right?) {
        let (before, after) = (current?.grants ?? [], wanted.grants)
        // What is taken from a role on a table is taken on its columns too.
        let lost = wanted.column == nil ? [] : revoked[wanted.words] ?? []
        for grant in before where !after.contains(where: { $0.role == grant.role }) {
            revoked[wanted.words, default: []].insert(grant.role)
            for sql in PostgresDDL.usualRights(of: grant.role, on: wanted.words, column: wanted.column, wanted.object) {
                add(wanted.object, sql, "Leaves \(grant.role.named) the usual rights.", [.changesMeaning])
            }
        }
        for grant in after where !before.contains(grant) || lost.contains(grant.role) {
            var statements = PostgresDDL.grant(grant, on: wanted.words, column: wanted.column)
            let revoke = PostgresDDL.revoke(grant.role, on: wanted.words, column: wanted.column)
            let hadRights = before.contains { $0.role == grant.role }
            if hadRights, statements.first != revoke { statements.insert(revoke, at: 0) }
            if statements.first == revoke { revoked[wanted.words, default: []].insert(grant.role) }
            for sql in statements {
                add(wanted.object, sql, "Gives \(grant.role.named) its rights.", [.changesMeaning])
            }
        }
    }
}

extension String {
    /// A role for people.
    fileprivate var named: String { isEmpty ? "everybody" : "the role \(self)" }
}
