internal import Glibc
internal import MartletCore

/// The lock file beside a database: `flock` ends with its holder, so a crash leaves nothing to clear.
final class SQLiteLock: HeldLock {
    private let path: String
    private var descriptor: Int32

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { release() }

    /// Removes the file, then lets go; whoever opened it in between sees that the name is gone and starts again.
    func release() {
        guard descriptor >= 0 else { return }
        if isNamed { unlink(path) }
        close(descriptor)
        descriptor = -1
    }

    /// Nothing: what a process did with the database ends with it.
    func cover(_ driver: any Driver) {}

    /// How long a waiting runner sleeps between two looks.
    private static let pause: Duration = .milliseconds(20)

    /// Takes the lock for the database at `database`, looking again until `wait` is over.
    static func take(
        for database: FilePath, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        let path = database.string + ".martlet-lock"
        let deadline = ContinuousClock.now + wait
        var lock = try attempt(path)
        while lock == nil, ContinuousClock.now < deadline {
            if cancellation.isCancelled { throw DriverError(.interrupted, "stopped while waiting for the lock") }
            var rest = timespec(tv_sec: 0, tv_nsec: Int(pause.wholeMilliseconds) * 1_000_000)
            nanosleep(&rest, nil)
            lock = try attempt(path)
        }
        guard let lock else { return .busy(readHolder(path)) }
        lock.describe(holder)
        return .held(lock)
    }

    private static func attempt(_ path: String) throws(DriverError) -> SQLiteLock? {
        var attempt: SQLiteLock?
        // The holder before us may have removed the name between our open and our lock.
        repeat {
            let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
            attempt = try lock(retryingInterrupts { open(path, flags, 0o600) }, path)
        } while attempt?.isNamed == false
        return attempt
    }

    /// Locks the file behind a descriptor, which is the lock's from now on; `nil` if somebody else holds it.
    static func lock(_ descriptor: Int32, _ path: String) throws(DriverError) -> SQLiteLock? {
        guard descriptor >= 0 else { throw explain(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK || code == EINTR { return nil }
            throw explain(path, code)
        }
        return SQLiteLock(path: path, descriptor: descriptor)
    }

    /// Whether the file that is held is the one that others find under the name.
    var isNamed: Bool {
        var (opened, named) = (stat(), stat())
        return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino
            && opened.st_dev == named.st_dev
    }

    private static func explain(_ path: String, _ code: Int32) -> DriverError {
        let (kind, reason): (DriverError.Kind, String) =
            switch code {
            case EROFS, EACCES, EPERM: (.readOnly, String(cString: strerror(code)))
            case ENOSPC, EDQUOT: (.diskFull, String(cString: strerror(code)))
            case ENOENT: (.missingFolder, "its folder does not exist")
            default: (.storage, String(cString: strerror(code)))
            }
        return DriverError(kind, "cannot make the lock file \(path): \(reason)", file: FilePath(path))
    }

    // MARK: Who holds it

    /// Written for whoever waits; the lock itself does not depend on it, so a failure to write is no failure.
    private func describe(_ holder: LockHolder) {
        let text = "\(holder.process)\n\(holder.host)\n\(holder.command)\n\(holder.since)\n"
        let bytes = Array(text.utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, bytes, bytes.count, 0)
    }

    private static func readHolder(_ path: String) -> LockHolder? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 4, let process = Int32(lines[0]) else { return nil }
        return LockHolder(process: process, host: lines[1], command: lines[2], since: lines[3])
    }
}

/// A database in memory is nobody else's.
final class NoLock: HeldLock {
    func cover(_ driver: any Driver) {}
    func release() {}
}
