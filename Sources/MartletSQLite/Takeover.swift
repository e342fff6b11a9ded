internal import Glibc
internal import MartletCore

/// A database that is shut to everybody else while another file is put in its place.
///
/// Whatever lies beside the old file would be taken for the new one's: a write-ahead log is replayed into any database
/// of that name. So it is folded into the old file, under the lock that keeps others from making a new one, and
/// removed before the rename; until then the old database is whole, and after it the new one is.
final class SQLiteTakeover: SeizedDatabase {
    let file: FilePath
    private(set) var notes: [String] = []
    private var hold = SQLiteHold.nothing
    private var kept: KeptDatabase
    private var isReplaced = false

    /// What SQLite keeps beside a database.
    static let suffixes = ["-wal", "-journal", "-shm"]

    var isPresent: Bool { if case .nothing = hold { false } else { true } }

    /// Shuts the database at `file`, a real path.
    init(_ file: FilePath, at moment: Timestamp) throws(MartletError) {
        self.file = file
        kept = KeptDatabase(file, at: moment)
        // A connection of this process would lose its locks as soon as this one's are given up.
        try requireUnused(byThisProcess: true)
        KeptDatabase.finishKilled(file)
        do throws(DriverError) {
            hold = try SQLiteHold(of: file)
        } catch  where error.kind == .busy {
            try requireUnused()
            throw inUse("somebody else", ["who has it open cannot be seen from here"])
        } catch {
            throw MartletError(error, notes: [unchanged])
        }
    }

    deinit { release() }

    func release() {
        hold.release(tidying: !isReplaced)
        hold = .nothing
    }

    // MARK: Who else

    private func requireUnused(byThisProcess: Bool = false) throws(MartletError) {
        let keys = Set(([""] + Self.suffixes).compactMap { FileKey(file.string + $0) })
        var users = FileUsers.find(keys, withThisProcess: byThisProcess)
        // A program that is just being started has open for a moment whatever its parent had.
        for _ in 0..<5 where !users.isEmpty {
            usleep(30_000)
            users = FileUsers.find(keys, withThisProcess: byThisProcess)
        }
        if !users.isEmpty { throw inUse(users.map(\.description).joined(separator: ", "), []) }
    }

    private func inUse(_ who: String, _ notes: [String]) -> MartletError {
        MartletError(
            .inUse, "\(file) is in use by \(who)", notes: notes + [unchanged],
            help: "stop what uses it, then run the command again")
    }

    private var unchanged: String { "\(file) is unchanged" }

    // MARK: Replacing

    func replace(with copy: consuming AtomicFile) throws(MartletError) {
        let old = FileKey(file.string)
        do throws(MartletError) {
            // Whoever opened it since waits for the lock, and would go on with a file without a name.
            try requireUnused()
            try takeOverRights(copy.temporaryPath)
            if try isCompleteInFile() { try removeLeftovers() } else { notes += try kept.keep(isPresent: isPresent) }
            // The names have to be gone from the disk before the new file has its own.
            try FileSystem.synchronizeFolder(file.parent)
            try copy.commit()
        } catch {
            // Moved back now, the old database's log would be taken for the new one's.
            guard FileKey(file.string) == old else {
                isReplaced = true
                throw error.noting("\(file) is the new database already; it may not outlast a power failure")
            }
            kept.putBack()
            throw error.noting(unchanged)
        }
        isReplaced = true
        noteLateUsers(old)
    }

    /// Folds the write-ahead log into the old file; false if that cannot be read.
    private func isCompleteInFile() throws(MartletError) -> Bool {
        do throws(DriverError) {
            return try hold.foldLog(of: file)
        } catch {
            throw MartletError(error)
        }
    }

    /// Removes what is empty or void by now: the log was folded in, and a journal that counted was played back.
    private func removeLeftovers() throws(MartletError) {
        for suffix in Self.suffixes { try FileSystem.remove(file.parent.appending(file.name + suffix)) }
    }

    /// The new file belongs to whom the old one belonged, with the same rights.
    private func takeOverRights(_ copy: FilePath) throws(MartletError) {
        var (old, new) = (stat(), stat())
        guard stat(file.string, &old) == 0 else { return }
        // Without the right to give it to another user, the group may still be had.
        if chown(copy.string, old.st_uid, old.st_gid) != 0 { chown(copy.string, uid_t.max, old.st_gid) }
        guard chmod(copy.string, old.st_mode & 0o7777) == 0, stat(copy.string, &new) == 0 else {
            throw MartletError(.writeFailed, "cannot set the rights of \(copy): \(String(cString: strerror(errno)))")
        }
        guard (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid) else { return }
        notes.append(
            "the new file belongs to user \(new.st_uid), group \(new.st_gid), and not to user \(old.st_uid),"
                + " group \(old.st_gid), as before")
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
