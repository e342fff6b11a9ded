import TestSupport
import Testing

/// A plan beside others who work with the database.
@Suite struct ServerPlanTests {
    /// `pg_table_size` waits for whoever has the table for themselves.
    @Test func aTableThatIsLockedKeepsNobodyWaiting() throws {
        let project = try ServerProject.migrated(settings: ["lock_timeout: 200ms"])
        project.folder.write("migrations/003_mail.sql", "ALTER TABLE users ADD COLUMN mail text;\n")
        let holder = try #require(project.locking("users"))
        defer { ChildProcess.end(holder) }
        let result = project.martlet("plan")
        expectStatus(result, 0)
        expect(result.output, contains: "ACCESS EXCLUSIVE on users (2 rows")
    }
}
