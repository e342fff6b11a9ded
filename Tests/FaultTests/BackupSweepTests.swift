import Glibc
import Martlet
import TestSupport
import Testing

/// `backup` killed, failing and losing power at every call: a backup is there whole, or not at all; the database and the
/// backup before are untouched; the same command then succeeds and leaves nothing behind.
@Suite struct BackupSweepTests {
    static let kinds = [ChangedDatabase.delete, .wal]

    @Test("F5: a killed backup is there whole or not at all", arguments: kinds)
    func aKilledBackupIsThereWholeOrNotAtAll(_ kind: ChangedDatabase) {
        let origin = kind.prepare()
        let points = FaultPoint.kills(of: ["backup"], in: ProjectCopy(of: origin))
        Sweep.over(points, "F5: backup (\(kind)) killed", usual: 3, atLeast: 30) { point in
            let copy = ProjectCopy(of: origin)
            guard point.run(["backup"], in: copy).status == 128 + SIGKILL else { return nil }
            return problems(in: copy, of: origin)
        }
    }

    @Test("E2, E3: a failing backup is there whole or not at all", arguments: kinds)
    func aBackupThatFailsIsThereWholeOrNotAtAll(_ kind: ChangedDatabase) {
        let origin = kind.prepare()
        let points = FaultPoint.errors(of: ["backup"], in: ProjectCopy(of: origin))
        Sweep.over(points, "E2, E3: backup (\(kind)) with an error", usual: 17, atLeast: 100) { point in
            let copy = ProjectCopy(of: origin)
            let result = point.run(["backup"], in: copy)
            let made = copy.names(in: "backups").filter { $0.hasSuffix(BackupManifest.suffix) }
            var problems: [String] = []
            if ![0, 1, 5].contains(result.status) { problems.append("exit status \(result.status)") }
            // The cardinal sin.
            if result.status == 0, made.isEmpty { problems.append("exit status 0, and no backup") }
            if result.error.contains("no backup was made"), !copy.names(in: "backups").allSatisfy({ $0.hasPrefix(".") })
            {
                problems.append("said that no backup was made, and there is \(copy.names(in: "backups"))")
            }
            if point.isSynchronization, result.status == 0 { problems.append("fsync failed, and exit status 0") }
            problems += self.problems(in: copy, of: origin)
            if !problems.isEmpty { problems.append(result.everything) }
            return problems
        }
    }

    /// What is wrong with the database or its backups, and after the same command again.
    private func problems(in copy: ProjectCopy, of origin: ScratchProject) -> [String] {
        var problems: [String] = []
        for name in ["app.db", "app.db-wal", "copy.db", "copy.db.manifest.json"]
        where TextFile.bytes(copy.path + "/" + name) != TextFile.bytes(origin.folder.path(name)) {
            problems.append("\(name) has changed")
        }
        if let problem = Self.brokenBackup(in: copy.path + "/backups") { problems.append(problem) }
        if let problem = Self.problemBackingUp(in: copy.path) { problems.append("the run after: \(problem)") }
        return problems
    }

    /// Makes a backup, and says what is wrong with it or with what a run before has left.
    private static func problemBackingUp(in folder: String) -> String? {
        let next = MartletBinary.run(["backup"], in: folder)
        if next.status != 0 { return next.everything }
        let names = Folder.names(folder + "/backups")
        if names.contains(where: { $0.hasPrefix(".") }) { return "left behind: \(names)" }
        guard let newest = names.last(where: { $0.hasSuffix(BackupManifest.suffix) }) else {
            return "no backup: \(names)"
        }
        if let problem = brokenBackup(in: folder + "/backups") { return problem }
        let proof = MartletBinary.run(["restore", "backups/" + newest, "--dry-run"], in: folder)
        return proof.status == 0 ? nil : proof.everything
    }

    /// A file under a final name that is not whole: the database, or the manifest without it.
    private static func brokenBackup(in folder: String, asking client: RunWork.Client = SQLiteClient.query) -> String? {
        for name in Folder.names(folder) where !name.hasPrefix(".") {
            let path = folder + "/" + name
            guard name.hasSuffix(BackupManifest.suffix) else {
                let found = ChangedDatabase.look(path, asking: client)
                if found != ChangedDatabase.changed { return "\(name): \(found)" }
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

    // MARK: Power failures

    @Test("A2, F5: a power failure leaves whole backups only", arguments: kinds)
    func aPowerFailureLeavesWholeBackupsOnly(_ kind: ChangedDatabase) throws {
        let recorded = Recording(of: ["backup"], in: kind.prepare())
        try recorded.expectSound("A2: backup (\(kind))", atLeast: 200) { failure in
            problem(after: failure)
        } finish: { failure in
            Self.problemBackingUp(in: failure.folder)
        }
    }

    private func problem(after failure: PowerLossReplay.Failure) -> String? {
        let folder = failure.folder + "/backups"
        // The look at a file by SQLite changes nothing in it, but the digest comes first all the same.
        if let problem = Self.brokenBackup(in: folder, asking: InProcessClient.query) { return problem }
        let isSaid = failure.isOver || failure.said.contains("wrote backups/")
        if isSaid, !Folder.names(folder).contains(where: { $0.hasSuffix(BackupManifest.suffix) }) {
            return "said to be made, and is not: \(Folder.names(folder))"
        }
        let found = ChangedDatabase.look(failure.folder + "/app.db", asking: InProcessClient.query)
        return found == ChangedDatabase.changed ? nil : "the database: \(found)"
    }

    @Test(
        "A2: without synchronisation a power failure breaks backups",
        arguments: [SimulatedDisk.Synchronization.ignored, .foldersOnly, .filesOnly])
    func withoutSynchronisationPowerFailuresDoDamage(_ synchronization: SimulatedDisk.Synchronization) throws {
        let recorded = Recording(of: ["backup"], in: ChangedDatabase.delete.prepare())
        let result = try recorded.replay(synchronization).run(problem)
        StressReport.add(
            "A2: backup, synchronisation \(synchronization.rawValue): \(result.states) states, \(result.bad.count) bad, "
                + "as it should be")
        #expect(result.bad.count > 5)
    }
}
