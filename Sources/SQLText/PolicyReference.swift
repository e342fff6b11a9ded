/// A row security policy by the words of a statement about it.
public struct PolicyReference: Sendable, Hashable {
    /// Its name, as the server has it.
    public let name: String
    /// Its table; without a schema where the statement says none.
    public let table: ObjectName

    /// Names a policy.
    public init(_ name: String, on table: ObjectName) { (self.name, self.table) = (name, table) }

    /// Whether it can be the one of a table.
    public func means(_ name: String, on table: ObjectName) -> Bool {
        name == self.name && table.name == self.table.name
            && (self.table.schema == nil || self.table.schema == table.schema)
    }
}

extension SQLStatement {
    /// The policy that CREATE POLICY makes or ALTER POLICY changes; `nil` for any other statement.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createpolicy.html>.
    public func policy(in source: SourceText) -> PolicyReference? {
        guard source.dialect == .postgres else { return nil }
        return source.utf8.withUnsafeBufferPointer {
            var words = StatementWords<PostgresLexer>(UnsafeBufferPointer(rebasing: $0[range]))
            guard words.take("create") || words.take("alter"), words.take("policy"), let name = words.serverName(),
                words.take("on"), let first = words.serverName()
            else { return nil }
            guard words.takePunctuation(Byte.dot), let table = words.serverName() else {
                return PolicyReference(name, on: ObjectName(first))
            }
            return PolicyReference(name, on: ObjectName(schema: first, table))
        }
    }
}
