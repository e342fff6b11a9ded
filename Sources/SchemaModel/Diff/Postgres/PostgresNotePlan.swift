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
            let what = Self.inWords(note.words)
            add(
                note.object, PostgresDDL.comment(note.comment, on: note.words),
                note.comment == nil ? "Takes away what is said of the \(what)." : "Says what the \(what) is.")
        }
    }

    private mutating func add(_ object: ObjectReference, _ sql: String, _ explanation: String) {
        steps.append(PostgresStep(object, [ChangeStatement(sql, explanation)]))
    }

    // MARK: Comments

    /// What COMMENT ON calls an object, as people say it: `TABLE public.a` is `table public.a`.
    ///
    /// A name in capitals is in quotation marks.
    private static func inWords(_ words: String) -> String {
        let kind = words.prefix { $0 == " " || ("A"..."Z").contains($0) }
        return (kind.lowercased() + words.dropFirst(kind.count)).replacing(" ON ", with: " of ", maxReplacements: 1)
    }

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
