import MartletCore
import SQLText

/// The part of a source line that is shown above a caret, and where the caret stands under it.
struct ExcerptWindow {
    /// The text, with tabs expanded and everything dangerous written out.
    let text: String
    /// The columns before the caret.
    let caretColumn: Int
    /// The columns marked.
    let caretWidth: Int

    private struct Cell {
        var text: String
        var width: Int
    }

    /// Cuts the line around the mark so that it takes at most `columns`.
    ///
    /// - Parameters:
    ///   - column: Where the mark begins, in Unicode scalars from 1.
    ///   - length: How many scalars are marked.
    init(line: String, column: Int, length: Int, columns: Int) {
        let cells = Self.cells(line)
        let start = min(max(column - 1, 0), cells.count)
        let end = min(start + max(length, 1), cells.count)
        let shown = Self.range(of: cells, around: start, columns: columns)
        let prefix = shown.lowerBound > 0 ? "…" : ""
        let suffix = shown.upperBound < cells.count ? "…" : ""
        text = prefix + cells[shown].map(\.text).joined() + suffix
        caretColumn = prefix.count + Self.width(cells[shown.lowerBound..<start])
        caretWidth = max(1, Self.width(cells[start..<max(start, min(end, shown.upperBound))]))
    }

    private static func cells(_ line: String) -> [Cell] {
        var column = 0
        return line.unicodeScalars.map { scalar in
            var text = String(scalar)
            if scalar == "\t" {
                text = String(repeating: " ", count: 4 - column % 4)
            } else if PrintableText.isHarmful(scalar) {
                text = PrintableText.escaping(scalar)
            }
            let cell = Cell(text: text, width: DisplayWidth.of(text))
            column += cell.width
            return cell
        }
    }

    /// The cells to show: all of them, or a third of the room before the mark and the rest from it on.
    private static func range(of cells: [Cell], around start: Int, columns: Int) -> Range<Int> {
        guard width(cells[...]) > columns else { return 0..<cells.count }
        // Two columns for the signs that something was left out.
        var room = columns - 2
        var lower = start
        var upper = start
        let reserved = min(width(cells[start...]), room - room / 3)
        while lower > 0, room - cells[lower - 1].width >= reserved {
            lower -= 1
            room -= cells[lower].width
        }
        while upper < cells.count, room >= cells[upper].width {
            room -= cells[upper].width
            upper += 1
        }
        return lower..<upper
    }

    private static func width(_ cells: ArraySlice<Cell>) -> Int { cells.reduce(0) { $0 + $1.width } }
}
