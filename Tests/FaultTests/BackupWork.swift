import Martlet
import TestSupport
import Testing

/// A backup: it is there whole, or not at all; the database and the backup before it are untouched.
struct BackupWork: FaultWork {
    let row = "F5"
    var kind: ChangedDatabase
    /// Whether there is a folder for backups already.
    var hasFolder: Bool

    var description: String { "backup, journal_mode \(kind), folder \(hasFolder ? "there" : "to be made")" }
    let command = ["backup"]

    static let all = [BackupWork(kind: .delete, hasFolder: true), BackupWork(kind: .wal, hasFolder: false)]

    func prepare() -> ScratchProject {
        let project = kind.prepare()
        if hasFolder { project.folder.makeFolders(["backups"]) }
        return project
    }

    func problem(in folder: String, said: String, isComplete: Bool, asking client: @escaping SQLClient) -> String? {
        let backups = folder + "/backups"
        if let problem = Self.brokenBackup(in: backups, asking: client) { return problem }
        if let problem = Self.brokenBackup(
            in: folder, ["copy.db", "copy.db.manifest.json"], "ok\nAva,Ben\n0\n", asking: client)
        {
            return problem
        }
        if isComplete || said.contains("wrote backups/"), !Self.hasBackup(backups) {
            return "said to be made, and is not: \(Folder.names(backups))"
        }
        let found = ChangedDatabase.look(folder + "/app.db", asking: client)
        return found == ChangedDatabase.changed ? nil : "the database: \(found)"
    }

    private static func hasBackup(_ folder: String) -> Bool {
        Folder.names(folder).contains { $0.hasSuffix(BackupManifest.suffix) }
    }

    /// A file under a final name that is not whole: the database, or the manifest without it.
    private static func brokenBackup(
        in folder: String, _ names: [String]? = nil, _ content: String = ChangedDatabase.changed,
        asking client: SQLClient
    ) -> String? {
        for name in names ?? Folder.names(folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            guard name.hasSuffix(BackupManifest.suffix) else {
                let found = ChangedDatabase.look(path, asking: client)
                if found != content { return "\(name): \(found)" }
                continue
            }
            guard let manifest = try? BackupManifest(reading: TextFile.bytes(path) ?? []) else {
                return "\(name): broken"
            }
            guard let file = FilePath(String(path.dropLast(BackupManifest.suffix.count))),
                let digests = try? FileDigests(of: file, Cancellation()), digests == manifest.content
            else { return "\(name): not that of the file" }
        }
        return nil
    }

    func falseClaims(of result: ProgramResult, in folder: String) -> [String] {
        let names = Folder.names(folder + "/backups").filter { !$0.hasPrefix(".") }
        guard result.error.contains("no backup was made"), !names.isEmpty else { return [] }
        return ["said that no backup was made, and there is \(names)"]
    }

    func problemFinishing(in folder: String) -> String? {
        let next = MartletBinary.run(command, in: folder)
        if next.status != 0 { return next.everything }
        let names = Folder.names(folder + "/backups")
        if names.contains(where: { $0.hasPrefix(".") }) { return "left behind: \(names)" }
        if let problem = problem(in: folder, said: "", isComplete: true, asking: SQLiteClient.query) { return problem }
        let newest = names.last { $0.hasSuffix(BackupManifest.suffix) } ?? ""
        let proof = MartletBinary.run(["restore", "backups/" + newest, "--dry-run"], in: folder)
        return proof.status == 0 ? nil : proof.everything
    }
}
