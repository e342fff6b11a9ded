import TestSupport
import Testing

/// A plan beside others who work with the database.
@Suite struct ServerPlanTests {
    /// `pg_table_size` waits for whoever has the table for themselves.
    @Test func aTableThatIsLockedKeepsNobodyWaiting() throws {
        let project = try ServerProject.migrated(settings: ["lock_timeout: 200ms"])
        project.folder.write("migrations/003_mail.sql", "ALTER TABLE users ADD COLUMN mail text;\n")
        let holder = try #require(
            Program.start([
                project.database.cluster.programs + "/psql", "-Xq", "-h", project.database.cluster.socketFolder, "-p",
                project.database.cluster.port, "-U", "postgres", "-d", project.database.name, "-c",
                "BEGIN; LOCK TABLE users", "-c", "SELECT pg_sleep(60)",
            ]))
        defer { ChildProcess.end(holder) }
        for _ in 0..<200
        where project.sql(
            "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ) == "0" {
            _ = Program.run(["sleep", "0.02"])
        }
        let result = project.martlet("plan")
        expectStatus(result, 0)
        expect(result.output, contains: "ACCESS EXCLUSIVE on users (2 rows")
    }
}
