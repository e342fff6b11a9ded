internal import CSQLite
internal import Glibc
internal import MartletCore
internal import SQLText

/// A handle that may cross threads: `sqlite3_interrupt` is the only thing done with it there, and the
/// cancel handle is disarmed before the database is closed.
struct SendableHandle: @unchecked Sendable {
    let pointer: OpaquePointer
}

/// Looks at what lies at a database's path and refuses what SQLite would refuse in worse words, or would not refuse.
///
/// The file is not opened: closing it would take away every lock that another connection of this process has on it.
/// Source: <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>.
/// - Parameter forWriting: also refuses a file with several names, whose journal SQLite would look for
///   under one of them only. Source: <https://www.sqlite.org/howtocorrupt.html#multiple_links_to_a_database_file>.
func inspect(_ path: FilePath, forWriting: Bool) throws(DriverError) -> Presence {
    var status = stat()
    guard stat(path.string, &status) == 0 else { return try explainAbsence(of: path, errno: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw DriverError(.isFolder, "\(path) is a folder, not a database file", file: path)
    default: throw DriverError(.notADatabase, "\(path) is not a regular file", file: path)
    }
    if forWriting, status.st_nlink > 1 {
        throw DriverError(
            .unsafe, "\(path) has \(status.st_nlink) hard links; its journal would be found under one name only",
            file: path)
    }
    return .present
}

private func explainAbsence(of path: FilePath, errno code: Int32) throws(DriverError) -> Presence {
    switch code {
    case ENOENT:
        var folder = stat()
        guard stat(path.parent.string, &folder) == 0 else {
            throw DriverError(.missingFolder, "the folder \(path.parent) does not exist", file: path)
        }
        return .absent
    case EACCES: throw DriverError(.noPermission, "\(path) cannot be reached: permission denied", file: path)
    default: throw DriverError(.storage, "\(path): \(String(cString: strerror(code)))", file: path)
    }
}

/// Says more of a file that SQLite took for no database.
///
/// Only now may it be opened: nobody holds locks on it.
func explainContent(of path: FilePath) -> DriverError {
    let refusal = DriverError(.notADatabase, "\(path) is not an SQLite database", file: path)
    let descriptor = Glibc.open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return refusal }
    defer { Glibc.close(descriptor) }
    var status = stat()
    var page = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &page, page.count)
    guard count > 0, fstat(descriptor, &status) == 0 else { return refusal }
    page.removeSubrange(count...)
    guard !page.starts(with: "SQLite format".utf8), looksEncrypted(page, size: Int(status.st_size)) else {
        return refusal
    }
    return DriverError(.encrypted, "\(path) looks encrypted: SQLite cannot read it without its key", file: path)
}

/// Encrypted databases (SQLCipher, SEE) are whole pages of bytes without a pattern, the header included.
private func looksEncrypted(_ page: [UInt8], size: Int) -> Bool {
    guard size % 512 == 0, page.count >= 512 else { return false }
    var seen = Set<UInt8>()
    for byte in page { seen.insert(byte) }
    // 512 random bytes hold about 221 different values and 4096 all 256; text and code stay far below.
    return seen.count > (page.count >= 4096 ? 240 : 190)
}

/// Opens the file.
///
/// A failed `sqlite3_open_v2` still hands out something to close.
func openHandle(_ location: SQLiteLocation, _ options: ConnectOptions) throws(DriverError) -> OpaquePointer {
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let name: String
    switch location {
    case .memory:
        name = ":memory:"
        flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .file(let path):
        name = path.string
        let state = try inspect(path, forWriting: options.purpose != .read)
        if state == .absent, options.purpose != .create {
            throw DriverError(.missing, "\(path) does not exist", file: path)
        }
        if options.purpose != .read, access(name, F_OK) == 0, access(name, W_OK) != 0 {
            throw DriverError(.readOnly, "\(path) is read-only", file: path)
        }
        // Reading opens for writing too where it may: the last reader of a write-ahead log then tidies it away.
        // `PRAGMA query_only` keeps it from writing, and SQLite falls back to reading on a read-only file.
        flags |= SQLITE_OPEN_READWRITE
        if options.purpose == .create { flags |= SQLITE_OPEN_CREATE }
    }
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(name, &handle, flags, nil)
    guard status == SQLITE_OK, let handle else {
        var error = DriverError(status: status, of: handle)
        sqlite3_close(handle)
        if case .file(let path) = location, error.file == nil {
            error.file = path
            error.message = "\(path) cannot be opened: \(error.message)"
        }
        throw error
    }
    return handle
}

/// Functions and virtual tables in a stranger's schema are not run, and damaged pages are noticed.
///
/// Source: <https://www.sqlite.org/security.html>.
func distrust(_ database: OpaquePointer) throws(DriverError) {
    for (option, value) in [
        (SQLITE_DBCONFIG_DEFENSIVE, Int32(1)), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
    ] {
        let status = martlet_sqlite3_db_config_flag(database, option, value)
        guard status == SQLITE_OK else { throw DriverError(status: status, of: database) }
    }
    for (limit, value) in [
        (SQLITE_LIMIT_LENGTH, Int32(1_000_000_000)), (SQLITE_LIMIT_SQL_LENGTH, 1_000_000),
        (SQLITE_LIMIT_EXPR_DEPTH, 100), (SQLITE_LIMIT_ATTACHED, 0),
    ] {
        sqlite3_limit(database, limit, value)
    }
    for setting in ["PRAGMA cell_size_check = ON", "PRAGMA mmap_size = 0"] {
        let statement = try SQLiteStatement(setting, in: database)
        while try statement.step() {}
    }
}

extension SQLiteConnection {
    /// Settings that hold for the connection's whole life.
    func configure(_ options: ConnectOptions) throws(DriverError) {
        let database = try database()
        sqlite3_busy_timeout(database, Int32(clamping: options.lockTimeout.wholeMilliseconds))
        if !options.isTrusted { try distrust(database) }
        // Checkpoints are left to the database's owner while others have it open; the last one to close does one.
        // Two connections that checkpoint at once can corrupt a database before SQLite 3.51.3
        // (the "WAL-reset" fault, <https://www.sqlite.org/wal.html>).
        sqlite3_wal_autocheckpoint(database, 0)
        try execute("PRAGMA foreign_keys = \(options.foreignKeys ? "ON" : "OFF")")
        if options.isThrowaway { try execute("PRAGMA synchronous = OFF") }
        if options.purpose == .read {
            try execute("PRAGMA query_only = ON")
        } else if let mode = options.journalMode {
            try setJournalMode(mode)
        }
        try provePageOne()
    }

    private func setJournalMode(_ mode: JournalMode) throws(DriverError) {
        guard try scalar("PRAGMA journal_mode") != .text(mode.rawValue) else { return }
        let answer = try scalar("PRAGMA journal_mode = \(mode.rawValue)")
        guard answer == .text(mode.rawValue) else {
            throw DriverError(
                .sql, "the journal mode stays \(Row([answer ?? .null]).text(0) ?? "unknown"), not \(mode.rawValue)")
        }
    }

    /// Reads the first page now, so that a damaged file is found here and not in the middle of the work.
    private func provePageOne() throws(DriverError) { _ = try scalar("PRAGMA schema_version") }
}
