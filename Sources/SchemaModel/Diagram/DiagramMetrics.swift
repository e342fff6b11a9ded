/// The measures of a diagram, in pixels.
enum DiagramMetrics {
    static let headerHeight = 32
    static let rowHeight = 20
    static let footnoteHeight = 20
    /// From the box's side to the names of columns: room for two marks.
    static let nameInset = 42
    static let padding = 12
    /// Between the name of a column and its type.
    static let typeGap = 18
    static let titleSize = 13
    static let textSize = 12
    static let typeSize = 11
    static let titleLimit = 300
    static let nameLimit = 220
    static let typeLimit = 205
    static let minimumWidth = 140
    /// Between two boxes above each other.
    static let boxGap = 28
    /// Between a box and a line that passes it, and between two such lines.
    static let lineGap = 14
    /// Between neighbouring lines in the space between two layers, and between the ends of lines at a box.
    static let trackGap = 10
    /// From a box to the first line: room for the marks of cardinality.
    static let markRoom = 26
    /// Between parts of the diagram that no line joins.
    static let partGap = 44
    static let margin = 24

    /// The middle of a row, from the top of its box.
    static func rowMiddle(_ row: Int) -> Int { headerHeight + row * rowHeight + rowHeight / 2 }

    /// The size of a box that holds all its text.
    static func size(of box: Diagram.Box) -> DiagramSize {
        let kind = box.kind.word.map { typeGap + textWidth($0, typeSize, typeLimit) } ?? 0
        var width = 2 * padding + textWidth(box.title, titleSize, titleLimit) + kind
        for row in box.rows {
            let type = row.type.isEmpty ? 0 : typeGap + textWidth(row.type, typeSize, typeLimit)
            width = max(width, nameInset + textWidth(row.name, textSize, nameLimit) + type + padding)
        }
        for note in box.footnotes { width = max(width, nameInset + textWidth(note, typeSize, titleLimit) + padding) }
        let height = headerHeight + box.rows.count * rowHeight + box.footnotes.count * footnoteHeight
        return DiagramSize(
            width: (max(width, minimumWidth) + 1) / 2 * 2, height: height + (height > headerHeight ? 4 : 0))
    }

    private static func textWidth(_ text: String, _ size: Int, _ limit: Int) -> Int {
        min(TextWidth.pixels(text.visible, size: size), limit)
    }
}

/// A width and a height in pixels.
struct DiagramSize: Sendable, Hashable {
    var width: Int
    var height: Int
}
