/// A statement of the engine's own, with its values.
struct BoundStatement {
    let sql: String
    let values: [Value]

    init(_ sql: String, _ values: [Value] = []) {
        self.sql = sql
        self.values = values
    }

    /// As a part of what goes to a server as one message.
    var part: BatchPart { .own(sql, values) }
}

extension Driver {
    /// Runs a statement of the engine's own whose rows are of no interest.
    func execute(_ statement: BoundStatement) throws(DriverError) { try execute(statement.sql, statement.values) }
}
