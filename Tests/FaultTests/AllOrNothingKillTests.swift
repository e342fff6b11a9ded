import Glibc
import TestSupport
import Testing

/// kill -9 in the middle of a run with `transaction: all`: every migration is applied, or none.
@Suite struct AllOrNothingKillTests {
    private static let counts = """
        SELECT (SELECT count(*) FROM sqlite_schema WHERE name IN ('users', 'posts', 'tags')),
               (SELECT count(*) FROM martlet_migrations WHERE success)
        """

    private func project(_ third: String) -> ScratchProject {
        let project = ScratchProject(settings: ["transaction: all"])
        project.folder.write("migrations/003_tags.sql", third)
        expectStatus(project.martlet("init"), 0)
        return project
    }

    @Test func aRunKilledBeforeItsCommitLeavesNothing() {
        // More than SQLite's cache holds, so that pages are in the file before the commit.
        let project = project(
            """
            CREATE TABLE tags (x BLOB);
            INSERT INTO tags WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000)
              SELECT zeroblob(4000) FROM c;
            INSERT INTO tags WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < 0;

            """)
        let pid = ChildProcess.start(["migrate"], in: project)
        let size = { () -> Int in
            var status = stat()
            return stat(project.database, &status) == 0 ? Int(status.st_size) : 0
        }
        #expect(ChildProcess.waitUntil { size() > 8_000_000 })
        kill(pid, SIGKILL)
        #expect(ChildProcess.wait(pid) == 128 + SIGKILL)
        #expect(project.sql("PRAGMA integrity_check; \(Self.counts)") == "ok\n0|0")
        project.folder.write("migrations/003_tags.sql", "CREATE TABLE tags (x);\n")
        expectStatus(project.martlet("migrate", "--wait", "0s"), 0)
        #expect(project.sql(Self.counts) == "3|3")
    }
}
