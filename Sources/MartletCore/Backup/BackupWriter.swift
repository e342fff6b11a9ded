/// Makes a backup of one database: copied at one moment, hashed, proved, and only then given its name.
struct BackupWriter {
    let driver: any Driver
    let engine: any BackupEngine
    let tables: TableNames
    let cancellation: Cancellation
    /// What is being done, in words.
    let progress: (String) -> Void

    /// Writes the backup under the first of `names` that is free, and its manifest, which takes everything else it says
    /// from `draft`.
    ///
    /// Whatever goes wrong, nothing is left under either name.
    func write(to names: [FilePath], _ draft: BackupManifest) throws(MartletError) -> Backup {
        do throws(MartletError) {
            let names = try BackupName.free(names)
            AtomicFile.clearAbandoned(in: names[0].parent)
            let file = try AtomicFile(names[0], access: .private, replacing: false)
            progress("copying")
            var manifest = draft
            manifest.version = try copy(to: file.temporaryPath)
            let findings = try prove(file.temporaryPath, &manifest)
            if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
            let path = try file.commit(asFirstFreeOf: names)
            do throws(MartletError) {
                try FileSystem.write(
                    manifest.text, to: BackupManifest.path(for: path), access: .private, replacing: false)
            } catch {
                // Without its manifest it is no backup.
                _ = try? FileSystem.remove(path)
                throw error
            }
            return Backup(path: path, manifest: manifest, findings: findings)
        } catch {
            throw BackupProblem.failed(error, draft.database)
        }
    }

    /// A backup that was made.
    struct Backup {
        var path: FilePath
        var manifest: BackupManifest
        /// What the proof found worth knowing.
        var findings: [CheckFinding]
    }

    /// Copies the database; the answer is the newest version applied at that moment.
    private func copy(to file: FilePath) throws(MartletError) -> String? {
        var newest: MigrationVersion?
        do throws(DriverError) {
            try driver.copy(to: file, cancellation) { () throws(DriverError) in
                let history = try HistoryStore(driver: driver, tables: tables).asItIs()
                // A table of that name that is not Martlet's is copied like any other.
                let problems = try history.problems().filter { $0.code == .historyDamaged }
                guard problems.isEmpty, try history.presentTables().contains(tables.history) else { return }
                newest = try history.rows().current
            }
        } catch {
            throw MartletError(error)
        }
        return newest?.text
    }

    /// Hashes the copy and brings it to the disk while its structure is checked: the bytes are in memory still, and
    /// the three together take as long as the longest.
    private func prove(_ file: FilePath, _ manifest: inout BackupManifest) throws(MartletError) -> [CheckFinding] {
        progress("checking")
        let stop = cancellation
        let synchronizing = BackgroundTask<Void>.trying { () throws(MartletError) in try FileSystem.synchronize(file) }
        let hashing = BackgroundTask<Void>.trying { () throws(MartletError) in try FileDigests(of: file, stop) }
        let proof = Result { () throws(DriverError) in try engine.prove(file, .structure, stop) }
        let (synchronized, digests) = (synchronizing.value(), hashing.value())
        manifest.content = try digests.get()
        try synchronized.get()
        do throws(DriverError) {
            return try proof.get()
        } catch  where error.kind == .corrupt {
            throw MartletError(
                .corrupt, "\(manifest.database) is damaged: \(error.message)",
                help: "restore the newest backup: martlet restore PATH; or see what is wrong: martlet check")
        } catch {
            throw MartletError(error)
        }
    }
}
