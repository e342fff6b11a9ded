import Glibc
import TestSupport
import Testing

/// Storage that does not do what is wanted: full, read-only.
@Suite struct StorageTests {
    private static let large =
        "CREATE TABLE large (x TEXT);\nINSERT INTO large WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c "
        + "WHERE x < 20000) SELECT hex(randomblob(40)) FROM c;\n"

    /// A project whose third migration needs about 2 MB.
    private func projectWithALargeMigration() -> ScratchProject {
        let project = ScratchProject.setUp()
        project.folder.write("migrations/003_large.sql", Self.large)
        return project
    }

    @Test("E1: a full disk undoes the migration, and the next run has room") func fullDisk() {
        let project = projectWithALargeMigration()
        project.folder.makeFolders(["disk"])
        let disk = project.folder.path("disk")
        let mounted = Program.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]).status == 0
        defer { if mounted { _ = Program.run(["umount", "--lazy", disk]) } }
        // Where nothing can be mounted, no file may grow beyond the same size.
        let limit = mounted ? [] : ["prlimit", "--fsize=409600"]
        _ = Program.run(["cp", project.database, disk + "/app.db"])
        let before = SQLiteClient.query(disk + "/app.db", ".dump")
        let result = project.martlet(under: limit, ["migrate", "-d", "app", "--url", "sqlite:disk/app.db"])
        #expect(mounted ? result.status == 1 : [1, 5].contains(result.status), "\(result.everything)")
        expect(result.error, contains: mounted ? "error[disk-full]" : "error[")
        expect(result.error, contains: "003 changed nothing")
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'large'"
        #expect(SQLiteClient.query(disk + "/app.db", tables) == "0\n")
        #expect(SQLiteClient.query(disk + "/app.db", "PRAGMA integrity_check") == "ok\n")
        let rows = "SELECT count(*) FROM users; SELECT count(*) FROM martlet_migrations WHERE success"
        #expect(SQLiteClient.query(disk + "/app.db", rows) == "4\n2\n")
        #expect(before.contains("Ava"))
        if mounted { _ = Program.run(["mount", "-o", "remount,size=20m", disk]) }
        expectStatus(project.martlet("migrate", "--url", "sqlite:disk/app.db", "-d", "app"), 0)
        #expect(SQLiteClient.query(disk + "/app.db", tables) == "1\n")
    }

    // MARK: Read-only

    /// How a place is kept from being written.
    enum Protection: String, CaseIterable {
        case file, folder, everything
        /// Where nothing can be mounted, modes have to do.
        case mount
    }

    @Test("E4: a read-only database is read and not written", arguments: Protection.allCases, ["delete", "wal"])
    func readOnly(_ protection: Protection, _ mode: String) {
        let project = projectWithALargeMigration()
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        let before = project.files
        let somebody = Somebody()
        let path = project.folder.path
        _ = Program.run(["chmod", "-R", "a+rwX", path])
        switch protection {
        case .file: _ = Program.run(["chmod", "a-w", project.database])
        case .folder: _ = Program.run(["chmod", "a-w", path])
        case .everything: _ = Program.run(["chmod", "-R", "a-w", path])
        case .mount:
            let mounted =
                Program.run(["mount", "--bind", path, path]).status == 0
                && Program.run(["mount", "-o", "remount,bind,ro", path]).status == 0
            if !mounted { _ = Program.run(["chmod", "-R", "a-w", path]) }
        }
        defer {
            if protection == .mount { _ = Program.run(["umount", "--lazy", path]) }
            _ = Program.run(["chmod", "-R", "u+w", path])
        }
        for command in [
            ["migrate"], ["rollback", "--yes"], ["reset", "--yes"], ["seed", "--force"], ["stamp", "003"],
        ] {
            let result = somebody.martlet(project, command)
            expectStatus(result, 1)
            expect(result.error, contains: "error[read-only]")
        }
        // Even a reader of a write-ahead log makes files beside it; where it cannot, it says so.
        let isReadable = mode == "delete" || protection == .file
        for (command, status) in [("status", 0), ("check", 3), ("history", 0), ("plan", 0), ("dump", 0)] {
            let result = somebody.martlet(project, [command])
            expectStatus(result, isReadable ? Int32(status) : 1)
            if !isReadable { expect(result.error, contains: "for which even a reader makes files beside it") }
        }
        // A reader of a write-ahead log leaves what it made beside the database if it may not tidy it away.
        for name in ["app.db-wal", "app.db-shm"] where mode == "wal" && protection == .file {
            project.folder.remove(name)
        }
        #expect(project.files == before)
    }
}
