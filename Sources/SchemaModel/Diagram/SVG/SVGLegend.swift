/// Explains the marks that a diagram has, below it.
struct SVGLegend {
    private enum Sign { case key, text(String), bold, many, optional, one, inheritance, query }

    /// The least width that it needs.
    let width: Int
    /// The height that it needs.
    let height: Int
    private var places: [(x: Int, y: Int, sign: Sign, word: String)] = []

    /// Signs, in as many lines as there have to be.
    init(_ diagram: Diagram, width: Int) {
        let rows = diagram.boxes.flatMap(\.rows)
        let edges = diagram.edges
        let references = edges.filter { $0.kind == .reference }
        var entries: [(sign: Sign, word: String)] = []
        if rows.contains(where: \.isPrimaryKey) { entries.append((.key, "primary key")) }
        if rows.contains(where: \.isForeignKey) { entries.append((.text("FK"), "foreign key")) }
        if rows.contains(where: { $0.isUnique && !$0.isPrimaryKey }) { entries.append((.text("U"), "unique")) }
        if rows.contains(where: { !$0.isNullable }) { entries.append((.bold, "NOT NULL")) }
        if references.contains(where: { !$0.isUnique }) { entries.append((.many, "zero or more")) }
        if references.contains(where: { $0.isUnique || $0.isOptional }) { entries.append((.optional, "zero or one")) }
        if references.contains(where: { !$0.isOptional }) { entries.append((.one, "exactly one")) }
        if edges.contains(where: { $0.kind == .inheritance }) { entries.append((.inheritance, "inherits from")) }
        if edges.contains(where: { $0.kind == .query }) { entries.append((.query, "reads")) }

        var (x, y, widest) = (DiagramMetrics.margin, 4, 0)
        for entry in entries {
            let room = 34 + TextWidth.pixels(entry.word, size: DiagramMetrics.typeSize) + 14
            if x > DiagramMetrics.margin, x + room > width - DiagramMetrics.margin {
                (x, y) = (DiagramMetrics.margin, y + 20)
            }
            places.append((x, y, entry.sign, entry.word))
            x += room
            widest = max(widest, x)
        }
        self.width = widest
        height = entries.isEmpty ? 0 : y + 20 + DiagramMetrics.margin - 8
    }

    /// The legend at a place.
    func text(x: Int, y: Int) -> String {
        let entries = places.map { place in
            let (left, middle) = (x + place.x, y + place.y + 8)
            return sign(place.sign, x: left, y: middle)
                + "<text class=\"er-note\" x=\"\(left + 34)\" y=\"\(middle + 4)\">\(place.word)</text>"
        }
        return "<g class=\"er-legend\">\(entries.joined())</g>"
    }

    private func sign(_ sign: Sign, x: Int, y: Int) -> String {
        let end = SVGMarks.End(x: x + 2, y: y, direction: 1)
        let mirrored = SVGMarks.End(x: x + 26, y: y, direction: -1)
        let line = "<path class=\"er-line\" d=\"M\(x + 2) \(y)h24\"/>"
        switch sign {
        case .key: return SVGMarks.key(x: x + 12, y: y)
        case .text(let text): return "<text class=\"er-mark-text\" x=\"\(x + 12)\" y=\"\(y + 3)\">\(text)</text>"
        case .bold: return "<text class=\"er-name er-required\" x=\"\(x + 9)\" y=\"\(y + 4)\">ab</text>"
        case .many: return line + end.zeroOrMore
        case .optional: return line + end.zeroOrOne
        case .one: return line + end.exactlyOne
        case .inheritance: return line + mirrored.triangle
        case .query: return "<g class=\"er-query\">\(line)\(mirrored.arrow)</g>"
        }
    }
}
