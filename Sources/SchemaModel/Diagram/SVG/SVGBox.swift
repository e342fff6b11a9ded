/// Draws one box.
struct SVGBox {
    let box: Diagram.Box
    let frame: DiagramFrame
    /// The colour of the lines that lead here.
    let colour: Int
    let id: String

    private typealias Metrics = DiagramMetrics

    var text: String {
        let (right, bottom) = (frame.width, frame.height)
        let header = Metrics.headerHeight
        let isOpen = bottom > header
        let head =
            isOpen
            ? "M0 \(header)V6a6 6 0 0 1 6-6H\(right - 6)a6 6 0 0 1 6 6V\(header)Z"
            : "M6 0H\(right - 6)a6 6 0 0 1 6 6V\(bottom - 6)a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6Z"
        var parts = [
            "<g id=\"\(id)\" class=\"er-box er-c\(colour) er-\(box.kind.rawValue)\" transform=\"translate(\(frame.x) \(frame.y))\">",
            "<title>\(tooltip)</title>",
            "<rect class=\"er-body\" width=\"\(right)\" height=\"\(bottom)\" rx=\"6\"/>",
            "<path class=\"er-head\" d=\"\(head)\"/>",
        ]
        if isOpen { parts.append("<path class=\"er-rule\" d=\"M0 \(header)H\(right)\"/>") }
        parts.append("<rect class=\"er-frame\" width=\"\(right)\" height=\"\(bottom)\" rx=\"6\"/>")
        parts.append(title)
        parts += box.rows.indices.map(row)
        let keys = box.rows.prefix { $0.isPrimaryKey }.count
        if keys > 0 && keys < box.rows.count {
            parts.append("<path class=\"er-thin\" d=\"M1 \(header + keys * Metrics.rowHeight)H\(right - 1)\"/>")
        }
        for (place, note) in box.footnotes.enumerated() {
            let y = Metrics.rowMiddle(box.rows.count + place) + 4
            parts.append("<text class=\"er-note\" x=\"\(Metrics.nameInset)\" y=\"\(y)\">\(note.xmlEscaped)</text>")
        }
        return parts.joined() + "</g>"
    }

    private var title: String {
        let text = TextWidth.fitted(box.title.visible, size: Metrics.titleSize, within: Metrics.titleLimit)
        let y = Metrics.headerHeight / 2 + 5
        var result = "<text class=\"er-title\" x=\"\(Metrics.padding)\" y=\"\(y)\">\(text.xmlEscaped)</text>"
        if let word = box.kind.word {
            result += "<text class=\"er-kind\" x=\"\(frame.width - Metrics.padding)\" y=\"\(y)\">\(word)</text>"
        }
        return result
    }

    private var tooltip: String {
        let lines = [box.title.visible] + (box.comment ?? "").visibleLines.filter { !$0.isEmpty }
        return lines.map(\.xmlEscaped).joined(separator: "\n")
    }

    private func row(_ index: Int) -> String {
        let row = box.rows[index]
        let middle = Metrics.rowMiddle(index)
        let name = TextWidth.fitted(row.name.visible, size: Metrics.textSize, within: Metrics.nameLimit)
        let type = TextWidth.fitted(row.type.visible, size: Metrics.typeSize, within: Metrics.typeLimit)
        var parts: [String] = []
        if row.isPrimaryKey {
            parts.append(SVGMarks.key(x: 10, y: middle))
        } else if row.isUnique {
            parts.append("<text class=\"er-mark-text\" x=\"13\" y=\"\(middle + 3)\">U</text>")
        }
        if row.isForeignKey { parts.append("<text class=\"er-mark-text\" x=\"25\" y=\"\(middle + 3)\">FK</text>") }
        let style = row.isNullable ? "er-name" : "er-name er-required"
        parts.append(
            "<text class=\"\(style)\" x=\"\(Metrics.nameInset)\" y=\"\(middle + 4)\">\(name.xmlEscaped)</text>")
        if !type.isEmpty {
            let x = frame.width - Metrics.padding
            parts.append("<text class=\"er-type\" x=\"\(x)\" y=\"\(middle + 4)\">\(type.xmlEscaped)</text>")
        }
        return "<g><title>\(tooltip(of: row))</title>\(parts.joined())</g>"
    }

    private func tooltip(of row: Diagram.Row) -> String {
        let facts = [row.name.visible, row.type.visible, row.isNullable ? "" : "NOT NULL"].filter { !$0.isEmpty }
        let lines = [facts.joined(separator: " ")] + (row.comment ?? "").visibleLines.filter { !$0.isEmpty }
        return lines.map(\.xmlEscaped).joined(separator: "\n")
    }
}

extension Diagram.Box.Kind {
    /// What the box says it is, where it is no ordinary table.
    var word: String? {
        switch self {
        case .table: nil
        case .partitioned: "partitioned"
        case .foreign: "foreign"
        case .virtual: "virtual"
        case .view: "view"
        case .materialized: "materialized"
        case .missing: "missing"
        }
    }
}
