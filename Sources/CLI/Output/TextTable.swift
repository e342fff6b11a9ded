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
        return rows.map { cells in
            let last = cells.lastIndex { $0.width > 0 } ?? 0
            let padded = cells.prefix(last + 1).enumerated().map { index, cell in
                let alignment = index < alignments.count ? alignments[index] : .left
                return index == last && alignment == .left ? cell : cell.padded(to: widths[index], alignment)
            }
            return StyledText(String(repeating: " ", count: indent)) + padded.joined("  ")
        }
    }

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
