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
                manifest: source.manifest),
            database: target.name, url: target.url.description, isProtected: target.isProtected,
            loss: try loss(of: target))
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
        let own: Set = [tables.history, tables.log, tables.seeds]
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
