/// A backup that is to be restored: looked at from end to end before anything is written.
struct BackupSource {
    let path: FilePath
    /// `nil` for a plain copy, which nobody vouches for.
    let manifest: BackupManifest?
    /// What the file holds, as it was read.
    let content: FileDigests
    /// What should be known of a plain copy.
    let findings: [CheckFinding]

    /// Reads the backup at `path`, and proves it.
    /// - Throws: `backup-damaged` if it is not what its manifest says.
    init(
        _ path: FilePath, _ engine: any BackupEngine, _ cancellation: Cancellation
    ) throws(MartletError) {
        self.path = path
        manifest = try Self.manifest(of: path)
        if let manifest {
            guard manifest.engine == engine.engine else {
                throw MartletError(
                    .usage, "\(path) is a backup of another engine: \(manifest.engine)",
                    notes: ["nothing was restored"], help: "restore it into a database of that engine: --into URL")
            }
            content = try FileDigests(of: path, cancellation)
            findings = []
            try Self.compare(content, with: manifest, path)
        } else {
            // What is left of a copy for which there was no room, and nothing says that it ever was a database.
            if try FileSystem.info(of: path)?.size == 0 {
                throw BackupProblem.damaged("\(path) is empty, and no manifest says that it should be")
            }
            let hashing = BackgroundTask<Void>.trying { () throws(MartletError) in
                try FileDigests(of: path, cancellation)
            }
            let proof = Result { () throws(DriverError) in try engine.prove(path, .everything, cancellation) }
            content = try hashing.value().get()
            findings = try Self.proved(proof, path)
        }
    }

    /// The manifest beside a backup; `nil` if there is none.
    static func manifest(of path: FilePath) throws(MartletError) -> BackupManifest? {
        let manifestPath = BackupManifest.path(for: path)
        guard try FileSystem.info(of: manifestPath) != nil else { return nil }
        let bytes = try FileSystem.read(manifestPath, limit: 1 << 30)
        do throws(BackupManifest.Fault) {
            return try BackupManifest(reading: bytes)
        } catch {
            switch error {
            case .damaged:
                throw BackupProblem.damaged("the manifest \(manifestPath) is damaged: it is not what was written")
            case .unknownFormat(let format):
                throw BackupProblem.damaged(
                    "the manifest \(manifestPath) is in a format this version does not know: "
                        + PrintableText.escaping(format), ["a newer Martlet may have written it"])
            }
        }
    }

    private static func compare(
        _ content: FileDigests, with manifest: BackupManifest, _ path: FilePath
    ) throws(MartletError) {
        guard let chunk = content.firstDifference(from: manifest.content) else { return }
        let first = chunk * BackupManifest.chunkSize
        let last = min(first + BackupManifest.chunkSize, max(content.size, manifest.content.size)) - 1
        var notes = [
            "the first damage is in chunk \(chunk + 1) of \(manifest.content.prefixes.count), bytes \(first) to \(last)"
        ]
        if content.size != manifest.content.size {
            notes.append("it has \(content.size) bytes instead of \(manifest.content.size)")
        }
        throw BackupProblem.damaged("the backup \(path) is damaged: it is not what was written", notes)
    }

    private static func proved(
        _ proof: Result<[CheckFinding], DriverError>, _ path: FilePath
    ) throws(MartletError) -> [CheckFinding] {
        do throws(DriverError) {
            return try proof.get()
        } catch {
            let help: String? =
                switch error.kind {
                case .interrupted: "run the same command again"
                case .unsafe:
                    "fold it in where both lie: sqlite3 \(path.string.quotedForShell) 'PRAGMA wal_checkpoint(TRUNCATE)'"
                case .corrupt where error.help != nil: error.help
                case .corrupt:
                    "restore another backup; or save what can be read: sqlite3 \(path.string.quotedForShell) .recover"
                default: error.help ?? "restore another backup"
                }
            let message = error.kind == .corrupt ? "\(path) is damaged: \(error.message)" : error.message
            throw MartletError(error.kind.code, message, notes: ["nothing was restored"], help: help)
        }
    }

    // MARK: Building

    /// Makes the new database from the backup and proves it; it has not taken its place yet.
    /// - Parameter amend: changes the new database once it is known to be the backup; what comes of that is proved.
    func build(
        _ replacement: any Replacement, _ cancellation: Cancellation, amend: () throws(MartletError) -> Void
    ) throws(MartletError) {
        let copy = try replacement.fill(from: path, of: manifest?.serverVersion, cancellation)
        guard try FileDigests(of: copy, cancellation) == content else {
            throw BackupProblem.damaged(
                "the copy of \(path) is not what was read before", ["the file changed meanwhile, or the disk fails"])
        }
        try amend()
        let synchronizing = replacement.url.file.map { file in
            BackgroundTask<Void>.trying { () throws(MartletError) in try FileSystem.synchronize(file) }
        }
        let proof = Result { () throws(DriverError) -> [CheckFinding] in
            try replacement.prove(cancellation)
            return []
        }
        try synchronizing?.value().get()
        // What `amend` wrote is in a journal still, which could not be folded into the copy.
        if case .failure(let error) = proof, error.kind == .unsafe {
            throw MartletError(.writeFailed, "the copy of \(path) could not be completed: \(error.message)")
        }
        _ = try Self.proved(proof, path)
        if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
    }

    /// Makes sure that what was made anew from the backup has the history that the backup had.
    func requireVersion(in history: HistoryStore) throws(DriverError) {
        guard let manifest, try history.presentTables().contains(history.tables.history) else { return }
        let version = try history.rows().current
        guard version?.text != manifest.version else { return }
        throw DriverError(
            .corrupt,
            "the history of what was made from it ends at \(version?.text ?? "nothing") instead of "
                + (manifest.version ?? "nothing"))
    }
}
