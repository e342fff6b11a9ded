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
    /// The width of every cell: measured once, used for the columns and for the fill.
    private var widths: [[Int]] = []

    init(alignments: [Alignment] = [], indent: Int = 0) {
        self.alignments = alignments
        self.indent = indent
    }

    /// Adds a row.
    mutating func add(_ cells: StyledText...) { add(cells) }

    /// Adds a row.
    mutating func add(_ cells: [StyledText]) {
        rows.append(cells)
        widths.append(cells.map(\.width))
    }

    /// The lines.
    var lines: [StyledText] {
        let columns = columnWidths
        return zip(rows, widths).map { line($0, $1, columns) }
    }

    /// Spaces are owed until the next text comes, so that none are left at the end of a line.
    private func line(_ cells: [StyledText], _ widths: [Int], _ columns: [Int]) -> StyledText {
        var line = StyledText()
        line.runs.reserveCapacity(2 * cells.count)
        var owed = indent
        for (index, cell) in cells.enumerated() {
            let fill = columns[index] - widths[index]
            let isRight = index < alignments.count && alignments[index] == .right
            if isRight { owed += fill }
            if widths[index] > 0 {
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
        var columns = [Int](repeating: 0, count: widths.map(\.count).max() ?? 0)
        for row in widths where row.count > 1 || widths.count == 1 {
            for (index, width) in row.enumerated() { columns[index] = max(columns[index], width) }
        }
        return columns
    }
}
