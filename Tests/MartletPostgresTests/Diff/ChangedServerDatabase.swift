import DriverTestSupport
import MartletCore
import MartletPostgres
import SQLText
import SchemaModel
import TestSupport
import Testing

/// A database on the server that is led from one schema to another, and can be emptied.
final class ChangedServerDatabase {
    let database: FreshDatabase
    let connection: PostgresConnection

    /// Makes an empty one, or one with a schema.
    init(_ statements: [String] = []) throws {
        database = try FreshDatabase()
        connection = try Self.connect(to: database)
        try run("SET client_min_messages = error")
        for statement in statements { try run(statement) }
    }

    deinit { connection.close() }

    /// A session of somebody else's.
    func secondConnection() throws -> PostgresConnection { try Self.connect(to: database) }

    private static func connect(to database: FreshDatabase) throws -> PostgresConnection {
        let url = try ConnectionURL.parse(database.url, relativeTo: "/")
        let driver = try PostgresBackend().connect(to: url, ConnectOptions(.create))
        return try #require(driver as? PostgresConnection)
    }

    /// Whether the server is of this major version or a later one.
    func isSince(_ version: Int) throws -> Bool { try self.version >= version }

    /// The server's major version.
    var version: Int { get throws { Int(try number("current_setting('server_version_num')")) / 10000 } }

    var schema: Schema { get throws { try connection.schema(excluding: []) } }

    /// Runs a statement as one of a script.
    func run(_ sql: String) throws {
        _ = try Array(sql.utf8).withUnsafeBufferPointer { try connection.runStatement($0, within: nil) }
    }

    /// Runs statements as a plan's: under its settings, and in transactions where they can be in one.
    func run(_ plan: PostgresChangePlan) throws {
        try run(plan.statements)
    }

    /// Runs statements; if one fails, the transaction that it was in is undone.
    func run(_ statements: [ChangeStatement]) throws {
        for setting in PostgresSchemaWriter.settings { try run(setting) }
        defer { for setting in PostgresSchemaWriter.resettings { try? run(setting) } }
        do {
            for statement in statements {
                if statement.isOutsideTransaction, connection.isInTransaction { try connection.commit() }
                if !statement.isOutsideTransaction, !connection.isInTransaction { try connection.begin() }
                do { try run(statement.sql) } catch {
                    throw ChangeFailed(sql: statement.sql, reason: (error as? DriverError)?.message ?? "\(error)")
                }
            }
            if connection.isInTransaction { try connection.commit() }
        } catch {
            if connection.isInTransaction { try? connection.rollback() }
            throw error
        }
    }

    /// Makes a schema in an empty database.
    func make(_ schema: Schema) throws {
        try run(try PostgresSchemaWriter(schema).statements().map { ChangeStatement($0.sql, "") })
    }

    /// Drops all.
    func clear() throws {
        for space in try texts(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'")
        {
            try run("DROP SCHEMA \((space ?? "").quotedName(.postgres)) CASCADE")
        }
        try run("CREATE SCHEMA public")
    }

    /// The first column of what a query gives, as text.
    func texts(_ sql: String) throws -> [String?] { try connection.query(sql).map { $0.text(0) } }

    /// The number that a query gives.
    func number(_ sql: String) throws -> Int64 { Int64(try texts("SELECT (\(sql))::text")[0] ?? "") ?? -1 }
}

/// A statement of a plan that the server refused.
struct ChangeFailed: Error, CustomStringConvertible {
    let sql: String
    let reason: String

    var description: String { "\(reason)\n    \(sql)" }
}

extension Schema {
    /// The schema with the columns of tables, composite types and statistics in the order of names: a plan leaves theirs
    /// as it is, and whether materialised views have been filled.
    var withSortedColumns: Schema {
        var schema = self
        for index in schema.views.indices { schema.views[index].isPopulated = true }
        for index in schema.tables.indices {
            schema.tables[index].columns.sort { $0.name < $1.name }
            // Since 18 the server makes names for NOT NULL, after the table above or a name that is gone.
            for column in schema.tables[index].columns.indices {
                schema.tables[index].columns[column].notNullName = nil
            }
        }
        for index in schema.types.indices { schema.types[index].attributes.sort { $0.name < $1.name } }
        for index in schema.others.indices where schema.others[index].kind == "statistics" {
            schema.others[index].statements = schema.others[index].statements.map { sql in
                sql.split { $0 == " " || $0 == "," }.sorted().joined(separator: " ")
            }
        }
        return schema
    }
}
