/// A statement that makes or changes a part of a schema, without a semicolon.
public struct WrittenStatement: Sendable, Hashable {
    /// The statement.
    public var sql: String
    /// What it makes or changes.
    public var object: ObjectReference

    /// A statement, and what it makes.
    public init(_ sql: String, _ object: ObjectReference) {
        self.sql = sql
        self.object = object
    }
}
