public import SQLText

/// A table, view, index or sequence as a statement names it.
public struct Relation: Sendable, Hashable {
    /// Its name.
    public var name: ObjectName
    /// Where the name stands in the file.
    public var offset: SourceOffset

    /// Makes a relation.
    public init(_ name: ObjectName, at offset: SourceOffset) {
        self.name = name
        self.offset = offset
    }
}

/// How long what a table holds is kept.
public enum Persistence: Sendable, Hashable {
    /// As usual.
    case permanent
    /// Until the server crashes.
    case unlogged
    /// As long as the session.
    case temporary
}
