import TestSupport
import Testing

/// What is said to be done outlasts a power failure: files reach the disk before their names, names before the answer.
@Suite struct DurabilityTests {
    /// The calls of a run that bring something to the disk or change a name in the project, in order, by the names of
    /// the files.
    private func calls(_ command: [String], in project: ScratchProject) -> [String] {
        let folder = ScratchFolder()
        let log = folder.path("strace.log")
        let result = Program.run(
            ["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=fsync,link,rename,unlink,mkdir,ftruncate"]
                + [MartletBinary.path] + command, in: project.folder.path, environment: MartletBinary.quietEnvironment)
        expectStatus(result, 0)
        return (TextFile.read(log) ?? "").split(separator: "\n").compactMap { line in
            guard line.contains(project.folder.path),
                let call = line.firstMatch(of: #/^\d+ +(\w+)\((.*)\) += 0$/#)
            else { return nil }
            let names = call.output.2.matches(of: #/["<]([^">]+)[">]/#).map { path in
                let name = path.output.1.split(separator: "/").last ?? ""
                return name.hasPrefix(".martlet-")
                    ? "new" : project.folder.path.hasSuffix("/" + name) ? "project" : String(name)
            }
            return "\(call.output.1) \(names.joined(separator: " "))"
        }
    }

    @Test func aBackupIsOnTheDiskBeforeItsManifest() {
        let project = ScratchProject.migrated(settings: ["backups: data/backups"])
        let calls = calls(["backup"], in: project).map { $0.replacing(#/app_backup_\d+/#, with: "app") }
        #expect(
            calls == [
                "mkdir data", "fsync project", "mkdir backups", "fsync data",
                // Once while it is checked, and once more before it gets its name.
                "fsync new", "fsync new", "link new app.db", "unlink new", "fsync backups",
                "fsync new", "link new app.db.manifest.json", "unlink new", "fsync backups",
            ])
    }

    @Test func aRestoreRemovesTheOldLogBeforeTheNewDatabaseHasItsName() {
        let project = ScratchProject.changedSinceBackup()
        _ = Program.run(
            ["sqlite3", "-batch", project.database],
            input: "PRAGMA journal_mode = WAL;\n.dbconfig no_ckpt_on_close on\nDELETE FROM users;\n")
        #expect(project.folder.has("app.db-wal"))
        let calls = calls(["restore", "copy.db", "--yes"], in: project)
        let removal = calls.lastIndex(of: "unlink app.db-wal").map { calls[$0...] } ?? []
        #expect(
            Array(removal.prefix(5)).filter { $0 != "unlink app.db-shm" }.prefix(4) == [
                "unlink app.db-wal", "fsync project", "fsync new", "rename new app.db",
            ], "\(calls)")
        let rename = calls.firstIndex(of: "rename new app.db") ?? calls.endIndex
        #expect(calls[rename...].dropFirst().first == "fsync project", "\(calls)")
        #expect(!calls[rename...].contains("unlink app.db-wal"), "\(calls)")
    }
}
