internal import SQLText

/// Comments, when all objects are there.
struct PostgresNotePlan {
    /// The statements, each with its object.
    private(set) var steps: [PostgresStep] = []

    /// Takes the schema as it is without what went, and the one that is wanted.
    init(_ present: Schema, to new: Schema) {
        let before = Self.notes(present)
        var seen: Set<String> = []
        for note in Self.notes(new).values.sorted(by: { $0.order < $1.order }) {
            seen.insert(note.words)
            guard before[note.words]?.comment != note.comment else { continue }
            add(note.object, PostgresDDL.comment(note.comment, on: note.words), "Says what \(note.words) is.")
        }
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
}
