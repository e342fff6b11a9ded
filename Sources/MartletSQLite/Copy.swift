internal import CSQLite
internal import Glibc
public import MartletCore

/// A copy of a live database at one moment.
///
/// One read transaction is open from the first page to the last, so that nothing can come between, nor make
/// `sqlite3_backup_step` start over. `VACUUM INTO` was no choice: it may number rowids anew (<https://www.sqlite.org/lang_vacuum.html>) and takes
/// twice the time.
extension SQLiteConnection {
    /// Copies the database, as it is at one moment, while others go on using it.
    public func copy(
        to file: FilePath, _ cancellation: Cancellation, alongside look: () throws(DriverError) -> Void
    ) throws(DriverError) {
        guard !isInTransaction else { throw DriverError(.misuse, "a copy inside a transaction") }
        try leaveLogAlone()
        try execute("BEGIN")
        do throws(DriverError) {
            // The first read is what fixes the moment.
            try execute("SELECT count(*) FROM sqlite_schema")
            try look()
            let pages = try scalar("PRAGMA page_count").flatMap { Row([$0]).integer(0) } ?? 0
            let pageSize = try scalar("PRAGMA page_size").flatMap { Row([$0]).integer(0) } ?? 0
            if pages > 0 {
                if try isWholeInFile() {
                    try copyFile(to: file, bytes: pages * pageSize, cancellation)
                } else {
                    try copyPages(to: file, cancellation)
                }
            }
        } catch {
            try? rollback()
            throw error
        }
        try rollback()
    }

    // MARK: The write-ahead log

    /// A log that somebody left behind is not folded into the database by the last one to close, as it would be
    /// else: whoever makes a backup leaves everything as it was.
    private func leaveLogAlone() throws(DriverError) {
        guard isForReading, try logSize() > 0 else { return }
        let database = try database()
        let status = martlet_sqlite3_db_config_flag(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        guard status == SQLITE_OK else { throw DriverError(status: status, of: database) }
    }

    /// Whether the file alone is the database as this transaction sees it.
    ///
    /// Without a write-ahead log, readers keep writers from the file. With one that was empty after the transaction
    /// began, the transaction reads from the file alone, and no checkpoint may touch that until it ends.
    private func isWholeInFile() throws(DriverError) -> Bool {
        guard fileName != nil else { return false }
        if try scalar("PRAGMA journal_mode") != .text("wal") { return true }
        return try logSize() == 0
    }

    /// The size of the write-ahead log in bytes; 0 if there is none.
    func logSize() throws(DriverError) -> Int {
        guard let name = fileName else { return 0 }
        var status = stat()
        return stat(name + "-wal", &status) == 0 ? Int(status.st_size) : 0
    }

    /// The database's file as SQLite sees it, all links followed.
    private var fileName: String? {
        guard let database = try? database(), let name = sqlite3_db_filename(database, "main") else { return nil }
        let text = String(cString: name)
        return text.isEmpty ? nil : text
    }

    // MARK: Copying

    /// Copies the bytes of the file through SQLite's own descriptor: three times as fast as page by page.
    ///
    /// A descriptor of ours would, once closed, take away the locks that make this safe
    /// (<https://www.sqlite.org/howtocorrupt.html>, 2.2); reading a file under a shared lock is the way
    /// <https://www.sqlite.org/backup.html> begins with.
    private func copyFile(to file: FilePath, bytes: Int, _ cancellation: Cancellation) throws(DriverError) {
        let database = try database()
        var opened: UnsafeMutablePointer<sqlite3_file>?
        let status = sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &opened)
        guard status == SQLITE_OK, let opened, let read = opened.pointee.pMethods?.pointee.xRead else {
            throw DriverError(.misuse, "the file of the database cannot be read")
        }
        let target = try OutputFile(file)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileSystem.blockSize, alignment: 4096)
        defer { block.deallocate() }
        var offset = 0
        while offset < bytes {
            if cancellation.isCancelled { throw DriverError(.interrupted, "stopped as asked") }
            let count = min(block.count, bytes - offset)
            let status = read(opened, block.baseAddress, Int32(count), Int64(offset))
            guard status == SQLITE_OK else { throw try readError(status) }
            try target.write(UnsafeRawBufferPointer(rebasing: block[..<count]))
            offset += count
        }
    }

    private func readError(_ status: Int32) throws(DriverError) -> DriverError {
        // SQLITE_IOERR_SHORT_READ: the file ends before its last page.
        guard status == SQLITE_IOERR | (2 << 8) else { return DriverError(status: status, of: nil) }
        return DriverError(.corrupt, try endBeforeLastPage() ?? "the file ends before its last page")
    }

    /// What is wrong if the file ends before the last page its header speaks of; `nil` if it does not, or if that page
    /// may still be in the write-ahead log.
    func missingEnd() throws(DriverError) -> String? {
        guard !isInTransaction else { return nil }
        try execute("BEGIN")
        defer { try? rollback() }
        // While this transaction goes on, nobody changes the file.
        try execute("SELECT count(*) FROM sqlite_schema")
        return try isWholeInFile() ? try endBeforeLastPage() : nil
    }

    private func endBeforeLastPage() throws(DriverError) -> String? {
        var status = stat()
        guard let name = fileName, stat(name, &status) == 0 else { return nil }
        let size = Int(status.st_size)
        let pages = try scalar("PRAGMA page_count").flatMap { Row([$0]).integer(0) } ?? 0
        let pageSize = try scalar("PRAGMA page_size").flatMap { Row([$0]).integer(0) } ?? 0
        guard size < pages * pageSize else { return nil }
        return "the file ends after \(size) bytes, in page \(size / pageSize + 1) of \(pages)"
    }

    /// Copies page by page, each from the file or the write-ahead log; between the steps a stop is heard.
    private func copyPages(to file: FilePath, _ cancellation: Cancellation) throws(DriverError) {
        let target = try BareDatabase(file, .nolock)
        defer { target.close() }
        // Nobody sees the file before it is complete and on the disk.
        for setting in ["journal_mode = OFF", "synchronous = OFF"] { try target.rows("PRAGMA \(setting)") }
        guard let backup = sqlite3_backup_init(target.handle, "main", try database(), "main") else {
            throw DriverError(status: sqlite3_errcode(target.handle), of: target.handle)
        }
        var stepped = SQLITE_OK
        while stepped == SQLITE_OK, !cancellation.isCancelled { stepped = sqlite3_backup_step(backup, 1000) }
        let finished = sqlite3_backup_finish(backup)
        if stepped == SQLITE_OK { throw DriverError(.interrupted, "stopped as asked") }
        guard stepped == SQLITE_DONE, finished == SQLITE_OK else {
            throw DriverError(status: finished == SQLITE_OK ? stepped : finished, of: target.handle)
        }
    }
}

/// A file that is there and is written from its start.
private struct OutputFile: ~Copyable {
    private let path: FilePath
    private let descriptor: Int32

    init(_ path: FilePath) throws(DriverError) {
        self.path = path
        descriptor = retryingInterrupts { open(path.string, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) }
        if descriptor < 0 { throw Self.error(path, errno) }
    }

    deinit { close(descriptor) }

    borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(DriverError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let count = retryingInterrupts { Glibc.write(descriptor, piece.baseAddress, piece.count) }
            guard count > 0 else { throw Self.error(path, count == 0 ? EIO : errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func error(_ path: FilePath, _ code: Int32) -> DriverError {
        let text = "cannot write \(path): \(String(cString: strerror(code)))"
        switch code {
        case ENOSPC, EDQUOT: return DriverError(.diskFull, text)
        case EROFS: return DriverError(.readOnly, text)
        default: return DriverError(.storage, text)
        }
    }
}
