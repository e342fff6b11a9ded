import Glibc
import TestSupport
import Testing

/// kill -9 at every write-side system call of `backup` and `restore`, and each of those calls failing.
///
/// The database is the old one or the new one, whole; the same command then succeeds and leaves nothing behind.
/// `MARTLET_KILL_EVERY=1` lets every call fail, `=5` kills only at every fifth.
@Suite struct BackupKillTests {
    private static let calls = [
        "pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "link", "ftruncate", "flock", "chmod", "mkdir",
    ]

    /// What lies at the database's place before the run.
    enum Old: String, CaseIterable {
        case delete
        /// With changes that are in the write-ahead log only.
        case wal
        /// No database.
        case rubbish
    }

    private static let newest = "SELECT group_concat(name) FROM users; SELECT count(*) FROM posts"
    private static let (before, after) = ("Ava,Ben,Cleo\n2\n", "Ava,Ben\n0\n")

    /// A project whose database has changed since its backup, `copy.db`.
    private func prepare(_ old: Old) -> ScratchProject {
        let project = ScratchProject.migrated()
        let mode = old == .delete ? "delete" : "wal"
        #expect(project.sql("PRAGMA journal_mode = \(mode)") == mode)
        expectStatus(project.martlet("backup", "--output", "copy.db"), 0)
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: """
                PRAGMA wal_autocheckpoint = 0;
                .dbconfig no_ckpt_on_close on
                INSERT INTO users (name) VALUES ('Cleo');
                INSERT INTO posts VALUES (1, 1), (2, 3);

                """)
        #expect(project.folder.has("app.db-wal") == (old != .delete))
        if old == .rubbish {
            for suffix in ["-wal", "-shm"] { project.folder.remove("app.db" + suffix) }
            project.folder.write("app.db", "this was a database\n")
        }
        return project
    }

    /// What the client finds in a copy of the project, so that the project stays as the kill left it.
    private func look(_ project: ProjectCopy) -> String { ask(ProjectCopy(of: project)) }

    private func ask(_ project: ProjectCopy, about file: String = "app.db") -> String {
        SQLiteClient.query(project.path + "/" + file, "PRAGMA integrity_check; \(Self.newest)")
    }

    // MARK: Restore

    @Test(arguments: Old.allCases) func aKilledRestoreLeavesTheOldDatabaseOrTheNewOne(_ old: Old) {
        let origin = prepare(old)
        let command = ["restore", "copy.db", "--yes"]
        var states: Set<String> = []
        let killed = SystemCall.all(of: Self.calls, by: command, in: ProjectCopy(of: origin)).count { call in
            let project = ProjectCopy(of: origin)
            guard call.kill(command, in: project) else { return false }
            states.insert(expectOldOrNew(project, old, "killed at \(call)"))
            expectRestores(project, old, "killed at \(call)")
            return true
        }
        print("killed restore (\(old)) at \(killed) calls")
        #expect(killed >= 25 / SystemCall.every, "only \(killed) runs were killed")
        #expect(states.count == 2 || SystemCall.every > 1, "only \(states) was seen")
    }

    @Test(arguments: Old.allCases, ["EIO", "ENOSPC"])
    func aRestoreThatFailsLeavesTheOldDatabaseOrTheNewOne(_ old: Old, _ error: String) {
        let origin = prepare(old)
        let command = ["restore", "copy.db", "--yes"]
        for call in SystemCall.all(of: Self.calls, by: command, in: ProjectCopy(of: origin), every: 4) {
            let project = ProjectCopy(of: origin)
            let result = call.fail(with: error, command, in: project)
            let place: Comment = "\(error) at \(call): \(result.everything)"
            #expect(result.status < 128 && result.status != 70, place)
            let state = expectOldOrNew(project, old, place)
            if result.status == 0 { #expect(state == "new", place) }
            expectRestores(project, old, place)
        }
    }

    /// Expects one of the two whole databases, and tells which.
    private func expectOldOrNew(_ project: ProjectCopy, _ old: Old, _ place: Comment) -> String {
        let state = look(project)
        if state == "ok\n" + Self.after { return "new" }
        if old == .rubbish {
            #expect(TextFile.read(project.path + "/app.db") == "this was a database\n", place)
        } else {
            #expect(state == "ok\n" + Self.before, place)
        }
        return "old"
    }

    /// Expects that the same command succeeds, and that nothing is left of the one before.
    private func expectRestores(_ project: ProjectCopy, _ old: Old, _ place: Comment) {
        let next = MartletBinary.run(["restore", "copy.db", "--yes"], in: project.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        #expect(ask(project) == "ok\n" + Self.after, place)
        var left = project.names().filter {
            !["app.db", "copy.db", "copy.db.manifest.json", "martlet.yaml", "migrations", "seeds"].contains($0)
        }
        if old == .rubbish {
            // What could not be read is kept once.
            #expect(left.count == 1, "\(place): \(left)")
            #expect(TextFile.read(project.path + "/" + (left.first ?? "")) == "this was a database\n", place)
            left.removeAll { $0.hasPrefix("app.db.before-restore-") }
        }
        #expect(left.isEmpty, place)
    }

    // MARK: Backup

    @Test(arguments: [Old.delete, .wal]) func aKilledBackupIsThereWholeOrNotAtAll(_ old: Old) {
        let origin = prepare(old)
        let killed = SystemCall.all(of: Self.calls, by: ["backup"], in: ProjectCopy(of: origin)).count { call in
            let project = ProjectCopy(of: origin)
            guard call.kill(["backup"], in: project) else { return false }
            for name in ["app.db", "app.db-wal"] {
                let isSame = TextFile.bytes(project.path + "/" + name) == TextFile.bytes(origin.folder.path(name))
                #expect(isSame, "killed at \(call): \(name) has changed")
            }
            expectBacksUp(project, "killed at \(call)")
            return true
        }
        print("killed backup (\(old)) at \(killed) calls")
        #expect(killed >= 12 / SystemCall.every, "only \(killed) runs were killed")
    }

    @Test(arguments: [Old.delete, .wal], ["EIO", "ENOSPC"])
    func aBackupThatFailsIsThereWholeOrNotAtAll(_ old: Old, _ error: String) {
        let origin = prepare(old)
        for call in SystemCall.all(of: Self.calls, by: ["backup"], in: ProjectCopy(of: origin), every: 4) {
            let project = ProjectCopy(of: origin)
            let result = call.fail(with: error, ["backup"], in: project)
            let place: Comment = "\(error) at \(call): \(result.everything)"
            #expect(result.status < 128 && result.status != 70, place)
            if result.status != 0 { #expect(project.names(in: "backups").allSatisfy { $0.hasPrefix(".") }, place) }
            expectBacksUp(project, place)
        }
    }

    /// Expects a whole database and whole backups only, also after the same command again.
    private func expectBacksUp(_ project: ProjectCopy, _ place: Comment) {
        let next = MartletBinary.run(["backup"], in: project.path)
        #expect(next.status == 0, "\(place): \(next.everything)")
        expectAllWhole(project, place)
        let names = project.names(in: "backups")
        #expect(!names.contains { $0.hasPrefix(".") }, place)
        let newest = names.first { $0.hasSuffix(".manifest.json") } ?? ""
        let proof = MartletBinary.run(["restore", "backups/" + newest, "--dry-run"], in: project.path)
        #expect(proof.status == 0, "\(place): \(proof.everything)")
    }

    private func expectAllWhole(_ project: ProjectCopy, _ place: Comment) {
        let copy = ProjectCopy(of: project)
        #expect(ask(copy) == "ok\n" + Self.before, place)
        for name in project.names(in: "backups") where name.hasSuffix(".db") {
            #expect(ask(copy, about: "backups/" + name) == "ok\n" + Self.before, place)
        }
    }
}
