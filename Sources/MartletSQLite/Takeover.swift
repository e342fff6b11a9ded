internal import CSQLite
internal import Glibc
internal import MartletCore

/// A database that is shut to everybody else while another file is put in its place.
///
/// Whatever lies beside the old file would be taken for the new one's: a write-ahead log is replayed into any database
/// of that name. So it is folded into the old file, under the lock that keeps others from making a new one, and
/// removed before the rename; until then the old database is whole, and after it the new one is.
final class SQLiteTakeover: SeizedDatabase {
    private enum Hold {
        /// Nothing was there.
        case none
        /// SQLite holds it; with a write-ahead log or without.
        case open(BareDatabase, isLogged: Bool)
        /// SQLite cannot read it; this descriptor has the locks that SQLite would want.
        case damaged(Int32)
    }

    let file: FilePath
    private(set) var notes: [String] = []
    private var hold = Hold.none
    /// The name under which a database that cannot be read is kept, and what was given it so far.
    private let aside: FilePath
    private var hasAside = false
    private var moved: [(from: FilePath, to: FilePath)] = []

    private static let suffixes = ["-wal", "-journal", "-shm"]

    var isPresent: Bool { if case .none = hold { false } else { true } }

    /// Shuts the database at `file`, a real path.
    /// - Parameter asideSuffix: what the name of a database that cannot be read gets added when it is kept.
    init(_ file: FilePath, asideSuffix: String) throws(MartletError) {
        self.file = file
        aside = file.parent.appending(file.name + asideSuffix)
        try requireUnused()
        do throws(DriverError) {
            hold = try Self.takeHold(of: file)
        } catch  where error.kind == .busy {
            try requireUnused()
            throw Self.inUse(file, "somebody else", ["who has it open cannot be seen from here"])
        } catch {
            throw MartletError(error, notes: [Self.unchanged(file)])
        }
        do throws(MartletError) {
            // Somebody may have opened it before the lock was had, and wait for it now.
            try requireUnused()
        } catch {
            release()
            throw error
        }
    }

    deinit { release() }

    func release() {
        switch hold {
        case .none: break
        case .open(let database, _): database.close()
        case .damaged(let descriptor): close(descriptor)
        }
        hold = .none
    }

    // MARK: Who else

    private var keys: Set<FileKey> {
        Set(([""] + Self.suffixes).compactMap { FileKey(file.string + $0) })
    }

    private func requireUnused() throws(MartletError) {
        let users = FileUsers.find(keys)
        guard !users.isEmpty else { return }
        throw Self.inUse(file, users.map(\.description).joined(separator: ", "), [])
    }

    private static func inUse(_ file: FilePath, _ who: String, _ notes: [String]) -> MartletError {
        MartletError(
            .inUse, "\(file) is in use by \(who)", notes: notes + [unchanged(file)],
            help: "stop what uses it, then run the command again; or restore beside it: --into sqlite:copy.db")
    }

    private static func unchanged(_ file: FilePath) -> String { "\(file) is unchanged" }

    // MARK: Locks

    private static func takeHold(of file: FilePath) throws(DriverError) -> Hold {
        guard try inspect(file, forWriting: true) == .present else { return .none }
        do throws(DriverError) {
            return try open(file)
        } catch  where [.notADatabase, .encrypted, .corrupt].contains(error.kind) {
            return .damaged(try lockBytes(of: file))
        }
    }

    private static func open(_ file: FilePath) throws(DriverError) -> Hold {
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
            try database.rows("COMMIT")
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
    private static func lockBytes(of file: FilePath) throws(DriverError) -> Int32 {
        let descriptor = Glibc.open(file.string, O_RDWR | O_CLOEXEC)
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

    // MARK: Replacing

    func replace(with copy: consuming AtomicFile) throws(MartletError) {
        let old = FileKey(file.string)
        try takeOverRights(copy.temporaryPath)
        var isAside = false
        switch hold {
        case .open(let database, let isLogged):
            do throws(DriverError) {
                if isLogged { try fold(database) }
            } catch  where error.kind == .corrupt {
                isAside = true
            } catch {
                throw MartletError(error, notes: [Self.unchanged(file)])
            }
        case .damaged, .none: isAside = true
        }
        do throws(MartletError) {
            if isAside { try moveAside() } else { try removeLeftovers() }
            // The names have to be gone from the disk before the new file has its own.
            try FileSystem.synchronizeFolder(file.parent)
            try copy.commit()
        } catch {
            moveBack()
            throw error
        }
        noteLateUsers(old)
    }

    /// The new file belongs to whom the old one belonged, with the same rights.
    private func takeOverRights(_ copy: FilePath) throws(MartletError) {
        guard let info = try FileSystem.info(of: file) else { return }
        var status = stat()
        guard stat(file.string, &status) == 0 else { return }
        if chown(copy.string, status.st_uid, status.st_gid) != 0, info.owner != geteuid() {
            notes.append("the restored file belongs to the user who runs this, not to user \(info.owner) as before")
        }
        guard chmod(copy.string, status.st_mode & 0o7777) == 0 else {
            throw MartletError(
                .writeFailed, "cannot set the rights of \(copy): \(String(cString: strerror(errno)))",
                notes: [Self.unchanged(file)])
        }
    }

    private func fold(_ database: BareDatabase) throws(DriverError) {
        let answer = try database.rows("PRAGMA wal_checkpoint(TRUNCATE)").first
        var status = stat()
        let isEmpty = stat(file.string + "-wal", &status) != 0 || status.st_size == 0
        guard answer?.integer(0) == 0, isEmpty else {
            throw DriverError(.storage, "the write-ahead log of \(file) cannot be folded into it")
        }
    }

    /// Removes what is empty or void by now: the log was folded in, and a journal that counted was played back.
    private func removeLeftovers() throws(MartletError) {
        for suffix in Self.suffixes { try FileSystem.remove(file.parent.appending(file.name + suffix)) }
    }

    /// Keeps what cannot be read, for whoever wants to recover something from it.
    private func moveAside() throws(MartletError) {
        // A second name for the old file, which keeps its first one until the rename.
        if isPresent {
            guard link(file.string, aside.string) == 0 else { throw keepError(file, errno) }
            hasAside = true
            notes.append("the old database could not be read; it is kept as \(aside.name)")
        }
        for suffix in Self.suffixes {
            let from = file.parent.appending(file.name + suffix)
            let to = aside.parent.appending(aside.name + suffix)
            guard try FileSystem.info(of: from, followingLinks: false) != nil else { continue }
            guard rename(from.string, to.string) == 0 else { throw keepError(from, errno) }
            moved.append((from, to))
            notes.append("\(from.name), left by the old database, was moved to \(to.name)")
        }
    }

    private func keepError(_ path: FilePath, _ code: Int32) -> MartletError {
        MartletError(
            .writeFailed, "cannot keep \(path) under another name: \(String(cString: strerror(code)))",
            notes: [Self.unchanged(file)])
    }

    private func moveBack() {
        for (from, to) in moved.reversed() { rename(to.string, from.string) }
        if hasAside { unlink(aside.string) }
        (moved, hasAside, notes) = ([], false, [])
    }

    /// Whoever opened the old file in between goes on with it, though it has no name any more.
    private func noteLateUsers(_ old: FileKey?) {
        let users = FileUsers.find(old.map { [$0] } ?? [])
        guard !users.isEmpty else { return }
        notes.append(
            "\(users.map(\.description).joined(separator: ", ")) opened the old file meanwhile, and has to be restarted"
        )
    }
}
