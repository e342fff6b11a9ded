import MartletCore
import SQLText

/// Shows diagnostics to people: the fact, its place with the line and a caret, the state now and the next step.
///
///     error[sql]: near "referencs": syntax error
///       --> db/migrations/004_posts.sql:4:26
///        |
///      4 |   author bigint not null referencs users(id),
///        |                          ^^^^^^^^^
///        |
///        = 0 of 2 applied, 2 not run
///        = help: fix the file, then: martlet migrate
enum DiagnosticText {
    /// Shows every diagnostic of an error, the cause first.
    static func render(_ error: MartletError, style: Style, width: Int) -> String {
        error.diagnostics.map { render($0, style: style, width: width) }.joined(separator: "\n")
    }

    /// Shows one diagnostic in lines of at most `width` columns where a line can be cut; ends with a line end.
    static func render(_ diagnostic: Diagnostic, style: Style, width: Int) -> String {
        let parts = Parts(
            severity: diagnostic.severity, code: diagnostic.code.rawValue, message: diagnostic.message,
            location: diagnostic.location, notes: diagnostic.notes, help: diagnostic.help)
        return lines(parts, width: width).map { $0.rendered(style) + "\n" }.joined()
    }

    /// What is shown of a diagnostic, or of anything else that has a code and a place.
    struct Parts {
        var severity: Diagnostic.Severity
        var code: String
        var message: String
        var location: SourceLocation?
        var notes: [String] = []
        var help: String?
    }

    /// The lines of it.
    static func lines(_ diagnostic: Parts, width: Int) -> [StyledText] {
        let number = diagnostic.location?.position.map { String($0.line) } ?? ""
        let gutter = String(repeating: " ", count: max(number.count, 1) + 1)
        var lines = headline(diagnostic)
        if let location = diagnostic.location {
            lines.append("\(StyledText(gutter))\("-->", .dim) \(place(location))")
            let frame = frame(location, number: number, gutter: gutter, width: width, severity: diagnostic.severity)
            lines += frame
            if !frame.isEmpty, !diagnostic.notes.isEmpty || diagnostic.help != nil {
                lines.append("\(StyledText(gutter)) \("|", .dim)")
            }
        }
        for note in diagnostic.notes { lines += fact(StyledText(), note, gutter) }
        if let help = diagnostic.help { lines += fact("\("help", .bold): ", help, gutter) }
        return lines
    }

    private static func headline(_ diagnostic: Parts) -> [StyledText] {
        let look: Look =
            switch diagnostic.severity {
            case .error: .boldRed
            case .warning: .boldYellow
            case .note: .bold
            }
        let title = "\(diagnostic.severity.rawValue)[\(diagnostic.code)]"
        let message = diagnostic.message.split(separator: "\n", omittingEmptySubsequences: false)
        return ["\(title, look): \(message[0], .bold)"] + message.dropFirst().map { "  \($0)" }
    }

    private static func place(_ location: SourceLocation) -> StyledText {
        guard let position = location.position else { return "\(location.file)" }
        return "\(location.file):\(position.line):\(position.column)"
    }

    private static func frame(
        _ location: SourceLocation, number: String, gutter: String, width: Int, severity: Diagnostic.Severity
    ) -> [StyledText] {
        guard let position = location.position, let excerpt = location.excerpt else { return [] }
        let window = ExcerptWindow(
            line: excerpt, column: position.column, length: location.length,
            columns: max(20, width - gutter.count - 3))
        let spaces = String(repeating: " ", count: window.caretColumn)
        let carets = String(repeating: "^", count: window.caretWidth)
        let bar: StyledText = "\(StyledText(gutter)) \("|", .dim)"
        let mark: Look = severity == .error ? .boldRed : .boldYellow
        return [
            bar, "\(" \(number) |", .dim) \(window.text)", "\(bar) \(StyledText(spaces))\(carets, mark)",
        ]
    }

    private static func fact(_ title: StyledText, _ text: String, _ gutter: String) -> [StyledText] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let indent = StyledText(gutter + "   ")
        return ["\(StyledText(gutter)) \("=", .dim) \(title)\(lines[0])"] + lines.dropFirst().map { "\(indent)\($0)" }
    }
}
