import Glibc

/// What a process that was killed leaves behind: files under temporary names, which nobody will ever finish.
///
/// A lock tells them from those that are being written, also by another container or host; it ends with its holder.
extension AtomicFile {
    /// Marks a new file as being written; false if it has been cleared away already.
    static func marksAsInUse(_ file: borrowing Descriptor) -> Bool {
        // Where there are no such locks, nothing is cleared away either.
        if flock(file.number, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return false }
        var status = stat()
        return fstat(file.number, &status) != 0 || status.st_nlink > 0
    }

    /// Removes what was abandoned in `folder`, with what SQLite had laid beside it.
    ///
    /// Whatever cannot be removed stays; it does no harm.
    static func clearAbandoned(in folder: FilePath) {
        guard let entries = try? FileSystem.list(folder) else { return }
        for entry in entries where entry.name.hasPrefix(temporaryPrefix) {
            // `.martlet-1a2b.tmp-wal` belongs to `.martlet-1a2b.tmp`, which is made before it.
            guard let end = entry.name.firstRange(of: temporarySuffix)?.upperBound else { continue }
            let first = folder.appending(String(entry.name[..<end]))
            let number = open(first.string, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            defer { if number >= 0 { close(number) } }
            let isAbandoned = number >= 0 ? flock(number, LOCK_EX | LOCK_NB) == 0 : errno == ENOENT
            guard isAbandoned else { continue }
            unlink(folder.appending(entry.name).string)
        }
    }
}
