internal import CSQLite
internal import Glibc
internal import MartletCore

/// The locks that keep everybody else from a database.
enum SQLiteHold {
    /// Nothing is there.
    case nothing
    /// SQLite holds it; with a write-ahead log or without.
    case open(BareDatabase, isLogged: Bool)
    /// SQLite cannot read it; this descriptor has the locks that SQLite would want.
    case unreadable(Int32)

    /// Takes hold of what is at `file`.
    init(of file: FilePath) throws(DriverError) {
        guard try inspect(file, forWriting: true) == .present else {
            self = .nothing
            return
        }
        do throws(DriverError) {
            self = try Self.open(file)
        } catch  where [.notADatabase, .encrypted, .corrupt].contains(error.kind) {
            self = .unreadable(try Self.lockBytes(of: file))
        }
    }

    private static func open(_ file: FilePath) throws(DriverError) -> SQLiteHold {
        let database = BareDatabase(adopting: try openHandle(.file(file), ConnectOptions(.write)))
        do throws(DriverError) {
            // Closing would fold and delete a log by its name, which may be the new database's by then.
            try database.set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
            // Asked for before the first access, this keeps readers of a write-ahead log out as well.
            // Source: <https://www.sqlite.org/wal.html#use_of_wal_without_shared_memory>.
            try database.rows("PRAGMA locking_mode = EXCLUSIVE")
            try database.rows("BEGIN EXCLUSIVE")
            try database.rows("SELECT count(*) FROM sqlite_schema")
            let isLogged = try database.rows("PRAGMA journal_mode").first?.text(0) == "wal"
            // Nothing was changed; a commit would write the first page of a file that has none.
            try database.rows("ROLLBACK")
            if !isLogged {
                // Here a transaction that is begun does the same, and no journal stays open to be removed later.
                try database.rows("PRAGMA locking_mode = NORMAL")
                try database.rows("SELECT count(*) FROM sqlite_schema")
                try database.rows("BEGIN EXCLUSIVE")
            }
            return .open(database, isLogged: isLogged)
        } catch {
            database.close()
            throw error
        }
    }

    /// The bytes at which SQLite's locks are: <https://www.sqlite.org/fileformat.html#the_lock_byte_page>.
    static func lockBytes(of file: FilePath) throws(DriverError) -> Int32 {
        let descriptor = retryingInterrupts { Glibc.open(file.string, O_RDWR | O_CLOEXEC) }
        guard descriptor >= 0 else {
            throw DriverError(
                errno == EACCES ? .noPermission : .storage, "\(file): \(String(cString: strerror(errno)))")
        }
        var lock = Glibc.flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        guard withUnsafeMutablePointer(to: &lock, { fcntl(descriptor, F_SETLK, $0) }) == 0 else {
            close(descriptor)
            throw DriverError(.busy, "\(file) is locked")
        }
        return descriptor
    }

    // MARK: Until it is given up

    /// Folds the write-ahead log into the file, so that this alone is the database; false if it cannot be read.
    func foldLog(of file: FilePath) throws(DriverError) -> Bool {
        guard case .open(let database, let isLogged) = self else { return false }
        guard isLogged else { return true }
        do throws(DriverError) {
            let answer = try database.rows("PRAGMA wal_checkpoint(TRUNCATE)").first
            guard answer?.integer(0) == 0, database.logSize == 0 else {
                throw DriverError(.storage, "the write-ahead log of \(file) cannot be folded into it")
            }
            return true
        } catch  where error.kind == .corrupt {
            return false
        }
    }

    /// Lets everybody in again.
    /// - Parameter tidying: whether an empty log, which taking hold has made, may be removed by its name.
    func release(tidying: Bool) {
        switch self {
        case .nothing: break
        case .open(let database, let isLogged):
            if isLogged, tidying, database.logSize == 0 { try? database.set(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false) }
            database.close()
        case .unreadable(let descriptor): close(descriptor)
        }
    }
}
