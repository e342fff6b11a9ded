/// Puts a backup in the place of a database: proved first, built beside, and swapped in one step.
public struct RestoreOperation {
    /// What is restored.
    public enum Source: Sendable, Hashable {
        /// A backup, or its manifest, from the caller's folder.
        case path(String)
        /// The newest backup that was made before this version was applied.
        case before(MigrationVersion)
    }

    let context: OperationContext
    let wanted: Source
    let into: String?
    let currentFolder: FilePath

    /// Makes the operation.
    /// - Parameters:
    ///   - source: the backup.
    ///   - into: the URL of the database to replace or make, instead of the project's.
    public init(_ context: OperationContext, _ source: Source, into: String? = nil, currentFolder: FilePath) {
        self.context = context
        wanted = source
        self.into = into
        self.currentFolder = currentFolder
    }

    /// Makes the operation for a backup.
    /// - Parameters:
    ///   - path: the backup, or its manifest, from the caller's folder.
    ///   - into: the URL of the database to replace or make, instead of the project's.
    public init(_ context: OperationContext, path: String, into: String? = nil, currentFolder: FilePath) {
        self.init(context, .path(path), into: into, currentFolder: currentFolder)
    }

    /// Restores; nothing is asked and nothing written before the whole backup was read and found sound.
    /// - Parameter confirm: asks a person whether it is meant so, and throws if it is not; in a dry run it is only told.
    public func run(confirm: ((RestorePreview) throws(MartletError) -> Void)? = nil) -> Outcome {
        do throws(MartletError) {
            let path = try source()
            let target = try target(for: BackupSource.manifest(of: path))
            var chosen = context
            chosen.project.databases = [target]
            return chosen.forEachDatabase("restore", goesOn: false) { (target, outcome) throws(MartletError) in
                try restore(path, target, &outcome, confirm)
            }
        } catch {
            return Outcome(command: "restore", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
    }

    // MARK: What and where

    /// The backup's file; its manifest stands for it too.
    func source() throws(MartletError) -> FilePath {
        switch wanted {
        case .path(let path): try source(at: path)
        case .before(let version): try source(before: version, of: onlyTarget())
        }
    }

    private func source(before version: MigrationVersion, of target: DatabaseTarget) throws(MartletError) -> FilePath {
        let place = try context.place(of: target)
        return try RestorePoint.before(version, of: target, at: place, in: context.project).path
    }

    /// The database that is meant by a version.
    private func onlyTarget() throws(MartletError) -> DatabaseTarget {
        let databases = context.project.databases
        if databases.count == 1, let target = databases.first { return target }
        throw MartletError(
            .usage, "the project has \(databases.count) databases, and a version does not say which is meant",
            notes: ["nothing was restored"], help: "add --database NAME")
    }

    private func source(at path: String) throws(MartletError) -> FilePath {
        var text = path
        if text.hasSuffix(BackupManifest.suffix) { text.removeLast(BackupManifest.suffix.count) }
        let file = try FilePath(validating: text).resolved(against: currentFolder)
        switch try FileSystem.info(of: file)?.kind {
        case .file: return file
        case nil:
            throw MartletError(
                .usage, "there is no backup \(file)", notes: ["nothing was restored"],
                help: "martlet backup writes to \(backupFolders)")
        case let kind?:
            throw MartletError(
                .usage, "\(file) is a \(kind.rawValue), not a backup", notes: ["nothing was restored"])
        }
    }

    private var backupFolders: String {
        Set(context.project.databases.map { $0.backups.display(relativeTo: context.project.root) }).sorted()
            .joined(separator: ", ")
    }

    /// The one selected database; of several, the one that the backup is of.
    func target(for manifest: BackupManifest?) throws(MartletError) -> DatabaseTarget {
        let databases = context.project.databases
        let match = databases.first { $0.name == manifest?.database && manifest?.project == context.project.name }
        guard var target = databases.count == 1 ? databases.first : match else {
            throw MartletError(
                .usage, "the project has \(databases.count) databases, and the backup does not say which it is of",
                notes: ["nothing was restored"],
                help: "add --database \(named(in: databases) ?? "NAME")")
        }
        if let into {
            target = try replacement(at: ConnectionURL.parse(into, relativeTo: context.project.root), for: target)
        } else if let manifest, manifest.project == context.project.name, manifest.database != target.name,
            try context.otherDatabase(manifest.database) != nil
        {
            throw MartletError(
                .confirmationNeeded, "the backup is of \(manifest.database), not of \(target.name)",
                notes: ["nothing was restored"],
                help: "--database \(manifest.database); or, if it is meant so, --into \(target.url)")
        }
        return target
    }

    /// The database that the file's name begins with, as in `app_backup_20261121.db`: good enough for advice.
    private func named(in databases: [DatabaseTarget]) -> String? {
        guard case .path(let path) = wanted else { return nil }
        let file = path.split(separator: "/").last ?? ""
        return databases.map(\.name).filter { file.hasPrefix($0) }.max { $0.utf8.count < $1.utf8.count }
    }

    /// The database at a URL: another one of the project, or one that is named by where it is.
    private func replacement(
        at url: ConnectionURL, for target: DatabaseTarget
    ) throws(MartletError) -> DatabaseTarget {
        var elsewhere = target
        elsewhere.url = url
        elsewhere.name = url.display(relativeTo: context.project.root)
        elsewhere.isProtected = false
        // What cannot be configured here cannot be meant either.
        let unselected = context.project.unselected.compactMap { try? context.otherDatabase($0) }
        for var other in context.project.databases + unselected {
            guard let leadsThere = try isSame(other.url, url) else {
                // Nobody can say that it is not the one that is protected.
                elsewhere.isProtected = elsewhere.isProtected || other.isProtected
                continue
            }
            guard leadsThere else { continue }
            if url.isOnServer { other.url = url }
            return other
        }
        return elsewhere
    }

    /// Whether two URLs lead to one database, whose file may have several names, as its server has; `nil` if that
    /// cannot be found out.
    private func isSame(_ first: ConnectionURL, _ second: ConnectionURL) throws(MartletError) -> Bool? {
        if first == second { return true }
        if first.isOnServer, second.isOnServer { return try? context.backend(first).backups.isSame(first, second) }
        guard let first = first.file, let second = second.file else { return false }
        if first == second { return true }
        guard let one = try FileSystem.info(of: first), let other = try FileSystem.info(of: second) else {
            return false
        }
        return one.identity.isSameFile(as: other.identity)
    }

    // MARK: Doing it

    private func restore(
        _ path: FilePath, _ target: DatabaseTarget, _ outcome: inout DatabaseOutcome,
        _ confirm: ((RestorePreview) throws(MartletError) -> Void)?
    ) throws(MartletError) {
        let engine = context.backend(target.url).backups
        try requireOther(path, target)
        context.events(.working(database: target.name, "proving the backup"))
        let source = try BackupSource(path, engine, context.cancellation)
        outcome.diagnostics += unproven(source, target) + unplaced(source, target)
        let place = path.display(relativeTo: context.project.root)
        if context.isDryRun {
            if try isPresent(target) { try replacement(of: target).discard() }
            try confirm?(try preview(of: source, over: target))
            outcome.facts.append("would be restored from \(place)")
        } else {
            if let confirm { try confirm(try preview(of: source, over: target)) }
            try DatabaseSession.makeFolder(for: target, context)
            let lock = try DatabaseSession.takeLockIfPresent(target, context, "restore")
            defer { lock?.release() }
            let replacement = try replacement(of: target)
            defer { replacement.discard() }
            try build(replacement, from: source, target, &outcome)
            context.events(.working(database: target.name, "putting it in place"))
            let notes = try replacement.takePlace(lock)
            // A file is told of among those that were written.
            if target.url.file == nil { outcome.facts.append("wrote \(target.url)") }
            look(at: target, &outcome)
            outcome.facts += ["restored from \(place)" + (outcome.current.map { ", at \($0)" } ?? "")] + notes
        }
        if let manifest = source.manifest {
            outcome.facts.append("made \(manifest.createdAt) by \(manifest.createdBy), of \(manifest.database)")
        }
    }

    private func replacement(of target: DatabaseTarget) throws(MartletError) -> any Replacement {
        do throws(MartletError) {
            return try context.backend(target.url).backups.replacement(of: target.url, at: context.clock.onTheWall)
        } catch {
            var error = error
            if error.diagnostics[0].code == .inUse {
                let example = target.url.isOnServer ? "URL, that of a database to be made" : "sqlite:copy.db"
                error.diagnostics[0].help = error.diagnostics[0].help.map {
                    "\($0); or restore beside it: --into \(example)"
                }
            }
            throw error
        }
    }

    private func build(
        _ replacement: any Replacement, from source: BackupSource, _ target: DatabaseTarget,
        _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        context.events(.working(database: target.name, "building beside the database"))
        var warnings: [Diagnostic] = []
        do throws(MartletError) {
            try source.build(replacement, context.cancellation) { () throws(MartletError) in
                if let warning = try note(source, target, in: replacement.url) { warnings.append(warning) }
            }
        } catch {
            throw error.noting("\(target.name) is as it was")
        }
        outcome.diagnostics += warnings
    }

    /// Writes the restore into the log that comes with the backup; without one, or into one that does not take it,
    /// it is not noted.
    private func note(
        _ source: BackupSource, _ target: DatabaseTarget, in copy: ConnectionURL
    ) throws(MartletError) -> Diagnostic? {
        do throws(DriverError) {
            let driver = try context.backend(copy).connect(to: copy, ConnectOptions(.write))
            defer { try? driver.close() }
            let history = try HistoryStore(driver: driver, tables: target.tables).asItIs()
            if copy.file == nil { try source.requireVersion(in: history) }
            guard try history.presentTables().contains(target.tables.log) else { return nil }
            let made = source.manifest.map { " of \($0.createdAt)" } ?? ", not authenticated"
            try history.append(
                LogEntry(
                    at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .restore,
                    subject: target.name, result: .done, by: context.by, detail: source.path.name + made))
            return nil
        } catch {
            // Storage that fails here may have left the copy half-changed.
            guard [.sql, .foreignKey, .noSchema].contains(error.kind) else { throw MartletError(error) }
            return Diagnostic(
                .historyDamaged, "the restore could not be written into the log: \(error.message)", severity: .warning)
        }
    }

    /// Opens what was restored, as any reader would; it is in place, whatever comes of that.
    private func look(at target: DatabaseTarget, _ outcome: inout DatabaseOutcome) {
        if let file = target.url.file { outcome.files.append(file.display(relativeTo: context.project.root)) }
        do throws(MartletError) {
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { return }
                outcome.server = session.driver.server
                let isReadable = try session.asking { () throws(DriverError) in
                    try !session.history.problems().contains { $0.code == .historyDamaged }
                }
                guard isReadable else { return }
                outcome.current = try Inventory(session: session, target: target, context: context)
                    .rows().current
            }
        } catch {
            for var diagnostic in error.diagnostics {
                diagnostic.severity = .warning
                diagnostic.notes = ["\(target.name) is restored; only the look at it failed"]
                outcome.diagnostics.append(diagnostic)
            }
        }
    }

    // MARK: Refusals and warnings

    private func isPresent(_ target: DatabaseTarget) throws(MartletError) -> Bool {
        try DatabaseSession.asking(target) { () throws(DriverError) in
            try context.backend(target.url).presence(of: target.url) == .present
        }
    }

    private func requireOther(_ path: FilePath, _ target: DatabaseTarget) throws(MartletError) {
        guard let file = target.url.file, let there = try FileSystem.info(of: file),
            let backup = try FileSystem.info(of: path), there.identity.isSameFile(as: backup.identity)
        else { return }
        throw MartletError(
            .usage, "\(path) is the database itself, not a backup of it", notes: ["nothing was restored"],
            help: "name the file of the backup")
    }

    /// What a manifest of an older Martlet does not say, where the backup was not chosen by a person.
    private func unplaced(_ source: BackupSource, _ target: DatabaseTarget) -> [Diagnostic] {
        guard case .before = wanted, let manifest = source.manifest, manifest.place == nil else { return [] }
        let path = source.path.display(relativeTo: context.project.root)
        return [
            Diagnostic(
                .unproven, "the manifest of \(path) does not say where the database was", severity: .warning,
                notes: ["it is of a database \(target.name) of this project; nothing shows that it is \(target.url)"],
                help: "a backup made now says it: martlet backup")
        ]
    }

    private func unproven(_ source: BackupSource, _ target: DatabaseTarget) -> [Diagnostic] {
        guard source.manifest == nil else { return [] }
        return [
            Diagnostic(
                .unproven, "\(source.path) could not be authenticated: it has no manifest", severity: .warning,
                notes: [
                    target.url.isOnServer
                        ? "the archive can be read to its end; what the server makes of it shows when it is restored"
                        : "the database in it is whole, but nobody vouches for its content"
                ]
                    + source.findings.map(\.message),
                help: "martlet backup writes backups that can be checked")
        ]
    }
}
