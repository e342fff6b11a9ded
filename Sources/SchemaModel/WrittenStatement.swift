/// A statement that makes a part of a schema, without a semicolon.
public struct WrittenStatement: Sendable, Hashable {
    /// The statement.
    public var sql: String
    /// What it makes.
    public var object: ObjectReference

    /// A statement, and what it makes.
    public init(_ sql: String, _ object: ObjectReference) {
        self.sql = sql
        self.object = object
    }
}
