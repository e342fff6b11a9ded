import Glibc
import TestSupport
import Testing

/// Signals while ways back are tried: the scratch database goes with the command.
@Suite struct VerifySignalTests {
    private static let endless =
        "INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c WHERE x < 0;\n"

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesNothing(_ signal: Int32) {
        let project = ScratchProject(
            ScratchProject.twoMigrations.merging(["migrations/003_endless.sql": Self.endless]) { $1 })
        project.folder.makeFolders(["temporary"])
        let before = project.files
        let pid =
            MartletBinary.start(
                ["verify", "003"], in: project.folder.path,
                environment: ["TMPDIR": project.folder.path("temporary")]) ?? -1
        #expect(
            ChildProcess.waitUntil {
                project.folder.names(in: "temporary").contains {
                    project.folder.names(in: "temporary/\($0)").contains("test.db")
                }
            })
        // The statement that never ends has begun by then, or will not.
        usleep(500_000)
        ChildProcess.signal(pid, signal)
        #expect(ChildProcess.wait(pid) == (signal == SIGINT ? 130 : 143))
        #expect(project.folder.names(in: "temporary").isEmpty && project.files == before)
    }
}
