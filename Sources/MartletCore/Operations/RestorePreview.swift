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
    }

    /// The database as it is now.
    public struct Loss: Sendable, Hashable {
        /// The size of its file in bytes; `nil` of a server's.
        public var size: Int?
        /// Rows by table, without Martlet's own tables; `nil` if the database cannot be read.
        public var rows: [String: Int]?
        /// The newest applied version.
        public var version: MigrationVersion?
    }
}

extension RestoreOperation {
    /// What would be put where, and what would be lost.
    func preview(of source: BackupSource, over target: DatabaseTarget) throws(MartletError) -> RestorePreview {
        RestorePreview(
            backup: RestorePreview.Backup(
                path: source.path.display(relativeTo: context.project.root), size: source.content.size,
                manifest: source.manifest, foreignVersions: foreignVersions(in: source, for: target)),
            database: target.name, url: target.url.description, isProtected: target.isProtected,
            loss: try loss(of: target))
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
                    let (rows, version) = try contents(of: session)
                    return RestorePreview.Loss(size: size, rows: rows, version: version)
                }
            }
        } catch  where [.notADatabase, .encrypted, .corrupt].contains(error.diagnostics.first?.code) {
            return RestorePreview.Loss(size: size)
        }
    }

    private func contents(of session: DatabaseSession) throws(DriverError) -> ([String: Int], MigrationVersion?) {
        let tables = session.target.tables
        let own = Set(tables.all)
        var rows: [String: Int] = [:]
        for table in try session.driver.tableNames() where !own.contains(table) {
            rows[table] = try session.driver.scalar("SELECT count(*) FROM \(session.driver.qualified(table))")?
                .integerValue
        }
        let isReadable = try !session.history.problems().contains { $0.code == .historyDamaged }
        guard isReadable, try session.history.presentTables().contains(tables.history) else { return (rows, nil) }
        return (rows, try session.history.rows().current)
    }
}
