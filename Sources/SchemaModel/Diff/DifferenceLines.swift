internal import SQLText

extension SchemaDifference {
    /// The difference for people, a change a line: `+ table orders`, `~ column age: integer → bigint`.
    ///
    /// Parts stand below what they belong to. What is only supposed begins with `?`, what was not compared with `!`.
    public var lines: [String] {
        var lines = changes.flatMap { $0.lines(indentation: "") }
        for hint in possibleRenames {
            let old = hint.column.map { "column \(hint.table).\($0)" } ?? "table \(hint.table)"
            lines.append("? \(old) may be \(hint.newName) now")
        }
        for hint in unusedHints {
            let old = hint.column.map { "column \(hint.table).\($0)" } ?? "table \(hint.table)"
            lines.append("! the hint that \(old) is \(hint.newName) now does not fit")
        }
        return lines + omissions.map { "! \($0.text)" }
    }

    /// What statements for the difference do not tell, as comments to stand above them: what was not compared, and what
    /// goes with its rows or values unless somebody says that it has another name now.
    package var comments: String {
        let notes =
            omissions.map { "Not compared: \($0.text.oneLine)" }
            + possibleRenames.map { hint in
                let old = hint.column.map { "\(hint.table).\($0)" } ?? "\(hint.table)"
                let kept = hint.column == nil ? "rows" : "values"
                return "\(old) may be \(hint.newName) now: --rename \(hint.argument(dialect)) keeps its \(kept)."
            }
        return notes.isEmpty ? "" : notes.map { "-- \($0)\n" }.joined() + "\n"
    }
}

extension Omission {
    fileprivate var text: String { "\(kind) \(name): \(reason)" }
}

extension SchemaChange {
    fileprivate func lines(indentation: String) -> [String] {
        let words = [kind == .other ? nil : kind.rawValue, oldName.map { "\($0) → \(name)" } ?? name]
        let head = words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        switch action {
        case .removed:
            return [indentation + "- " + head + (name.isEmpty ? " \(summary.oneLine)" : "")]
        case .added:
            let position = place.map { $0.isEmpty ? ", first" : ", behind \($0)" } ?? ""
            let line = indentation + "+ " + head + (summary.isEmpty ? "" : " \(summary.oneLine)") + position
            return [line] + parts.flatMap { $0.lines(indentation: indentation + "    ") }
        case .changed:
            let texts = properties.map(\.text).joined(separator: ", ")
            let line = indentation + "~ " + head + (texts.isEmpty ? "" : ": \(texts)")
            return [line] + parts.flatMap { $0.lines(indentation: indentation + "    ") }
        }
    }
}

extension PropertyChange {
    /// Both texts, if they are short enough for a line.
    fileprivate var text: String {
        // The two bounds of a range are long by themselves.
        let limit = name == Self.bounds ? 200 : 60
        let isLong = [from, to].contains { text in text.map { $0.utf8.count > limit || $0.utf8.contains(10) } ?? false }
        if isLong { return "\(name) changed" }
        let label = name == "type" || name == Self.validity ? "" : "\(name) "
        // A role that is not named may do what is usual, which is more than nothing.
        let absent = isAboutRights ? "as usual" : "none"
        return "\(label)\(from.shown(or: absent)) → \(to.shown(or: absent))"
    }
}

extension String? {
    fileprivate func shown(or absent: String) -> String { self.map { $0.isEmpty ? absent : $0 } ?? absent }
}

extension String {
    /// The text with every line break as a blank.
    fileprivate var oneLine: String {
        String(decoding: utf8.map { $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
    }
}
