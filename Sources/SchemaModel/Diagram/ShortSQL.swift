internal import SQLText

/// Types and expressions of PostgreSQL as people write them: without the schema that goes without saying, and without the
/// type that the server writes behind every string.
struct ShortSQL: Sendable {
    /// The schemas that are left out.
    private let namespaces: Set<String>
    private let isOfPostgres: Bool

    init(_ schema: Schema, _ names: DisplayNames) {
        isOfPostgres = schema.dialect == .postgres
        namespaces = names.implied
    }

    /// A type or a value without the schema that goes without saying.
    func text(_ sql: String) -> String {
        guard isOfPostgres, sql.utf8.contains(UInt8(ascii: ".")) else { return sql }
        var pieces = Self.pieces(of: sql)
        leaveOutNamespaces(&pieces)
        return pieces.map(\.text).joined()
    }

    /// The same of a condition, without the type behind each string that it compares with.
    func condition(_ sql: String) -> String {
        guard isOfPostgres else { return sql }
        var pieces = Self.pieces(of: sql)
        leaveOutNamespaces(&pieces)
        while Self.leaveOutTypes(&pieces) || Self.leaveOutParentheses(&pieces) {}
        return pieces.map(\.text).joined()
    }

    /// A token with the white space behind it.
    private struct Piece {
        var kind: SQLTokenKind
        var text: String
        var token: Substring {
            text[..<(text.lastIndex { $0 != " " && $0 != "\n" }.map(text.index(after:)) ?? text.startIndex)]
        }
    }

    private static func pieces(of sql: String) -> [Piece] {
        Array(sql.utf8).withUnsafeBufferPointer { bytes in
            var lexer = PostgresLexer(bytes)
            var pieces: [Piece] = []
            while let token = lexer.next() {
                let text = String(decoding: bytes[token.range], as: UTF8.self)
                if token.kind == .space, !pieces.isEmpty {
                    pieces[pieces.count - 1].text += text
                } else {
                    pieces.append(Piece(kind: token.kind, text: text))
                }
            }
            return pieces
        }
    }

    // MARK: Schemas

    private func leaveOutNamespaces(_ pieces: inout [Piece]) {
        var kept: [Piece] = []
        var index = 0
        while index < pieces.count {
            if isNamespace(pieces, at: index), kept.last?.text != "." {
                index += 2
                continue
            }
            if let name = plainOperator(pieces, at: index) {
                kept.append(name)
                index += 6
                continue
            }
            var piece = pieces[index]
            // The name of a sequence or a table is a string for `regclass`.
            if piece.kind == .string, Self.text(pieces, index + 1) == "::",
                Self.text(pieces, index + 2).hasPrefix("reg")
            {
                piece.text = withoutNamespace(piece.text)
            }
            kept.append(piece)
            index += 1
        }
        pieces = kept
    }

    /// `OPERATOR(public.~)` as `~`.
    private func plainOperator(_ pieces: [Piece], at index: Int) -> Piece? {
        guard Self.text(pieces, index) == "OPERATOR", Self.text(pieces, index + 1) == "(",
            namespaces.contains(String(Self.text(pieces, index + 2))), Self.text(pieces, index + 3) == ".",
            Self.text(pieces, index + 5) == ")"
        else { return nil }
        let space = pieces[index + 5].text.dropFirst()
        return Piece(kind: .punctuation, text: "\(pieces[index + 4].token)\(space)")
    }

    /// Whether a schema that is left out stands there, in front of a name.
    private func isNamespace(_ pieces: [Piece], at index: Int) -> Bool {
        guard pieces[index].kind == .word || pieces[index].kind == .quotedIdentifier,
            pieces.indices.contains(index + 2), pieces[index + 1].text == ".",
            namespaces.contains(pieces[index].text)
        else { return false }
        let next = pieces[index + 2].kind
        return next == .word || next == .quotedIdentifier
    }

    private func withoutNamespace(_ string: String) -> String {
        let prefix = namespaces.map { "'" + $0 + "." }.first(where: string.hasPrefix)
        return prefix.map { "'" + string.dropFirst($0.count) } ?? string
    }

    // MARK: Types

    /// Leaves out what makes a text of a string, which is one; false if there is nothing of that.
    private static func leaveOutTypes(_ pieces: inout [Piece]) -> Bool {
        for index in pieces.indices where pieces[index].kind == .string && text(pieces, index + 1) == "::" {
            let isVarying = text(pieces, index + 2) == "character" && text(pieces, index + 3) == "varying"
            guard isVarying || text(pieces, index + 2) == "text" else { continue }
            let last = index + (isVarying ? 3 : 2)
            // Of an array the type says more, and so does one with a length.
            guard !["[", "("].contains(text(pieces, last + 1)) else { continue }
            pieces[index].text += pieces[last].text.dropFirst(pieces[last].token.count)
            pieces.removeSubrange(index + 1...last)
            return true
        }
        return false
    }

    /// Leaves out parentheses around nothing but a string, which are no function's.
    private static func leaveOutParentheses(_ pieces: inout [Piece]) -> Bool {
        for index in pieces.indices where pieces[index].kind == .string {
            guard index > 0, text(pieces, index - 1) == "(", text(pieces, index + 1) == ")",
                text(pieces, index + 2) == "::"
            else { continue }
            let before = index > 1 ? pieces[index - 2].kind : .punctuation
            guard before != .word, before != .quotedIdentifier else { continue }
            pieces.remove(at: index + 1)
            pieces.remove(at: index - 1)
            return true
        }
        return false
    }

    private static func text(_ pieces: [Piece], _ index: Int) -> Substring {
        pieces.indices.contains(index) ? pieces[index].token : ""
    }
}
