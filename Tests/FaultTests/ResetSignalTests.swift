import Glibc
import TestSupport
import Testing

/// Signals while a reset builds the new database: the old one stays.
@Suite struct ResetSignalTests {
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesTheOldDatabase(_ signal: Int32) {
        let work = ResetWork(journal: "delete")
        let project = work.prepare()
        project.folder.write(
            "seeds/003_endless.sql",
            "INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c WHERE x < 0;\n"
        )
        let (dump, files) = (project.dump, project.files)
        let pid = ChildProcess.start(work.command, in: project)
        // The long statement's transaction has begun in the new database.
        #expect(
            ChildProcess.waitUntil {
                project.folder.names().contains { $0.hasPrefix(".martlet-") && $0.hasSuffix("-journal") }
            })
        usleep(200_000)
        kill(pid, signal)
        #expect(ChildProcess.wait(pid) == (signal == SIGINT ? 130 : 143))
        #expect(project.dump == dump && project.files == files)
    }
}
