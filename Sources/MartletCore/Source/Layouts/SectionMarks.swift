internal import SQLText

/// A line that begins with `--`, wherever it stands: the tools that part files by such lines do not know what a string is.
struct CommentedLine: Sendable, Hashable {
    /// Its bytes, with the end of the line.
    let range: Range<Int>
    /// Whether nothing stands before the dashes.
    let isAtMargin: Bool
    /// What stands behind the dashes.
    let content: String

    /// The words that follow this one; `nil` if the line does not begin with it.
    func words(after mark: String) -> [Substring]? {
        let words = content.split(whereSeparator: \.isWhitespace)
        return words.first.map { $0.lowercased() } == mark ? Array(words.dropFirst()) : nil
    }
}

extension SourceText {
    /// All lines that begin with `--`.
    var commentedLines: [CommentedLine] { commentedLines(areAbove: false) }

    /// Those above the first statement.
    var commentedLinesAbove: [CommentedLine] { commentedLines(areAbove: true) }

    private func commentedLines(areAbove: Bool) -> [CommentedLine] {
        var lines: [CommentedLine] = []
        var start = 0
        while start < utf8.count {
            let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? utf8.count
            let text = utf8[start..<end].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if text.starts(with: "--".utf8) {
                lines.append(
                    CommentedLine(
                        range: start..<end, isAtMargin: text.startIndex == start,
                        content: self.text(in: text.startIndex + 2..<end)))
            } else if areAbove, !text.allSatisfy({ $0 <= UInt8(ascii: " ") }) {
                break
            }
            start = end
        }
        return lines
    }

    /// The comments above everything else, in groups that each have an empty line, or the end, behind them: what stands
    /// right above a statement belongs to that.
    var topComments: [CommentedLine] {
        let comments = Dictionary(commentedLines.map { ($0.range.lowerBound, $0) }) { first, _ in first }
        var (found, group): ([CommentedLine], [CommentedLine]) = ([], [])
        var start = 0
        while start < utf8.count {
            let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? utf8.count
            if let line = comments[start] {
                group.append(line)
            } else {
                guard text(in: start..<end).allSatisfy(\.isWhitespace) else { return found }
                found += group
                group = []
            }
            start = end
        }
        return found + group
    }
}

/// The marks that part a file into its two ways.
struct SectionMarks {
    enum Side: Sendable, Hashable { case up, down }

    private var up: (line: CommentedLine, options: ScriptOptions?)?
    private var down: (line: CommentedLine, options: ScriptOptions?)?

    /// Takes a mark; there is one of each.
    mutating func note(
        _ side: Side, _ line: CommentedLine, _ options: ScriptOptions?, _ text: SourceText
    ) throws(MartletError) {
        guard (side == .up ? up : down) == nil else {
            throw Self.fault("a second section of the same kind", line, text, help: "make it a migration of its own")
        }
        if side == .down, up == nil {
            throw Self.fault("the way back before the way forward", line, text, help: "put it behind")
        }
        if side == .up { up = (line, options) } else { down = (line, options) }
    }

    /// The file as its marks part it.
    /// - Parameter mark: the one that is compulsory.
    func sections(
        of text: SourceText, _ defaults: ScriptOptions, named mark: String
    ) throws(MartletError) -> LayoutSections {
        guard let up else {
            throw MartletError(
                .directive, "there is no line `\(mark)`", at: SourceLocation(file: text.name),
                notes: [Diagnostic.nothingChanged], help: "write one above the statements that lead forward")
        }
        let end = text.utf8.count
        var sections = LayoutSections(
            up: up.line.range.upperBound..<(down?.line.range.lowerBound ?? end), options: up.options ?? defaults)
        if let down {
            sections.down = text.keeping(only: down.line.range.upperBound..<end)
            sections.downOptions = down.options
        }
        return sections
    }

    /// The error of a line that cannot be read as it is meant.
    static func fault(
        _ fact: String, _ line: CommentedLine, _ text: SourceText, help: String
    ) -> MartletError {
        MartletError(
            .directive, fact, at: text.location(of: SourceOffset(utf8: line.range.lowerBound)),
            notes: [Diagnostic.nothingChanged], help: help)
    }
}
