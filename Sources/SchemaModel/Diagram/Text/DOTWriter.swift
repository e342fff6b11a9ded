extension Diagram {
    /// The diagram in the language of Graphviz, for those who lay it out with `dot`.
    ///
    /// Boxes are labels in the HTML of Graphviz: <https://graphviz.org/doc/info/shapes.html#html>.
    public func dot() -> String {
        var lines = [
            "digraph schema {",
            "    graph [rankdir=RL, splines=true, nodesep=0.4, ranksep=1.0]",
            "    node [shape=plain, fontname=\"sans-serif\", fontsize=11]",
            "    edge [dir=both, fontname=\"sans-serif\", fontsize=9, color=\"#4a5568\"]",
        ]
        lines += boxes.enumerated().map { "    n\($0.offset) [label=<\(DOTText.table($0.element))>]" }
        lines += edges.map { edge in
            let port = edge.sourceRows.min().map { ":r\($0)" } ?? ""
            var attributes = ["tooltip=\"\(DOTText.quoted(edge.label))\""] + DOTText.ends(of: edge)
            if let name = edge.name { attributes.append("id=\"\(DOTText.quoted(name))\"") }
            return "    n\(edge.source)\(port) -> n\(edge.target) [\(attributes.joined(separator: ", "))]"
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }
}

/// Parts of a text for Graphviz.
private enum DOTText {
    static func table(_ box: Diagram.Box) -> String {
        let kind = box.kind.word.map { " <I>\($0)</I>" } ?? ""
        let style = box.kind == .view || box.kind == .missing ? " STYLE=\"dashed\"" : ""
        var rows = ["<TR><TD BGCOLOR=\"#e8ecf3\"><B>\(box.title.visible.xmlEscaped.orSpace)</B>\(kind)</TD></TR>"]
        for (place, row) in box.rows.enumerated() { rows.append(line(row, port: "r\(place)")) }
        rows += box.footnotes.map { "<TR><TD ALIGN=\"LEFT\"><I>\($0.xmlEscaped)</I></TD></TR>" }
        return "<TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"#8b95a5\"\(style)>"
            + rows.joined() + "</TABLE>"
    }

    private static func line(_ row: Diagram.Row, port: String) -> String {
        let name = row.name.visible.xmlEscaped.orSpace
        let marks = [row.isPrimaryKey ? "PK" : nil, row.isForeignKey ? "FK" : nil, row.isUnique ? "U" : nil]
        let shown = marks.compactMap(\.self).filter { !(row.isPrimaryKey && $0 == "U") }.joined(separator: " ")
        let type = row.type.isEmpty ? "" : "  <FONT COLOR=\"#626b7a\">\(row.type.visible.xmlEscaped)</FONT>"
        return "<TR><TD ALIGN=\"LEFT\" PORT=\"\(port)\">\(shown.isEmpty ? "" : shown + " ")"
            + (row.isNullable ? name : "<B>\(name)</B>") + type + "</TD></TR>"
    }

    /// The marks of cardinality: <https://graphviz.org/doc/info/arrows.html>.
    static func ends(of edge: Diagram.Edge) -> [String] {
        switch edge.kind {
        case .reference:
            [
                "arrowtail=\(edge.isUnique ? "teeodot" : "crowodot")",
                "arrowhead=\(edge.isOptional ? "teeodot" : "teetee")",
            ]
        case .inheritance: ["arrowtail=none", "arrowhead=onormal"]
        case .query: ["arrowtail=none", "arrowhead=vee", "style=dashed"]
        }
    }

    /// A text between quotation marks; a backslash may stand for something there.
    static func quoted(_ text: String) -> String {
        text.visible.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}

extension String {
    /// Graphviz takes no empty text for the content of a tag.
    fileprivate var orSpace: String { isEmpty ? " " : self }
}
