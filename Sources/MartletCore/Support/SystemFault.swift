import Glibc

/// What the system answered to a call that failed.
struct SystemFault: Hashable {
    let number: Int32

    /// The fault of the call just made.
    static var last: SystemFault { SystemFault(number: errno) }

    /// The system's own words, with a small initial: "no such file or directory".
    var text: String {
        guard let words = strerror(number) else { return "fault \(number)" }
        let message = String(cString: words)
        return message.prefix(1).lowercased() + message.dropFirst()
    }

    /// The code for a failure to write.
    var writeCode: ErrorCode {
        switch number {
        case ENOSPC, EDQUOT: .diskFull
        case EROFS: .readOnly
        default: .writeFailed
        }
    }

    /// The code for a failure to read: the file's own, or one of the system that may be over the next time.
    private var readCode: ErrorCode {
        switch number {
        case EIO, ENOMEM, EMFILE, ENFILE, ESTALE: .outOfReach
        case ENOSPC, EDQUOT: .diskFull
        default: .fileUnreadable
        }
    }

    func readError(_ path: FilePath, doing action: String = "read") -> MartletError {
        MartletError(
            readCode, "cannot \(action) \(path): \(text)", notes: [Diagnostic.nothingChanged],
            help: help(path, missing: "bring it back, or correct the path"))
    }

    func writeError(_ path: FilePath, doing action: String = "write") -> MartletError {
        MartletError(
            writeCode, "cannot \(action) \(path): \(number == EISDIR ? "it is a folder" : text)",
            notes: ["what was there before is untouched"],
            help: help(path, missing: "make the folder: mkdir -p \(path.parent.string.quotedForShell)"))
    }

    private func help(_ path: FilePath, missing: String) -> String {
        let folder = path.parent.string.quotedForShell
        return switch number {
        case ENOENT: missing
        case EACCES, EPERM: "see who may do what there: ls -la \(folder)"
        case ENOSPC, EDQUOT: "free some space, then run the command again: df \(folder)"
        case EISDIR: "name a file, which may be one in it: \(path.appending("NAME").string.quotedForShell)"
        case EROFS: "choose another place: this file system is mounted for reading only"
        default: "see what is there: ls -la \(folder); faults of the disk itself: dmesg"
        }
    }
}

extension MartletError {
    /// A file that cannot be used as it is; it is found out before anything is done.
    static func unreadable(_ message: String, help: String) -> MartletError {
        MartletError(.fileUnreadable, message, notes: [Diagnostic.nothingChanged], help: help)
    }
}

/// Calls `body` again as long as a signal interrupts it.
package func retryingInterrupts<Number: SignedInteger>(_ body: () -> Number) -> Number {
    while true {
        let result = body()
        if result != -1 || errno != EINTR { return result }
    }
}

/// A file descriptor that closes itself.
struct Descriptor: ~Copyable {
    let number: Int32

    init(adopting number: Int32) { self.number = number }

    deinit { close(number) }
}
