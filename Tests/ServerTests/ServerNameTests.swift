import TestSupport
import Testing

/// What a database goes by that variables or a service file name, and no URL.
@Suite struct ServerNameTests {
    private let database: FreshDatabase
    private let folder = ScratchFolder()

    init() throws {
        database = try FreshDatabase()
        folder.makeFolders(["db/migrations"])
    }

    private func martlet(_ arguments: [String], _ environment: [String: String]) -> ProgramResult {
        MartletBinary.run(arguments, in: folder.path, environment: environment)
    }

    /// The way to the server without the name of a database.
    private func server(as role: String = PostgresCluster.superuser) -> [String: String] {
        ["PGHOST": database.cluster.socketFolder, "PGPORT": database.cluster.port, "PGUSER": role]
    }

    /// Expects that everything calls the database by its name.
    private func expectNamed(
        _ url: String, _ environment: [String: String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let status = martlet(["status", "--url", url], environment)
        expectStatus(status, 0, sourceLocation: sourceLocation)
        #expect(status.output.hasPrefix("\(database.name)  postgres://"), "\(status.output)")
        let reset = martlet(["reset", "--url", url], environment)
        expectStatus(reset, 7, sourceLocation: sourceLocation)
        expect(reset.error, contains: "reset \(database.name) needs a confirmation", sourceLocation: sourceLocation)
        expectStatus(martlet(["backup", "--url", url], environment), 0, sourceLocation: sourceLocation)
        #expect(
            folder.names(in: "backups").allSatisfy { $0.hasPrefix(database.name + "_backup_") },
            sourceLocation: sourceLocation)
        let chosen = martlet(["status", "--url", url, "--database", database.name], environment)
        expectStatus(chosen, 0, sourceLocation: sourceLocation)
    }

    @Test func aVariableNamesIt() {
        expectNamed("postgres://", server().merging(["PGDATABASE": database.name]) { $1 })
    }

    @Test func aServiceNamesIt() {
        let lines = ["[shop]", "host=\(database.cluster.socketFolder)", "port=\(database.cluster.port)"]
        let own = ["user=\(PostgresCluster.superuser)", "dbname=\(database.name)"]
        let file = folder.write("services", (lines + own).map { $0 + "\n" }.joined())
        expectNamed("postgres://?service=shop", ["PGSERVICEFILE": file])
        expectNamed("postgres://", ["PGSERVICEFILE": file, "PGSERVICE": "shop"])
    }

    @Test func theRoleNamesItWhereNothingElseDoes() {
        expectStatus(database.psql("CREATE ROLE \(database.name) LOGIN SUPERUSER"), 0)
        defer { _ = database.psql("DROP ROLE \(database.name)") }
        expectNamed("postgres://", server(as: database.name))
    }
}
