internal import SQLText

/// Where a database can be taken back to: a backup that was made before versions were applied.
struct RestorePoint {
    /// The backup.
    let path: FilePath
    let manifest: BackupManifest

    /// The newest backup of a database that was made before a version was applied.
    ///
    /// The manifests alone are asked: a database that has to be taken back may not tell anything any more.
    /// - Parameter place: where the database is; backups that say that they were made of another are left out.
    /// - Throws: `usage`, if there is none.
    static func before(
        _ version: MigrationVersion, of target: DatabaseTarget, at place: DatabasePlace?, in project: Project
    ) throws(MartletError) -> RestorePoint {
        let candidates = try all(of: target, in: project)
        let points = candidates.filter { point in
            guard let place, let made = point.manifest.place else { return true }
            return made.isSame(as: place)
        }
        let fitting = points.filter { $0.manifest.before.contains(version.text) }
        if let newest = fitting.max(by: { $0.order < $1.order }) { return newest }
        let known = Set(points.flatMap(\.manifest.before)).sorted()
        let folder = target.backups.display(relativeTo: project.root)
        let isOther = { (point: RestorePoint) in
            point.manifest.before.contains(version.text) && !points.contains { $0.path == point.path }
        }
        let others = Set(candidates.filter(isOther).compactMap(\.manifest.place?.text)).sorted()
        throw MartletError(
            .usage, "no backup in \(folder) was made before \(version) was applied to \(target.name)",
            notes: [
                known.isEmpty
                    ? "`backup: {before: [migrate]}` in martlet.yaml makes one for each run"
                    : "there are backups from before \(known.suffix(20).joined(separator: ", "))",
                others.isEmpty
                    ? nil
                    : "there is one from before \(version) that was made of \(others.joined(separator: ", ")), "
                        + "and this is \(place?.text ?? target.url.description)",
                "nothing was restored",
            ].compactMap { $0 }, help: "martlet restore PATH takes any backup")
    }

    /// By when it was made, and in which order where that is the same.
    private var order: String { manifest.createdAt + " " + path.name }

    /// What is no manifest of this database, or a damaged one, is passed over: it may be of another time or project.
    private static func all(of target: DatabaseTarget, in project: Project) throws(MartletError) -> [RestorePoint] {
        guard FileSystem.isFolder(target.backups) else { return [] }
        return try FileSystem.list(target.backups).compactMap { entry in
            guard entry.name.hasSuffix(BackupManifest.suffix) else { return nil }
            let path = target.backups.appending(String(entry.name.dropLast(BackupManifest.suffix.count)))
            guard let manifest = try? BackupSource.manifest(of: path), manifest.database == target.name,
                manifest.project == project.name
            else { return nil }
            return RestorePoint(path: path, manifest: manifest)
        }
    }
}

extension DatabaseSession {
    /// Writes the backup that the project asks for before a plan is carried out, and notes in the log where the database
    /// can be taken back to.
    func makeRestorePoint(before plan: Plan, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let versions = plan.steps.map(\.subject)
        guard let backup = try backUpBefore("migrate", versions: versions, &outcome) else { return }
        // What keeps this from being written keeps the first step from beginning, which says more of it; a restore asks
        // the manifest.
        try? note(backup, versions)
    }

    private func note(_ backup: FilePath, _ versions: [String]) throws(DriverError) {
        let place = try position(named: backup.stem)
        try history.append(
            LogEntry(
                at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .backup,
                subject: backup.display(relativeTo: context.project.root), result: .done, by: context.by,
                detail: "before \(versions.joined(separator: ", "))" + (place.map { "; \($0)" } ?? "")))
    }

    /// Where a server's write-ahead log is, for whoever archives it; by a name, if the role may give it one.
    ///
    /// Source: <https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-BACKUP>.
    private func position(named name: String) throws(DriverError) -> String? {
        guard driver is any ServerDriver else { return nil }
        let name = String(name.prefix(63))
        // Whoever may not call a function may not even name it in a CASE.
        let mayName = try driver.query(
            """
            SELECT 1 WHERE pg_catalog.has_function_privilege('pg_catalog.pg_create_restore_point(text)', 'EXECUTE')
              AND pg_catalog.current_setting('wal_level') <> 'minimal'
            """)
        guard !mayName.isEmpty else {
            let rows = try driver.query("SELECT pg_catalog.pg_current_wal_lsn()::text")
            return rows.first?.text(0).map { "write-ahead log \($0)" }
        }
        let rows = try driver.query("SELECT pg_catalog.pg_create_restore_point($1)::text", [.text(name)])
        return rows.first?.text(0).map { "write-ahead log \($0), restore point \(name)" }
    }
}
