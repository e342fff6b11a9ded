internal import SQLText

/// What a restore is about to put where, for whoever asks before it is done.
public struct RestorePreview: Sendable, Hashable {
    /// The backup.
    public var backup: Backup
    /// The name of the database that would be replaced.
    public var database: String
    /// Its URL, without secrets.
    public var url: String
    /// Whether what destroys its data wants its name typed.
    public var isProtected: Bool
    /// What would be lost; `nil` if there is no database yet.
    public var loss: Loss?

    /// The backup, which is proved by now.
    public struct Backup: Sendable, Hashable {
        /// The file.
        public var path: String
        /// Its size in bytes.
        public var size: Int
        /// Its manifest; `nil` for a plain copy, which cannot be authenticated.
        public var manifest: BackupManifest?
        /// The versions in the history of a plain copy that are not the database's own, if most are not.
        public var foreignVersions: [MigrationVersion] = []
        /// What its manifest says that is not so of the database, a line each.
        public var differences: [String] = []
        /// Whether it is of another project than the database, so that the database's name has to be typed.
        public var isOfAnotherProject = false
    }

    /// The database as it is now.
    public struct Loss: Sendable, Hashable {
        /// The size of its file in bytes; `nil` of a server's.
        public var size: Int?
        /// Rows by table, without Martlet's own tables; `nil` if the database cannot be read.
        public var rows: [String: Int]?
        /// The tables whose rows the role may not read, all of them or some.
        public var uncounted: [String] = []
        /// The newest applied version.
        public var version: MigrationVersion?
    }
}

extension RestoreOperation {
    /// What would be put where, and what would be lost.
    func preview(of source: BackupSource, over target: DatabaseTarget) throws(MartletError) -> RestorePreview {
        var backup = RestorePreview.Backup(
            path: source.path.display(relativeTo: context.project.root), size: source.content.size,
            manifest: source.manifest, foreignVersions: foreignVersions(in: source, for: target))
        if let manifest = source.manifest { compare(manifest, with: target, &backup) }
        return RestorePreview(
            backup: backup,
            database: target.name, url: target.url.description, isProtected: target.isProtected,
            loss: try loss(of: target))
    }

    /// A database that is none of the project's may become anybody's.
    private func compare(
        _ manifest: BackupManifest, with target: DatabaseTarget, _ backup: inout RestorePreview.Backup
    ) {
        let project = context.project
        let isProjects = (project.databases.map(\.name) + project.unselected).contains(target.name)
        let isOfAnother = manifest.project != project.name
        backup.isOfAnotherProject = isOfAnother && isProjects
        if isOfAnother || isProjects && manifest.database != target.name {
            let whose = PrintableText.escaping("\(manifest.database) of project \(manifest.project)")
            let other = isOfAnother && isProjects ? " of project \(project.name)" : ""
            backup.differences.append("the backup is of \(whose), not of \(target.name)\(other)")
        }
        // What cannot be asked is no difference.
        if isProjects, let made = manifest.place, let place = try? context.place(of: target), !made.isSame(as: place) {
            backup.differences.append("the backup was made of \(made.text), and this is \(place.text)")
        }
    }

    /// Compares the history in a plain copy with the files; what cannot be compared speaks for nothing.
    private func foreignVersions(in source: BackupSource, for target: DatabaseTarget) -> [MigrationVersion] {
        let tables = target.tables.history.quotedAsIdentifier
        let query = "SELECT version, checksum FROM \(tables) WHERE \(HistoryStore.isApplied) AND checksum IS NOT NULL"
        let folder = Inventory(session: nil, target: target, context: context).folder
        guard source.manifest == nil,
            let rows = try? context.backend(target.url).backups.rows(of: source.path, query),
            let files = try? folder.content(folder.names()).migrations
        else { return [] }
        let checksums = Dictionary(files.map { ($0.version, $0.checksum) }) { first, _ in first }
        let foreign = rows.filter { row in
            guard let checksum = row.text(1), !Checksum.isOfNewerRule(checksum) else { return false }
            return checksums[MigrationVersion(row.text(0) ?? "")] != checksum
        }
        return foreign.count * 2 > rows.count ? foreign.map { MigrationVersion($0.text(0) ?? "") } : []
    }

    private func loss(of target: DatabaseTarget) throws(MartletError) -> RestorePreview.Loss? {
        var size: Int?
        if let file = target.url.file {
            guard let info = try FileSystem.info(of: file) else { return nil }
            size = info.size
        }
        do throws(MartletError) {
            return try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { return nil }
                return try session.asking { () throws(DriverError) in
                    let (rows, uncounted) = try session.driver.countRows(beside: Set(session.target.tables.all))
                    return RestorePreview.Loss(
                        size: size, rows: rows, uncounted: uncounted, version: try version(of: session))
                }
            }
        } catch  where [.notADatabase, .encrypted, .corrupt].contains(error.diagnostics.first?.code) {
            return RestorePreview.Loss(size: size)
        }
    }

    private func version(of session: DatabaseSession) throws(DriverError) -> MigrationVersion? {
        let tables = session.target.tables
        let isReadable = try !session.history.problems().contains { $0.code == .historyDamaged }
        guard isReadable, try session.history.presentTables().contains(tables.history) else { return nil }
        return try session.history.rows().current
    }
}
