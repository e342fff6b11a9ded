public import SQLText

/// An object of a kind that is seldom met: known by its statement, and compared by it.
public struct OtherObject: Sendable, Hashable, Codable {
    /// Its kind, as the statement says it: `operator class`, `event trigger`, `statistics`, `rule`.
    public var kind: String
    /// Its name; with what it belongs to, where the name alone does not tell it apart.
    public var name: ObjectName
    /// The table, view or other that it belongs to.
    public var detail: String?
    /// The statements that make it, without semicolons.
    public var statements: [String]
    /// The statement that takes it away, without a semicolon.
    public var removal: String
    /// What COMMENT ON says.
    public var comment: String?

    /// An object by its statements.
    public init(_ kind: String, _ name: ObjectName, statements: [String], removal: String) {
        self.kind = kind
        self.name = name
        self.statements = statements
        self.removal = removal
    }
}

/// What a role may do with an object.
public struct Grant: Sendable, Hashable, Codable {
    /// The role; empty for everybody (PUBLIC).
    public var role: String
    /// What it may do: `SELECT`; nothing, where it has lost what it may do from the start, as everybody runs functions.
    public var privileges: [String]
    /// What it may hand on.
    public var grantable: [String] = []

    /// What a role may do.
    public init(_ role: String, _ privileges: [String]) {
        self.role = role
        self.privileges = privileges
    }
}
