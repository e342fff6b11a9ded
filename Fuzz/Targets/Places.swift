import MartletCore
import SQLText

/// Places that are shown to people.
enum Places {
    /// Requires that a place is one of the text: its line is there, and the column not beyond its end.
    static func check(_ location: SourceLocation, in text: SourceText) throws {
        try require(location.file == text.name, "a place in another file: \(location)")
        guard let position = location.position else { return }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        try require((1...lines.count).contains(position.line), "of \(lines.count) lines: \(location)")
        let line = String(decoding: lines[position.line - 1], as: UTF8.self)
        try require(
            (1...line.unicodeScalars.count + 1).contains(position.column), "beyond the line's end: \(location)")
    }

    /// Requires that an error says what is wrong, with one of these codes, where in the text, and what to do next.
    static func check(
        _ error: MartletError, in text: SourceText, codes: Set<ErrorCode>, isAlwaysPlaced: Bool = true
    ) throws {
        try require(!error.diagnostics.isEmpty, "an error without a diagnostic")
        for diagnostic in error.diagnostics {
            try require(codes.contains(diagnostic.code), "the code \(diagnostic.code): \(diagnostic)")
            try require(!diagnostic.message.isEmpty, "no message: \(diagnostic)")
            try require(diagnostic.help?.isEmpty == false, "no next step: \(diagnostic)")
            if isAlwaysPlaced { try require(diagnostic.location != nil, "no place: \(diagnostic)") }
            if let location = diagnostic.location { try check(location, in: text) }
        }
    }
}
