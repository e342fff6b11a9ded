import MartletCore
import MartletSQLite
import SQLText
import SchemaModel
import Testing

/// A database in memory that is led from one schema to another.
struct ChangedDatabase {
    let connection: SQLiteConnection

    /// Makes one with a schema.
    init(_ statements: [String]) throws {
        let url = ConnectionURL(.sqlite(.memory))
        let made = try SQLiteBackend().connect(to: url, ConnectOptions(.create, foreignKeys: false))
        connection = try #require(made as? SQLiteConnection)
        for statement in statements { try run(statement) }
    }

    init(_ schema: Schema) throws { try self.init(SQLiteSchemaWriter().statements(schema).map(\.sql)) }

    var schema: Schema { get throws { try connection.schema(excluding: []) } }

    /// Runs a statement as one of a script.
    func run(_ sql: String) throws {
        _ = try Array(sql.utf8).withUnsafeBufferPointer { try connection.runStatement($0, within: nil) }
    }

    /// The first column of what a query gives, as text.
    func texts(_ sql: String) throws -> [String?] { try connection.query(sql).map { $0.text(0) } }

    /// Runs a plan in a transaction.
    func run(_ plan: SQLiteChangePlan) throws {
        try connection.begin()
        for statement in plan.statements { try run(statement.sql) }
        try connection.commit()
    }
}
