extension SchemaParity {
    /// The parity for people, a finding a line: `~ column users.age type: SQLite TEXT, PostgreSQL bigint`.
    ///
    /// What differs begins with `~`, what a person has to judge with `?`, what is tolerable or was not compared with `!`.
    /// Notes that say the same of objects of one kind and table are one line, which names the first of many.
    public var lines: [String] {
        let lines = (differences + judgements).map { ($0.level == .difference ? "~ " : "? ") + $0.text }
        return lines + noteLines + omissions.map { "! \($0.kind) \($0.name): \($0.reason)" }
    }

    private var noteLines: [String] {
        var subjects: [NoteSubject] = []
        var names: [NoteSubject: [String]] = [:]
        for note in notes {
            let subject = NoteSubject(kind: note.kind, table: note.table, reason: note.reason ?? "")
            if names[subject] == nil { subjects.append(subject) }
            names[subject, default: []].append(note.name)
        }
        return subjects.map { "! " + $0.text(names[$0] ?? []) }
    }
}

/// What several notes have in common.
private struct NoteSubject: Hashable {
    /// How many names stand in a line that does not name all.
    private static let shownNames = 6

    let kind: SchemaChange.Kind
    let table: String?
    let reason: String

    /// `triggers a, b of users: what triggers do is not compared`.
    func text(_ names: [String]) -> String {
        let names = names.filter { !$0.isEmpty }
        guard names.count > 1 else {
            let path = ([table].compactMap(\.self) + names).joined(separator: ".")
            return "\(kind.rawValue) \(path): \(reason)"
        }
        // One more is as long as the words for it.
        let shown = names.count > Self.shownNames + 1 ? Self.shownNames : names.count
        let rest = shown < names.count ? " and \(names.count - shown) more" : ""
        let place = table.map { " of \($0)" } ?? ""
        return "\(kind.plural) \(names.prefix(shown).joined(separator: ", "))\(rest)\(place): \(reason)"
    }
}

extension SchemaChange.Kind {
    /// The word for several: `indexes`.
    fileprivate var plural: String {
        switch self {
        case .index: "indexes"
        case .policy: "policies"
        default: rawValue + "s"
        }
    }
}

extension ParityFinding {
    /// `column users.age`.
    private var object: String {
        let path = [table, name.isEmpty ? nil : name].compactMap { $0 }.joined(separator: ".")
        return "\(kind.rawValue) \(path)"
    }

    fileprivate var text: String {
        var sides = "SQLite \(sqlite ?? "none"), PostgreSQL \(postgres ?? "none")"
        if property == nil, let only = sqlite ?? postgres, sqlite == nil || postgres == nil {
            sides = (sqlite == nil ? "PostgreSQL" : "SQLite") + " alone" + (only.isEmpty ? "" : ", \(only)")
        }
        return object + (property.map { " \($0)" } ?? "") + ": " + sides + (reason.map { "; \($0)" } ?? "")
    }
}
