/// A place in a source text: a distance in UTF-8 bytes from its start.
///
/// The only position type inside the engine.
///
/// The databases speak of positions in three units; each is converted where it comes in:
/// PostgreSQL counts characters from 1, `sqlite3_error_offset` bytes from 0, libpg_query bytes from 0.
public struct SourceOffset: Sendable, Hashable, Comparable {
    /// The distance in UTF-8 bytes from the start of the text.
    public var utf8: Int

    /// Makes an offset of `utf8` bytes.
    public init(utf8: Int) { self.utf8 = utf8 }

    /// Whether one place comes before another.
    public static func < (left: SourceOffset, right: SourceOffset) -> Bool { left.utf8 < right.utf8 }

    /// The place so many bytes further on.
    public static func + (offset: SourceOffset, bytes: Int) -> SourceOffset { SourceOffset(utf8: offset.utf8 + bytes) }
}

/// A place as people count it: both from 1, columns in Unicode scalars.
public struct SourcePosition: Sendable, Hashable {
    /// The line, from 1.
    public var line: Int
    /// The column in Unicode scalars, from 1.
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A place in a named file, with the line it stands on, ready to be shown with a caret.
public struct SourceLocation: Sendable, Hashable {
    /// The file as shown to people, relative to the project where possible.
    public var file: String
    /// Where the marked text begins; `nil` if the whole file is meant.
    public var position: SourcePosition?
    /// The text of that line, without its end.
    public var excerpt: String?
    /// How many Unicode scalars are marked; at least 1.
    public var length: Int

    /// Makes a location.
    public init(file: String, position: SourcePosition? = nil, excerpt: String? = nil, length: Int = 1) {
        self.file = file
        self.position = position
        self.excerpt = excerpt
        self.length = max(length, 1)
    }
}
