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
        let names = entries.map(\.name).filter { $0.hasPrefix(temporaryPrefix) }
        for name in names where name.hasSuffix(temporarySuffix) {
            let path = folder.appending(name)
            let number = open(path.string, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard number >= 0 else { continue }
            let file = Descriptor(adopting: number)
            guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else { continue }
            for other in names where other.hasPrefix(name) && other != name { unlink(folder.appending(other).string) }
            unlink(path.string)
        }
    }
}
