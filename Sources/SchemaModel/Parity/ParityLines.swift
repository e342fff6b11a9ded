extension SchemaParity {
    /// The parity for people, a finding a line: `~ column users.age type: SQLite TEXT, PostgreSQL bigint`.
    ///
    /// What differs begins with `~`, what a person has to judge with `?`, what is tolerable or was not compared with `!`.
    /// Notes that say the same of several objects are one line.
    public var lines: [String] {
        var lines = (differences + judgements).map { ($0.level == .difference ? "~ " : "? ") + $0.text }
        var reasons: [String] = []
        var notes: [String: [String]] = [:]
        for note in self.notes {
            let reason = note.reason ?? ""
            if notes[reason] == nil { reasons.append(reason) }
            notes[reason, default: []].append(note.object)
        }
        lines += reasons.map { "! \($0): \((notes[$0] ?? []).joined(separator: ", "))" }
        return lines + omissions.map { "! \($0.kind) \($0.name): \($0.reason)" }
    }
}

extension ParityFinding {
    /// `column users.age`.
    fileprivate var object: String {
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
