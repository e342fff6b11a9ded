import TestSupport
import Testing

/// What commands do that only read, while somebody on the server has a lock that they need.
@Suite struct ServerWaitTests {
    private static let readers = [
        ["status"], ["history"], ["dump", "--output", "-"], ["docs", "--as", "json", "--output", "-"],
        ["diff", "app", "migrations"], ["backup"],
    ]

    /// Holds locks on a view, its table and the history for some seconds.
    private static func hold(_ project: ServerProject, seconds: Int) throws -> Int32 {
        let database = project.database
        let holder = try #require(
            Program.start([
                database.cluster.programs + "/psql", "-Xq", "-h", database.cluster.socketFolder, "-p",
                database.cluster.port, "-U", "postgres", "-d", "dbname=\(database.name) application_name=holder",
                "-c", "BEGIN", "-c", "LOCK TABLE martlet_migrations, v", "-c", "SELECT pg_sleep(\(seconds))",
            ]))
        let locks =
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND database = "
            + "(SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = 'users'::regclass"
        for _ in 0..<500 where project.sql(locks) == "0" { _ = Program.run(["sleep", "0.02"]) }
        return holder
    }

    private static func project(_ settings: [String]) throws -> ServerProject {
        let project = try ServerProject.migrated(settings: settings)
        _ = project.sql("CREATE VIEW v AS SELECT name FROM users")
        return project
    }

    @Test(arguments: readers) func whoeverHasTheLockIsNamed(_ command: [String]) throws {
        let project = try Self.project(["lock_timeout: 600ms"])
        let holder = try Self.hold(project, seconds: 120)
        defer { ChildProcess.end(holder) }
        let result = MartletBinary.run(command, in: project.folder.path)
        expectStatus(result, 6)
        let process = project.sql(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'holder' AND datname = current_database()")
        let who = "`holder`, role postgres, process \(process) of the server, since "
        expect(result.error, contains: "app: reading waits for a lock held by \(who)")
        expect(result.error, contains: "the lock is held by \(who)")
        expect(result.error, contains: "it runs: SELECT pg_sleep(…)")
        expect(
            result.error,
            contains: "--wait 10m; to end it, if it was forgotten: SELECT pg_terminate_backend(\(process));")
    }

    @Test(arguments: readers) func theyWaitForItAsLongAsTheyAreTold(_ command: [String]) throws {
        let project = try Self.project(["lock_timeout: 100ms"])
        let holder = try Self.hold(project, seconds: 2)
        defer { ChildProcess.end(holder) }
        expectStatus(MartletBinary.run(command + ["--wait", "60s"], in: project.folder.path), 0)
    }
}
