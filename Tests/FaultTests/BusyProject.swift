import Glibc
import TestSupport
import Testing

/// A project, and a run in the middle of its third migration, which has no end.
final class BusyProject {
    /// A statement that would run for hours.
    static let endless =
        "CREATE TABLE n (x INTEGER);\nINSERT INTO n WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) "
        + "SELECT x FROM c WHERE x < 0;\n"

    let project: ScratchProject
    /// The process of the run.
    let run: pid_t

    init() {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/003_endless.sql", Self.endless)
        run = ChildProcess.start(["migrate"], in: project)
        // Its journal is there: the long statement's transaction has begun.
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        self.project = project
    }

    /// Ends the run; what its status was.
    func end(with signal: Int32) -> Int32 {
        ChildProcess.signal(run, signal)
        return ChildProcess.wait(run)
    }

    /// Gives the third migration an end, and expects the next run to have no wait for a lock.
    func expectMigrates(sourceLocation: SourceLocation = #_sourceLocation) {
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(project.martlet("migrate", "--wait", "0s"), 0, sourceLocation: sourceLocation)
        #expect(project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
    }
}
