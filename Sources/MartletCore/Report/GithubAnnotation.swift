internal import Lint
internal import SQLText

/// A finding as a command of GitHub's runner.
///
/// Source: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
enum GithubAnnotation {
    static func line(_ placed: PlacedFinding) -> String {
        var properties = ["file=\(property(placed.location.file))"]
        if let position = placed.location.position {
            properties += ["line=\(position.line)", "col=\(position.column)"]
            // An annotation of several lines has no columns.
            if placed.end.line == position.line {
                properties.append("endColumn=\(max(placed.end.column, position.column))")
            }
            properties.append("endLine=\(placed.end.line)")
        }
        properties.append("title=\(property(placed.finding.code))")
        let text = [placed.finding.message, placed.finding.help].compactMap(\.self).joined(separator: "\n")
        return "::\(placed.finding.severity.rawValue) \(properties.joined(separator: ","))::\(data(text))"
    }

    /// What a person should know as such a command.
    static func line(_ diagnostic: Diagnostic) -> String {
        var properties: [String] = []
        if let location = diagnostic.location {
            properties.append("file=\(property(location.file))")
            if let position = location.position { properties += ["line=\(position.line)", "col=\(position.column)"] }
        }
        properties.append("title=\(property(diagnostic.code.rawValue))")
        let severity = diagnostic.severity == .note ? "notice" : diagnostic.severity.rawValue
        let text = ([diagnostic.message] + diagnostic.notes + [diagnostic.help].compactMap(\.self)).joined(
            separator: "\n")
        return "::\(severity) \(properties.joined(separator: ","))::\(data(text))"
    }

    /// What would end the command, as the runner wants it.
    private static func data(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    private static func property(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    private static func escaped(_ text: String, _ replacements: [Unicode.Scalar: String]) -> String {
        text.unicodeScalars.map { replacements[$0] ?? String($0) }.joined()
    }
}
