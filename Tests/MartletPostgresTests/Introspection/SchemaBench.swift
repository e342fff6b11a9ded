import DriverTestSupport
import MartletCore
import MartletPostgres
import SchemaModel
import TestSupport
import Testing

/// A database whose schema is made, read and written.
struct SchemaBench {
    let database: FreshDatabase

    /// Makes an empty database, and runs a script in it as `psql -f` does.
    init(_ script: String = "", on cluster: PostgresCluster? = nil, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        database = try FreshDatabase(on: cluster)
        load(script, sourceLocation: sourceLocation)
    }

    /// Runs a script, of which no statement may fail.
    func load(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let (cluster, name) = (database.cluster, database.name)
        let result = Program.run(
            [
                cluster.programs + "/psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-h", cluster.socketFolder, "-p",
                cluster.port, "-U", PostgresCluster.superuser, "-d", name, "-f", "-",
            ], in: "/", environment: ["PGOPTIONS": "-c client_min_messages=warning"], input: script)
        guard result.status != 0 else { return }
        Issue.record("\(result.error)\n--- of the script:\n\(script)", sourceLocation: sourceLocation)
    }

    /// The schema, as the driver reads it.
    func schema(excluding tables: Set<String> = [], as role: String = PostgresCluster.superuser) throws -> Schema {
        let url = try ConnectionURL.parse(database.url(as: role), relativeTo: "/")
        let driver = try PostgresBackend().connect(to: url, ConnectOptions(.read))
        let connection = try #require(driver as? PostgresConnection)
        defer { connection.close() }
        return try connection.schema(excluding: tables)
    }

    /// What `pg_dump` writes of it.
    func dump() -> String {
        let (cluster, name) = (database.cluster, database.name)
        return Program.run(
            [
                cluster.programs + "/pg_dump", "-s", "-h", cluster.socketFolder, "-p", cluster.port, "-U",
                PostgresCluster.superuser, "-d", name,
            ], in: "/"
        ).output
    }

    /// The major version of the server.
    var version: Int { Int(database.text("SHOW server_version_num")).map { $0 / 10000 } ?? 0 }
}

extension Schema {
    /// A script that makes it, with the rights.
    func script() throws -> String {
        var options = PostgresSchemaWriter.Options()
        options.writesGrants = true
        return try PostgresSchemaWriter(self, options).script()
    }

    /// What one of both has and the other has not, for the message of a failed expectation.
    func differences(from other: Schema) -> [String] {
        func compare<Item: Hashable>(_ list: KeyPath<Schema, [Item]>) -> [String] {
            let (mine, others) = (Set(self[keyPath: list]), Set(other[keyPath: list]))
            return mine.subtracting(others).map { "+ \($0)" } + others.subtracting(mine).map { "- \($0)" }
        }
        return compare(\.namespaces) + compare(\.extensions) + compare(\.types) + compare(\.sequences)
            + compare(\.tables) + compare(\.views) + compare(\.routines) + compare(\.others)
            + compare(\.dependencies) + compare(\.omissions)
    }
}
