/// What a backup may be called when nobody says so, by the name that document and habit give it: `app_backup_20261121.db`.
struct BackupName {
    let folder: FilePath
    let database: String
    let fileExtension: String

    /// The names for the backup of a day, the best first; with the time added if the day has one already.
    /// - Parameter moment: what the clock on the wall shows.
    func daily(_ moment: Timestamp) -> [FilePath] {
        let day = "\(database)_backup_\(moment.compactDate)"
        return [path(day)] + numbered(day + "-" + moment.compact.suffix(6))
    }

    /// The names for the backup before a command.
    /// - Parameter moment: what the clock on the wall shows.
    func before(_ command: String, _ moment: Timestamp) -> [FilePath] {
        numbered("\(database)_before_\(command)_\(moment.compact)")
    }

    private func numbered(_ stem: String) -> [FilePath] { [path(stem)] + (2..<100).map { path("\(stem)-\($0)") } }

    private func path(_ stem: String) -> FilePath { folder.appending("\(stem).\(fileExtension)") }

    /// Makes a folder for backups, the user's alone as they are; those above it are made as any other.
    static func makeFolder(_ folder: FilePath) throws(MartletError) {
        try FileSystem.createFolders(folder.parent)
        try FileSystem.createFolders(folder, access: .private)
    }

    /// Those of `names` that neither a file nor a manifest has.
    /// - Throws: `write-failed` if all are taken.
    static func free(_ names: [FilePath]) throws(MartletError) -> [FilePath] {
        var free: [FilePath] = []
        var taken: FilePath?
        for name in names {
            if let inTheWay = try fileInTheWay(of: name) { taken = taken ?? inTheWay } else { free.append(name) }
        }
        if let taken, free.isEmpty { throw AtomicFile.exists(taken) }
        return free
    }

    private static func fileInTheWay(of name: FilePath) throws(MartletError) -> FilePath? {
        for path in [name, BackupManifest.path(for: name)]
        where try FileSystem.info(of: path, followingLinks: false) != nil {
            return path
        }
        return nil
    }
}
