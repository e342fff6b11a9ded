/// A `key=value`, `key:value` or bare `key` of a directive.
public struct DirectiveOption: Sendable, Hashable {
    /// The key as written.
    public let key: String
    /// The value without its quotation marks; `nil` if there is only a key.
    public let value: String?
    /// Where the option begins.
    public let offset: SourceOffset
}

/// Whose spelling a section mark has.
public enum DirectiveStyle: Sendable, Hashable, CaseIterable {
    /// `-- martlet:up`.
    case martlet
    /// `-- migrate:up`, as dbmate has it.
    case dbmate
}

/// What is wrong with the options of a directive.
public enum DirectiveFault: Sendable, Hashable {
    /// A quotation mark without its second half.
    case unterminatedQuote
    /// An equals sign with nothing before it.
    case missingKey
}

/// A comment line that means something: a section mark, options, an allowance, the start of a rollback block, or a header.
public struct Directive: Sendable, Hashable {
    /// What the line means.
    public enum Kind: Sendable, Hashable {
        /// The statements up to the next mark bring the database forward.
        case up(DirectiveStyle)
        /// The statements up to the next mark bring it back.
        case down(DirectiveStyle)
        /// `-- martlet: key=value …`.
        case options
        /// `-- ROLLBACK:`, with what follows on the same line.
        case rollback(rest: String)
        /// `-- martlet:allow CODE because …`, for lint: what stands behind `allow`.
        case allowance(String)
        /// `-- Key: value`; the key is one to three words, as written.
        case header(key: String, value: String)
        /// Meant as a directive, but none: the text as written, and what it most likely should be.
        case unknown(String, suggestion: String?)
        /// By its shape most likely meant as a directive, but none.
        case lookalike(Lookalike)
        /// A mark of this other tool.
        case foreign(tool: String)
        /// A directive whose options cannot be read, with the place of the fault.
        case malformed(DirectiveFault, SourceOffset)
    }

    /// What the line means.
    public let kind: Kind
    /// The options of a section mark or of an options line.
    public let options: [DirectiveOption]
    /// The comment itself.
    public let line: CommentLine

    /// Where the comment begins.
    public var offset: SourceOffset { line.offset }

    /// Reads what a comment line says; `nil` if it is only a comment.
    public init?(_ content: UnsafeBufferPointer<UInt8>, line: CommentLine) {
        guard let parsed = DirectiveParser(content, at: line.content.lowerBound).parse() else { return nil }
        (kind, options) = parsed
        self.line = line
    }

    /// All directives and headers of a text, in order.
    public static func all(in text: SourceText) -> [Directive] {
        let lines = CommentLines.all(in: text)
        return text.utf8.withUnsafeBufferPointer { bytes in
            lines.compactMap { Directive(UnsafeBufferPointer(rebasing: bytes[$0.content]), line: $0) }
        }
    }

    /// The value if the line is a header with this key; capitals count the same.
    public func headerValue(_ key: String) -> String? {
        guard case .header(let found, let value) = kind, found.lowercased() == key.lowercased() else { return nil }
        return value
    }
}
