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

    func readError(_ path: FilePath, doing action: String = "read") -> MartletError {
        MartletError(.fileUnreadable, "cannot \(action) \(path): \(text)", help: readHelp)
    }

    func writeError(_ path: FilePath, doing action: String = "write") -> MartletError {
        MartletError(writeCode, "cannot \(action) \(path): \(text)", help: writeHelp)
    }

    private var readHelp: String? {
        number == EACCES || number == EPERM ? "give the user who runs martlet the right to read it" : nil
    }

    private var writeHelp: String? {
        switch number {
        case ENOSPC, EDQUOT: "free some space, then run the command again"
        case EACCES, EPERM: "give the user who runs martlet the right to write there"
        default: nil
        }
    }
}

/// Calls `body` again as long as a signal interrupts it.
func retryingInterrupts<Number: SignedInteger>(_ body: () -> Number) -> Number {
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
