import Glibc
import TestSupport
import Testing

/// kill -9 at every write-side system call of `reset`, and each of those calls failing.
///
/// The database is the old one or the new one, whole; the same command then succeeds and leaves nothing behind.
@Suite struct ResetKillTests {
    private static let calls = [
        "pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "ftruncate", "flock", "chmod",
    ]
    private static let command = ["reset", "--seed", "--yes"]
    private static let look = """
        PRAGMA integrity_check; PRAGMA journal_mode;
        SELECT group_concat(name) FROM sqlite_schema WHERE name NOT LIKE '%martlet%' AND name NOT LIKE 'sqlite%';
        SELECT count(*) FROM users; SELECT count(*) FROM posts;
        SELECT count(*) FROM martlet_migrations; SELECT count(*) FROM martlet_seeds;
        """

    /// A database with a table that no migration makes, and with more rows than the seeds have.
    private func prepare(_ mode: String) -> ScratchProject {
        let project = ScratchProject(ScratchProject.seeded)
        expectStatus(project.martlet("setup"), 0)
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: """
                PRAGMA wal_autocheckpoint = 0;
                .dbconfig no_ckpt_on_close on
                CREATE TABLE mine (x);
                INSERT INTO users (name) VALUES ('Eve'), ('Finn');

                """)
        #expect(project.folder.has("app.db-wal") == (mode == "wal"))
        return project
    }

    /// Expects one of the two whole databases, and tells which.
    private func expectOldOrNew(_ project: ProjectCopy, _ mode: String, _ place: Comment) -> String {
        let old = "ok\n\(mode)\nusers,posts,posts_author,mine\n6\n3\n2\n2\n"
        let new = "ok\n\(mode)\nusers,posts,posts_author\n4\n3\n2\n2\n"
        // Of a copy, so that the project stays as the kill left it.
        let copy = ProjectCopy(of: project)
        let state = SQLiteClient.query(copy.path + "/app.db", Self.look)
        #expect(state == old || state == new, "\(place): \(state)")
        return state == new ? "new" : "old"
    }

    private func expectResets(_ project: ProjectCopy, _ mode: String, _ place: Comment) {
        let next = MartletBinary.run(Self.command, in: project.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        #expect(expectOldOrNew(project, mode, place) == "new", place)
        #expect(project.names() == ["app.db", "martlet.yaml", "migrations", "seeds"], place)
    }

    @Test(arguments: ["delete", "wal"]) func aKilledResetLeavesTheOldDatabaseOrTheNewOne(_ mode: String) {
        let origin = prepare(mode)
        var states: Set<String> = []
        let calls = SystemCall.all(of: Self.calls, by: Self.command, in: ProjectCopy(of: origin), every: 2)
        let killed = calls.count { call in
            let project = ProjectCopy(of: origin)
            guard call.kill(Self.command, in: project) else { return false }
            states.insert(expectOldOrNew(project, mode, "killed at \(call)"))
            expectResets(project, mode, "killed at \(call)")
            return true
        }
        print("killed reset (\(mode)) at \(killed) calls")
        #expect(killed >= 25 / SystemCall.every, "only \(killed) runs were killed")
        #expect(states.contains("old"))
    }

    @Test(arguments: ["delete", "wal"], ["EIO", "ENOSPC"])
    func aResetThatFailsLeavesTheOldDatabaseOrTheNewOne(_ mode: String, _ error: String) {
        let origin = prepare(mode)
        for call in SystemCall.all(of: Self.calls, by: Self.command, in: ProjectCopy(of: origin), every: 6) {
            let project = ProjectCopy(of: origin)
            let result = call.fail(with: error, Self.command, in: project)
            let place: Comment = "\(error) at \(call): \(result.everything)"
            #expect(result.status < 128 && result.status != 70, place)
            let state = expectOldOrNew(project, mode, place)
            if result.status == 0 { #expect(state == "new", place) }
            if result.error.contains("app is as it was") { #expect(state == "old", place) }
            #expect(!result.everything.contains("/.martlet-"), place)
            expectResets(project, mode, place)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesTheOldDatabase(_ signal: Int32) {
        let project = prepare("delete")
        project.folder.write(
            "seeds/003_endless.sql",
            "INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c WHERE x < 0;\n"
        )
        let (dump, files) = (project.dump, project.files)
        let pid = ChildProcess.start(Self.command, in: project)
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
