extension Diagram {
    /// The diagram in the language of Mermaid, which many sites show as a picture (`erDiagram`).
    ///
    /// Mermaid takes only plain words for the names and types of columns. What is no such word is written as one, and a
    /// comment at the top says what it stands for. Grammar:
    /// <https://mermaid.js.org/syntax/entityRelationshipDiagram.html>.
    public func mermaid() -> String {
        var writer = MermaidWriter()
        return writer.text(of: self)
    }
}

/// Writes a diagram for Mermaid.
private struct MermaidWriter {
    /// What was replaced, and by which word.
    private var notes: [String] = []

    mutating func text(of diagram: Diagram) -> String {
        var taken: Set<String> = []
        let entities = diagram.boxes.map { word($0.title, .entity, among: &taken) }
        var lines: [String] = []
        for (box, entity) in zip(diagram.boxes, entities) { lines += self.lines(of: box, entity) }
        for edge in diagram.edges { lines.append(line(of: edge, in: diagram, entities)) }
        let comments = notes.map { "    %% \($0)" }
        return (["erDiagram"] + comments + lines).joined(separator: "\n") + "\n"
    }

    private mutating func lines(of box: Diagram.Box, _ entity: String) -> [String] {
        let alias = entity == box.title ? "" : "[\"\(MermaidText.label(box.title))\"]"
        if box.rows.isEmpty { return ["    \(entity)\(alias)"] }
        var taken: Set<String> = []
        var lines = ["    \(entity)\(alias) {"]
        for row in box.rows {
            var ignored: Set<String> = []
            let type = row.type.isEmpty ? "untyped" : word(row.type, .type, among: &ignored)
            let name = word(row.name, .attribute, among: &taken)
            var parts = [type, name]
            let keys = [row.isPrimaryKey ? "PK" : nil, row.isForeignKey ? "FK" : nil, isUnique(row) ? "UK" : nil]
            let marks = keys.compactMap(\.self).joined(separator: ", ")
            if !marks.isEmpty { parts.append(marks) }
            let remarks = [row.isNullable ? nil : "NOT NULL", row.comment?.visibleLines.first].compactMap(\.self)
            if !remarks.isEmpty { parts.append("\"\(MermaidText.label(remarks.joined(separator: ": ")))\"") }
            lines.append("        " + parts.joined(separator: " "))
        }
        return lines + ["    }"]
    }

    private func isUnique(_ row: Diagram.Row) -> Bool { row.isUnique && !row.isPrimaryKey }

    private func line(of edge: Diagram.Edge, in diagram: Diagram, _ entities: [String]) -> String {
        let (source, target) = (entities[edge.source], entities[edge.target])
        switch edge.kind {
        case .reference:
            let columns = edge.sourceRows.map { MermaidText.word(diagram.boxes[edge.source].rows[$0].name, .attribute) }
            let label = columns.isEmpty ? "refers to" : columns.joined(separator: ", ")
            return
                "    \(target) \(edge.isOptional ? "|o" : "||")--\(edge.isUnique ? "o|" : "o{") \(source) : \"\(label)\""
        case .inheritance: return "    \(target) ||..o| \(source) : \"is inherited by\""
        case .query: return "    \(target) }o..o{ \(source) : \"is read by\""
        }
    }

    /// A text as a word that is not taken yet.
    private mutating func word(_ text: String, _ role: MermaidText.Role, among taken: inout Set<String>) -> String {
        let plain = MermaidText.word(text, role)
        var word = plain
        var number = 1
        while !taken.insert(word.lowercased()).inserted {
            number += 1
            word = "\(plain)_\(number)"
        }
        let note = "\(word): \(MermaidText.comment(text))"
        if word != text && !notes.contains(note) { notes.append(note) }
        return word
    }
}

/// Texts that Mermaid reads back as what they are.
private enum MermaidText {
    /// The text as one word of letters, digits and `_`, for a type also of brackets.
    static func word(_ text: String, _ role: Role) -> String {
        var word = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            let isLetter = (0xc0..<0xfdd0).contains(scalar.value) && scalar.properties.isAlphabetic
            let isBracket = role == .type && "[]()".unicodeScalars.contains(scalar)
            word.unicodeScalars.append(isPlain || isLetter || isBracket ? scalar : "_")
        }
        // Digits begin a number, and some words mean something to Mermaid, in capitals too.
        let isName = word.unicodeScalars.first.map { $0 == "_" || $0.properties.isAlphabetic } ?? false
        return (isName ? word : "_" + word) + (reserved(role).contains(word.lowercased()) ? "_" : "")
    }

    /// What a word stands for.
    enum Role { case entity, type, attribute }

    private static func reserved(_ role: Role) -> Set<String> { role == .entity ? commands : ["fk", "pk", "uk"] }

    private static let commands: Set<String> = [
        "acctitle", "accdescr", "class", "classdef", "direction", "end", "erdiagram", "many", "one", "only",
        "optionally",
        "style", "subgraph", "title", "to", "u", "zero",
    ]

    /// The text as it may stand in quotation marks.
    static func label(_ text: String) -> String { replacing(replacements, in: text) }

    /// The text as it may stand in a comment, where quotation marks end nothing.
    static func comment(_ text: String) -> String { replacing(replacements.filter { $0.value != "'" }, in: text) }

    private static func replacing(_ replacements: [Unicode.Scalar: String], in text: String) -> String {
        var result = ""
        for scalar in text.visible.unicodeScalars {
            if let other = replacements[scalar] {
                result += other
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        // A line with `direction LR` anywhere sets the direction of the drawing.
        return result.lowercased().contains("direction") ? result.replacing(" ", with: "_") : result
    }

    /// For what ends a text, begins a comment, a directive or a tag, or is a reference to a character.
    private static let replacements: [Unicode.Scalar: String] = [
        "\"": "'", "`": "'", "%": "٪", "\\": "/", "<": "‹", ">": "›", "{": "(", "}": ")", ";": ",", "#": "♯", "~": "∼",
        "\u{a0}": " ",
    ]
}
