internal import SQLText

/// The one document that `--json` prints: the same frame around every command's own members.
package enum ResultDocument {
    /// Builds the document.
    package static func build(
        command: String?, status: ExitStatus, diagnostics: [Diagnostic], members: [String: JSONValue]
    ) -> JSONValue {
        let frame: [String: JSONValue] = [
            "schema": "martlet/1", "martlet": .string(MartletVersion.current), "command": JSONValue(command),
            "ok": .bool(status == .done), "exit_code": .integer(Int(status.rawValue)), "databases": [],
            "diagnostics": .array(diagnostics.map(json)),
        ]
        return .object(frame.merging(members) { _, member in member })
    }

    /// A diagnostic as the document shows it; positions are counted from 1, columns in characters.
    private static func json(_ diagnostic: Diagnostic) -> JSONValue {
        var members: [String: JSONValue] = [
            "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.code.rawValue),
            "message": .string(diagnostic.message), "notes": .array(diagnostic.notes.map(JSONValue.string)),
            "help": JSONValue(diagnostic.help), "file": JSONValue(diagnostic.location?.file),
        ]
        if let location = diagnostic.location, let position = location.position {
            members["line"] = .integer(position.line)
            members["column"] = .integer(position.column)
            members["end_line"] = .integer(position.line)
            members["end_column"] = .integer(position.column + location.length)
        }
        return .object(members)
    }
}
