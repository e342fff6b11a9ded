internal import CSQLite
internal import Glibc
internal import MartletCore

/// What there is to know of backups of SQLite databases: a backup is a database file.
struct SQLiteBackups: FileBackupEngine {
    var fileExtension: String { "db" }
    var engine: String { "sqlite" }

    // MARK: Proof

    func prove(
        _ file: FilePath, _ depth: ProofDepth, _ cancellation: Cancellation
    ) throws(DriverError) -> [CheckFinding] {
        try requireComplete(file)
        let size = try size(of: file)
        // A file of no bytes is an empty database.
        guard size > 0 else { return [] }
        do throws(DriverError) {
            let database = try BareDatabase(file, .immutable)
            defer { database.close() }
            let handle = SendableHandle(pointer: database.handle)
            let stop = CancelHandle { sqlite3_interrupt(handle.pointer) }
            defer { stop.disarm() }
            return try cancellation.passing(to: stop) { () throws(DriverError) in
                try stop.whileRunning { () throws(DriverError) in
                    try look(into: database, file, size: size, depth)
                }
            }
        } catch {
            switch error.kind {
            case .notADatabase: throw explainContent(of: file)
            default: throw error
            }
        }
    }

    func rows(of file: FilePath, _ query: String) throws(DriverError) -> [Row]? {
        let database = try BareDatabase(file, .immutable)
        defer { database.close() }
        try distrust(database.handle)
        return try database.rows(query)
    }

    private func size(of file: FilePath) throws(DriverError) -> Int {
        guard try inspect(file, forWriting: false) == .present else {
            throw DriverError(.missing, "\(file) does not exist")
        }
        var status = stat()
        guard stat(file.string, &status) == 0 else {
            throw DriverError(.storage, "\(file): \(String(cString: strerror(errno)))")
        }
        return Int(status.st_size)
    }

    /// A database that was copied without closing it has its newest changes in another file.
    private func requireComplete(_ file: FilePath) throws(DriverError) {
        for suffix in ["-wal", "-journal"] {
            var status = stat()
            guard stat(file.string + suffix, &status) == 0, status.st_size > 0 else { continue }
            throw DriverError(
                .unsafe, "\(file) is not complete by itself: \(file.name + suffix), which lies beside it, belongs to it"
            )
        }
    }

    private func look(
        into database: BareDatabase, _ file: FilePath, size: Int, _ depth: ProofDepth
    ) throws(DriverError) -> [CheckFinding] {
        try distrust(database.handle)
        let pages = try database.integer("PRAGMA page_count") ?? 0
        let pageSize = try database.integer("PRAGMA page_size") ?? 0
        guard pages * pageSize == size else {
            throw DriverError(
                .corrupt, "it has \(size) bytes, but its header speaks of \(pages) pages of \(pageSize) bytes")
        }
        // A row that breaks a CHECK is no damage, and a CHECK may call functions that only its application has.
        try database.rows("PRAGMA ignore_check_constraints = ON")
        let check = depth == .structure ? "quick_check" : "integrity_check"
        do throws(DriverError) {
            for row in try database.rows("PRAGMA \(check)(1)") where row.text(0) != "ok" {
                let words = row.text(0) ?? "unknown"
                throw DriverError(.corrupt, words.replacing("*** in database main ***\n", with: ""))
            }
            return depth == .structure ? [] : try brokenKeys(database) + missingLog(file)
        } catch  where error.kind == .sql {
            // Sorting rules and functions of an application are not there when its database is looked at without it.
            return [CheckFinding(.advice, "\(file) could not be checked in full: \(error.message)")]
        }
    }

    /// A file copied without the write-ahead log that lay beside it is whole, and lacks what was in the log; only that it
    /// once had one can be told, by the version numbers in its header (<https://www.sqlite.org/fileformat.html>, 1.3.3).
    private func missingLog(_ file: FilePath) -> [CheckFinding] {
        var header = [UInt8](repeating: 0, count: 20)
        guard var reader = try? FileWindowReader(file),
            (try? header.withUnsafeMutableBytes { try reader.read(into: $0) }) == 20, header[18] == 2
        else { return [] }
        return [
            CheckFinding(
                .advice,
                "it was kept with a write-ahead log: what was in a \(file.name)-wal that was not copied is missing")
        ]
    }

    private func brokenKeys(_ database: BareDatabase) throws(DriverError) -> [CheckFinding] {
        try database.rows("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 3").map { row in
            CheckFinding(
                .violation,
                "\(row.text(0) ?? "")\(row.text(1).map { " row \($0)" } ?? "") refers to no row of "
                    + (row.text(2) ?? ""))
        }
    }

    // MARK: Replacement

    func seize(_ url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any SeizedDatabase {
        guard let path = url.file else {
            throw MartletError(.usage, "a database in memory cannot be replaced", help: "name a file: sqlite:app.db")
        }
        if url.isReadOnly { throw MartletError(.readOnly, "the URL is for reading only: \(url)") }
        do throws(DriverError) {
            try NetworkFileSystem.requireLocal(url)
        } catch {
            throw MartletError(error)
        }
        guard try FileSystem.info(of: path, followingLinks: false) != nil else {
            return try SQLiteTakeover(path, at: moment)
        }
        guard FileSystem.exists(path) else {
            throw MartletError(
                .noDatabase, "\(path) is a symbolic link to nothing", notes: ["nothing was changed"],
                help: "mount what it leads to, or remove the link")
        }
        // The link stays and the file behind it is replaced, in the folder where it is.
        return try SQLiteTakeover(try FileSystem.realPath(path), at: moment)
    }
}
