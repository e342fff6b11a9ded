public import SQLText

/// A function, a procedure or an aggregate.
public struct Routine: Sendable, Hashable, Codable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable, Codable {
        case function, procedure, aggregate
    }

    /// Its name.
    public var name: ObjectName
    /// What it is.
    public var kind = Kind.function
    /// The types that tell it apart from others of the name: `integer, text`.
    public var signature: String
    /// What it gives: `TABLE(id integer)`; nothing for a procedure.
    public var result: String?
    /// What it is written in.
    public var language: String
    /// The whole statement that makes it, without a semicolon.
    public var definition: String
    /// What COMMENT ON says.
    public var comment: String?
    /// Who may do what with it.
    public var grants: [Grant] = []

    /// A routine by its statement.
    public init(_ name: ObjectName, signature: String, language: String, definition: String) {
        self.name = name
        self.signature = signature
        self.language = language
        self.definition = definition
    }
}
