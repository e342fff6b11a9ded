/// Writes a backup of every database, each a file that the database's own client opens, with a manifest beside it.
public struct BackupOperation {
    let context: OperationContext
    /// Where to; `nil` is the folder for backups.
    let output: String?
    let currentFolder: FilePath

    /// Makes the operation.
    /// - Parameter output: a file for one database; a folder that is there, or ends in `/`, for several.
    public init(_ context: OperationContext, output: String? = nil, currentFolder: FilePath) {
        self.context = context
        self.output = output
        self.currentFolder = currentFolder
    }

    /// Backs up every database; a failure in one leaves the others their turn.
    public func run() -> Outcome {
        let place: BackupPlace
        do throws(MartletError) {
            place = try BackupPlace(context.project, output: output, currentFolder: currentFolder)
        } catch {
            return Outcome(command: "backup", diagnostics: error.diagnostics, exitStatus: error.exitStatus)
        }
        return context.forEachDatabase("backup", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                outcome.server = session.driver.server
                let engine = context.backend(target.url).backups
                let names = place.names(for: target, engine, context.clock.onTheWall)
                if context.isDryRun {
                    let path = try BackupName.free(names)[0]
                    outcome.facts.append("would write \(path.display(relativeTo: context.project.root))")
                    return
                }
                try place.makeFolder(for: target)
                try session.backUp(to: names, reason: "backup", &outcome)
            }
        }
    }
}

/// Where backups go.
struct BackupPlace {
    private let project: Project
    /// A file or folder that was asked for.
    private let output: FilePath?
    private let isFolder: Bool

    init(_ project: Project, output: String?, currentFolder: FilePath) throws(MartletError) {
        self.project = project
        guard let output else {
            self.output = nil
            isFolder = true
            return
        }
        let path = try FilePath(validating: output).resolved(against: currentFolder)
        isFolder = output.utf8.last == UInt8(ascii: "/") || FileSystem.isFolder(path)
        self.output = path
        if !isFolder, project.databases.count > 1 {
            throw MartletError(
                .usage, "\(project.databases.count) databases do not fit into one file: \(path)",
                notes: ["no backup was made"],
                help: "name a folder: --output \(Self.folder(of: output).quotedForShell); or one --database NAME")
        }
    }

    /// The folder that is most likely meant: that of the file, or one of its name.
    private static func folder(of output: String) -> String {
        let slash = output.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { String(output[...$0]) } ?? output + "/"
    }

    /// The names that a database's backup may get, the best first.
    func names(for target: DatabaseTarget, _ engine: any BackupEngine, _ moment: Timestamp) -> [FilePath] {
        if let output, !isFolder { return [output] }
        return BackupName(
            folder: output ?? target.backups, database: target.name, fileExtension: engine.fileExtension
        ).daily(moment)
    }

    /// Makes the folder where it is the project's business; elsewhere a missing folder is a mistake.
    func makeFolder(for target: DatabaseTarget) throws(MartletError) {
        let folder = output.map { isFolder ? $0 : $0.parent } ?? target.backups
        if FileSystem.isFolder(folder) { return }
        guard folder == target.backups || folder.isInside(project.root) else {
            throw MartletError(
                .writeFailed, "the folder \(folder) does not exist", notes: ["no backup was made"],
                help: "create it: mkdir -p \(folder.string.quotedForShell)")
        }
        try BackupName.makeFolder(folder)
    }
}

extension DatabaseSession {
    /// Writes a backup of the database under the first of `names` that is free, and says so in `outcome`.
    func backUp(to names: [FilePath], reason: String, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let begun = ContinuousClock.now
        let backup = try backUp(to: names, reason: reason)
        outcome.milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        outcome.current = backup.manifest.version.map { MigrationVersion($0) }
        outcome.files.append(backup.path.display(relativeTo: context.project.root))
        let version = backup.manifest.version.map { ", version \($0)" } ?? ""
        outcome.facts.append("\(backup.manifest.content.size) bytes\(version)")
        outcome.facts.append("sha256 \(backup.manifest.content.sha256)")
        outcome.diagnostics += backup.findings.map { finding in
            Diagnostic(.unproven, finding.message, severity: .warning, help: finding.help)
        }
    }

    private func backUp(
        to names: [FilePath], reason: String, before versions: [String] = []
    ) throws(MartletError) -> BackupWriter.Backup {
        let engine = context.backend(target.url).backups
        let writer = BackupWriter(
            driver: driver, engine: engine, tables: target.tables, cancellation: context.cancellation,
            progress: { context.events(.working(database: target.name, $0)) })
        let nothing = FileDigests(size: 0, sha256: SHA256Digest(of: []), prefixes: [])
        var manifest = BackupManifest(
            project: context.project.name, database: target.name, engine: engine.engine,
            serverVersion: driver.server.version, createdAt: context.clock.now().rfc3339Milliseconds,
            createdBy: context.by, reason: reason, version: nil, content: nothing)
        manifest.before = versions
        manifest.place = try place()
        return try writer.write(to: names, manifest)
    }

    private func place() throws(MartletError) -> DatabasePlace? {
        if let file = target.placeOfFile(in: context.project) { return file }
        guard let server = driver as? any ServerDriver else { return nil }
        return try asking { () throws(DriverError) in try server.place() }
    }

    /// Writes the backup that the project asks for before `command` changes the database; if that fails, the command
    /// has to stop.
    ///
    /// Where there is nothing but Martlet's own tables, nothing can be lost; and a run that comes back to a database
    /// after waiting for another one has made its backup already.
    /// - Parameter versions: what is to be applied, for whoever wants to go back to where it was not.
    /// - Returns: the backup's path, if one was made.
    @discardableResult
    func backUpBefore(
        _ command: String, versions: [String] = [], _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> FilePath? {
        guard outcome.files.isEmpty, try holdsAnything() else { return nil }
        let engine = context.backend(target.url).backups
        let name = BackupName(folder: target.backups, database: target.name, fileExtension: engine.fileExtension)
        do throws(MartletError) {
            try BackupName.makeFolder(target.backups)
            let backup = try backUp(
                to: name.before(command, context.clock.onTheWall), reason: "before \(command)", before: versions)
            let shown = backup.path.display(relativeTo: context.project.root)
            outcome.files.append(shown)
            outcome.backupBefore = shown
            context.events(.wrote(database: target.name, file: shown))
            return backup.path
        } catch {
            throw error.noting("\(command) was not begun")
        }
    }

    private func holdsAnything() throws(MartletError) -> Bool {
        let own = Set(target.tables.all)
        return try asking { () throws(DriverError) in try driver.holdsAnything(beside: own) }
    }
}
