public import SQLText

/// Why a statement that SQLite keeps is not understood, and where in it.
public struct SQLiteSyntaxError: Error, Sendable, Hashable {
    /// What stands there, and what was expected: `expected a name, found ")"`.
    public var message: String
    /// The place in the statement.
    public var offset: SourceOffset

    /// Names what is not understood.
    public init(_ message: String, at offset: SourceOffset) {
        self.message = message
        self.offset = offset
    }

    /// For people: `line 3, column 12: expected a name, found ")"`.
    public func description(in sql: String) -> String {
        let place = SourceText(sql, name: "").position(of: offset)
        return "line \(place.line), column \(place.column): \(message)"
    }
}
