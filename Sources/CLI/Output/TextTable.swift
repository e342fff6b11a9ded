import MartletCore

/// Rows of cells in aligned columns, two spaces apart, without spaces at line ends.
///
/// A table may have tens of thousands of rows: the text of its cells is kept in one piece, as UTF-8, and what is known
/// of each in a few bytes. Where it has to fit a screen, columns that are declared to shrink are cut, the widest first.
struct TextTable: Sendable {
    private struct Cell {
        /// Where the cell ends in the text, and among the highlights.
        var end: Int32
        var highlightsEnd: Int32
        var width: Int32
    }

    /// The alignment of each column; columns beyond these are left-aligned.
    private let alignments: [Alignment]
    /// Spaces before each row.
    private let indent: Int
    /// The columns of the screen; `nil` if nothing is cut.
    private let screen: Int?
    /// The columns that may be cut.
    private let shrinking: [Int]
    private var text: [UInt8] = []
    private var highlights: [StyledText.Highlight] = []
    private var cells: [Cell] = []
    /// Where each row ends among the cells.
    private var rows: [Int] = []
    private var columns: [Int] = []

    init(alignments: [Alignment] = [], indent: Int = 0, screen: Int? = nil, shrinking: [Int] = []) {
        self.alignments = alignments
        self.indent = indent
        self.screen = screen
        self.shrinking = shrinking
    }

    /// Adds a row, which may be shorter than others.
    ///
    /// A lone first cell does not widen its column.
    mutating func add(_ cells: StyledText...) {
        for cell in cells { add(cell: cell) }
        endRow()
    }

    /// Adds a cell to the row that ``endRow()`` ends.
    mutating func add(cell: StyledText) {
        let start = text.count
        for highlight in cell.highlights { highlights.append(highlight.moved(by: start)) }
        add(cell.plain, width: cell.width)
    }

    /// Adds a plain cell, with text from outside.
    mutating func add(cell: String) {
        if PrintableText.isBare(cell) { return add(cell, width: cell.utf8.count) }
        let text = PrintableText.escaping(cell)
        add(text, width: DisplayWidth.of(text))
    }

    private mutating func add(_ cell: String, width: Int) {
        text += cell.utf8
        cells.append(Cell(end: Int32(text.count), highlightsEnd: Int32(highlights.count), width: Int32(width)))
    }

    /// Ends a row that was added cell by cell.
    mutating func endRow() {
        let row = cells[(rows.last ?? 0)...]
        rows.append(cells.count)
        while columns.count < row.count { columns.append(0) }
        guard row.count > 1 else { return }
        for (column, cell) in zip(columns.indices, row) { columns[column] = max(columns[column], Int(cell.width)) }
    }

    /// All rows, a line each, in one text.
    var lines: StyledText {
        var writer = Writer(capacity: text.count + rows.count * (indent + 4 * columns.count))
        var start = 0
        let widths = fittingWidths
        for end in rows {
            if start > 0 { writer.endLine() }
            writer.owed = indent
            // A lone cell may run into the columns that are not there.
            let isLone = end - start == 1
            for index in start..<end {
                let width = widths[index - start]
                write(index, index - start, isLone ? max(width, Int(cells[index].width)) : width, to: &writer)
            }
            start = end
        }
        return writer.styledText
    }

    private func write(_ index: Int, _ column: Int, _ width: Int, to writer: inout Writer) {
        let cell = cells[index]
        let previous = index == 0 ? Cell(end: 0, highlightsEnd: 0, width: 0) : cells[index - 1]
        let piece = text[Int(previous.end)..<Int(cell.end)]
        let looks = highlights[Int(previous.highlightsEnd)..<Int(cell.highlightsEnd)]
        let fill = width - Int(cell.width)
        guard fill >= 0 else {
            let cut = StyledText(
                escaped: String(decoding: piece, as: UTF8.self),
                highlights: looks.map { $0.moved(by: -piece.startIndex) }
            ).cut(to: width)
            writer.write(Array(cut.plain.utf8)[...], cut.highlights[...])
            // Of a wide character that found half of its room, that half is left empty.
            writer.owed += 2 + width - cut.width
            return
        }
        let isRight = column < alignments.count && alignments[column] == .right
        if isRight { writer.owed += fill }
        writer.write(piece, looks)
        writer.owed += 2 + (isRight ? 0 : fill)
    }

    /// The narrowest that a cut column gets: less says nothing.
    private static let minimum = 8

    /// The widths of the columns, as far as possible such that the rows fit the screen.
    private var fittingWidths: [Int] {
        guard let screen else { return columns }
        var widths = columns
        var excess = indent + columns.reduce(0) { $0 + $1 + 2 } - 2 - screen
        while excess > 0 {
            let candidates = shrinking.filter { widths.indices.contains($0) && widths[$0] > Self.minimum }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            // Down to the next widest, so that several end up alike.
            let next = candidates.map { widths[$0] }.filter { $0 < widths[widest] }.max() ?? Self.minimum
            let cut = min(excess, widths[widest] - next)
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    /// The text of a table in the making.
    private struct Writer {
        /// Spaces until the next text, so that none are left at the end of a line.
        var owed = 0
        private var text: [UInt8] = []
        private var highlights: [StyledText.Highlight] = []

        init(capacity: Int) { text.reserveCapacity(capacity) }

        /// Adds a piece, with the looks it has where it comes from.
        mutating func write(_ piece: ArraySlice<UInt8>, _ looks: ArraySlice<StyledText.Highlight>) {
            guard !piece.isEmpty else { return }
            for _ in 0..<owed { text.append(UInt8(ascii: " ")) }
            owed = 0
            for look in looks { highlights.append(look.moved(by: text.count - piece.startIndex)) }
            text += piece
        }

        mutating func endLine() {
            text.append(UInt8(ascii: "\n"))
            owed = 0
        }

        var styledText: StyledText {
            StyledText(escaped: String(decoding: text, as: UTF8.self), highlights: highlights)
        }
    }
}
