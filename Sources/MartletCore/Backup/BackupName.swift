/// Where a backup goes when nobody says so, by the name that document and habit give it: `app_backup_20261121.db`.
struct BackupName {
    let folder: FilePath
    let database: String
    let fileExtension: String

    /// The backup of a day; with the time added if the day has one already.
    func daily(_ moment: Timestamp) throws(MartletError) -> FilePath {
        let day = "\(database)_backup_\(moment.compactDate)"
        return try free([day, day + "-" + moment.compact.suffix(6)])
    }

    /// The backup before a command.
    func before(_ command: String, _ moment: Timestamp) throws(MartletError) -> FilePath {
        try free(["\(database)_before_\(command)_\(moment.compact)"])
    }

    /// The first of `stems` that neither a file nor a manifest has; numbered beyond them.
    private func free(_ stems: [String]) throws(MartletError) -> FilePath {
        let last = stems.last ?? database
        for stem in stems + (2..<100).map({ "\(last)-\($0)" }) {
            let path = folder.appending("\(stem).\(fileExtension)")
            if try Self.isTaken(path) { continue }
            if try !Self.isTaken(BackupManifest.path(for: path)) { return path }
        }
        throw MartletError(
            .writeFailed, "\(folder) has a hundred backups of this moment", help: "name a file: --output PATH")
    }

    private static func isTaken(_ path: FilePath) throws(MartletError) -> Bool {
        try FileSystem.info(of: path, followingLinks: false) != nil
    }
}
