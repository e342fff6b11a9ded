internal import SQLText

/// `-- martlet:allow CODE because …`: that somebody has looked at what a rule says, and means it.
struct Allowance {
    /// What it speaks for.
    enum Scope: Hashable {
        /// All of the file.
        case file
        /// The statement with this number in its script, from 0.
        case statement(Int)
        /// Nothing: no statement follows it.
        case nothing
    }

    /// The codes as they are written.
    let codes: [String]
    /// Why; `nil` if it does not say it.
    let reason: String?
    /// What it speaks for.
    let scope: Scope
    /// The comment, in the text that it was found in.
    let range: Range<Int>
    /// The line that it stands on, from 1.
    let line: Int

    /// Whether it speaks for a finding in a statement.
    func covers(_ code: String, statement: Int?) -> Bool {
        guard reason != nil, codes.contains(code) else { return false }
        return scope == .file || (statement.map { scope == .statement($0) } ?? false)
    }

    /// The allowances in a text, in order.
    /// - Parameter statements: the statements of the script that the text is of.
    static func all(in text: SourceText, statements: [SQLStatement]) -> [Allowance] {
        Directive.all(in: text).compactMap { directive in
            guard case .allowance(let content) = directive.kind else { return nil }
            let (codes, reason) = read(content)
            return Allowance(
                codes: codes, reason: reason, scope: scope(of: directive.line, in: text, statements),
                range: directive.line.range, line: text.position(of: directive.offset).line)
        }
    }

    /// `CODE, CODE because a reason`.
    private static func read(_ content: String) -> (codes: [String], reason: String?) {
        let words = content.split { $0 == " " || $0 == "\t" }
        let because = words.firstIndex { $0.lowercased() == "because" } ?? words.endIndex
        let codes = words[..<because].joined(separator: ",").split(separator: ",").map(String.init)
        let reason = words[because...].dropFirst().joined(separator: " ")
        return (codes, reason.isEmpty ? nil : reason)
    }

    private static func scope(of line: CommentLine, in text: SourceText, _ statements: [SQLStatement]) -> Scope {
        guard let next = statements.firstIndex(where: { $0.range.upperBound > line.range.lowerBound }) else {
            return .nothing
        }
        let isAboveAll = next == 0 && statements[0].range.lowerBound > line.range.lowerBound
        return isAboveAll && endsBlock(line, in: text) ? .file : .statement(next)
    }

    /// Whether the comment lines that it stands among end with a blank line.
    private static func endsBlock(_ line: CommentLine, in text: SourceText) -> Bool {
        var start = line.range.upperBound + 1
        while start < text.utf8.count {
            let range = text.lineRange(around: SourceOffset(utf8: start))
            let content = text.utf8[range].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if content.isEmpty { return true }
            guard content.starts(with: "--".utf8) else { return false }
            start = range.upperBound + 1
        }
        return false
    }
}
