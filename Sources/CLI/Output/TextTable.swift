import MartletCore

/// Rows of cells in aligned columns, two spaces apart, without spaces at line ends.
///
/// A table may have tens of thousands of rows: the text of its cells is kept in one piece, as UTF-8, and what is known
/// of each in a few bytes. Where it has to fit a screen, columns that are declared to shrink are cut, the widest first.
struct TextTable: Sendable {
    private struct Cell {
        /// Where the cell ends among the runs.
        var end: Int32
        var width: Int32
    }

    private struct Run {
        /// Where the run ends in the text.
        var end: Int32
        var look: Look
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
    private var runs: [Run] = []
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
        for run in cell.runs { add(run.text, run.look) }
        cells.append(Cell(end: Int32(runs.count), width: Int32(cell.width)))
    }

    /// Adds a cell in one look, with text from outside.
    mutating func add(cell: String, _ look: Look = .plain) {
        let text = PrintableText.escaping(cell)
        add(text, look)
        cells.append(Cell(end: Int32(runs.count), width: Int32(DisplayWidth.of(text))))
    }

    /// Ends a row that was added cell by cell.
    mutating func endRow() {
        let row = cells[(rows.last ?? 0)...]
        rows.append(cells.count)
        while columns.count < row.count { columns.append(0) }
        guard row.count > 1 else { return }
        for (column, cell) in zip(columns.indices, row) { columns[column] = max(columns[column], Int(cell.width)) }
    }

    private mutating func add(_ text: String, _ look: Look) {
        self.text += text.utf8
        runs.append(Run(end: Int32(self.text.count), look: look))
    }

    /// The lines.
    var lines: [StyledText] {
        var cell = 0
        var cursor = Cursor()
        var line = LineBuilder()
        let widths = fittingWidths
        return rows.map { end in
            line.owed = indent
            // A lone cell may run into the columns that are not there.
            let isLone = end - cell == 1
            for column in 0..<end - cell {
                let width = isLone ? max(widths[column], Int(cells[cell].width)) : widths[column]
                add(cells[cell + column], column, width, to: &line, &cursor)
            }
            cell = end
            return line.finish()
        }
    }

    private static let ellipsis = Array("…".utf8)

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

    private func add(
        _ cell: Cell, _ column: Int, _ width: Int, to line: inout LineBuilder, _ cursor: inout Cursor
    ) {
        let fill = max(0, width - Int(cell.width))
        let isRight = column < alignments.count && alignments[column] == .right
        if isRight { line.owed += fill }
        // The sign that something is missing takes the last column.
        var room = Int(cell.width) > width ? width - 1 : Int.max
        // A wide character that finds half of its room leaves it empty.
        var spare = 0
        for run in runs[cursor.run..<Int(cell.end)] {
            let piece = text[cursor.place..<Int(run.end)]
            cursor.place = Int(run.end)
            guard room >= 0 else { continue }
            guard room < Int.max else {
                line.add(piece, run.look)
                continue
            }
            let whole = String(decoding: piece, as: UTF8.self)
            let kept = DisplayWidth.prefix(of: whole[...], columns: room)
            line.add(piece.prefix(kept.utf8.count), run.look)
            room -= DisplayWidth.of(kept)
            if kept.endIndex < whole.endIndex {
                line.add(Self.ellipsis[...], run.look)
                (room, spare) = (-1, room)
            }
        }
        cursor.run = Int(cell.end)
        line.owed += 2 + spare + (isRight ? 0 : fill)
    }

    /// What of the table is in lines already.
    private struct Cursor {
        var run = 0
        var place = 0
    }

    /// A line in the making; neighbours of one look become one run.
    ///
    /// One serves all lines of a table, so that each is allocated once, at its size.
    private struct LineBuilder {
        /// Spaces until the next text, so that none are left at the end of the line.
        var owed = 0
        private var text: [UInt8] = []
        private var runs: [Run] = []

        mutating func add(_ piece: ArraySlice<UInt8>, _ look: Look) {
            guard !piece.isEmpty else { return }
            if owed > 0 {
                text += repeatElement(UInt8(ascii: " "), count: owed)
                end(.plain)
                owed = 0
            }
            text += piece
            end(look)
        }

        private mutating func end(_ look: Look) {
            let run = Run(end: Int32(text.count), look: look)
            if let last = runs.indices.last, runs[last].look == look { runs[last] = run } else { runs.append(run) }
        }

        /// The line; the builder is ready for the next.
        mutating func finish() -> StyledText {
            var line = StyledText()
            var place = 0
            line.runs = runs.map { run in
                defer { place = Int(run.end) }
                return StyledText.Run(text: String(decoding: text[place..<Int(run.end)], as: UTF8.self), look: run.look)
            }
            text.removeAll(keepingCapacity: true)
            runs.removeAll(keepingCapacity: true)
            return line
        }
    }
}
