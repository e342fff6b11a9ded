/// Rows of cells in aligned columns, two spaces apart, without spaces at line ends.
struct TextTable: Sendable {
    /// The alignment of each column; columns beyond these are left-aligned.
    var alignments: [Alignment] = []
    /// Spaces before each row.
    var indent = 0
    /// The rows, which may differ in length.
    ///
    /// A lone first cell does not widen its column.
    private(set) var rows: [[StyledText]] = []

    init(alignments: [Alignment] = [], indent: Int = 0) {
        self.alignments = alignments
        self.indent = indent
    }

    /// Adds a row.
    mutating func add(_ cells: StyledText...) { rows.append(cells) }

    /// Adds a row.
    mutating func add(_ cells: [StyledText]) { rows.append(cells) }

    /// The lines.
    var lines: [StyledText] {
        let widths = columnWidths
        return rows.map { line($0, widths) }
    }

    /// Spaces are owed until the next text comes, so that none are left at the end of a line.
    private func line(_ cells: [StyledText], _ widths: [Int]) -> StyledText {
        var line = StyledText()
        var owed = indent
        for (index, cell) in cells.enumerated() {
            let fill = widths[index] - cell.width
            let isRight = index < alignments.count && alignments[index] == .right
            if isRight { owed += fill }
            if cell.runs.contains(where: { !$0.text.isEmpty }) {
                line.runs.append(StyledText.Run(text: Self.spaces(owed), look: .plain))
                line.runs += cell.runs
                owed = 0
            }
            owed += 2 + (isRight ? 0 : fill)
        }
        return line
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private var columnWidths: [Int] {
        var widths = [Int](repeating: 0, count: rows.map(\.count).max() ?? 0)
        for cells in rows {
            for (index, cell) in cells.enumerated() where cells.count > 1 || rows.count == 1 {
                widths[index] = max(widths[index], cell.width)
            }
        }
        return widths
    }
}
