/// What a token is.
public enum SQLTokenKind: UInt8, Sendable, Hashable {
    /// White space. For SQLite a byte order mark counts.
    case space
    /// `-- …`, without its line feed.
    case lineComment
    /// `/* … */`. For PostgreSQL others may be nested in it; without its end it runs to the end of the text.
    case blockComment
    /// `'…'`; for SQLite an identifier too, where one is expected. For PostgreSQL also `E'…'`, `U&'…'` and `$tag$…$tag$`.
    case string
    /// `"…"`, `` `…` `` or `[…]`; for PostgreSQL `"…"` and `U&"…"`.
    case quotedIdentifier
    /// A keyword or a bare identifier.
    case word
    /// A number, or what begins like one.
    case number
    /// `?1`, `:name`, `@name`, `$name`, `$name::part(tail)`; for PostgreSQL `$1`.
    case variable
    /// `x'…'`; for PostgreSQL also `b'…'`.
    case blob
    /// The end of a statement, outside of triggers, parentheses and bodies of functions.
    case semicolon
    /// An operator, a parenthesis, a comma or a dot.
    case punctuation
    /// A quotation without its end: all the rest of the text.
    case unterminated
    /// A byte that begins no token.
    case illegal
    /// A command of `psql`, from its backslash to the end of its line: the server never sees it.
    case metaCommand
    /// Lines of data behind a COPY FROM STDIN.
    case copyData
    /// The line `\.` that ends them.
    case copyEnd
    /// What may go on behind the end of a window that is not the last.
    case incomplete

    /// Whether the database sees this token.
    public var isSignificant: Bool {
        switch self {
        case .space, .lineComment, .blockComment, .metaCommand: false
        default: true
        }
    }
}

/// A token: its kind and its bytes.
public struct SQLToken: Sendable, Hashable {
    /// What the token is.
    public let kind: SQLTokenKind
    /// Its bytes, as indices into the window.
    public let range: Range<Int>
}

/// Cuts the SQL of a dialect into tokens.
public protocol SQLLexer {
    /// Makes a lexer over a window; `position` is where the first token begins.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int, isFinal: Bool)

    /// The next token; `nil` at the end.
    mutating func next() -> SQLToken?
}

extension SQLLexer {
    /// The next token that is neither white space nor comment; `nil` at the end.
    public mutating func nextSignificant() -> SQLToken? {
        while let token = next() {
            if token.kind.isSignificant { return token }
        }
        return nil
    }
}
