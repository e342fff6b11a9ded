// The C library declares `environ` as a variable that anything could change; nothing here does.
@preconcurrency internal import Glibc

/// The environment variables of the process.
public enum ProcessEnvironment {
    /// One variable, as it is now.
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Every variable, as it is now.
    public static var all: [String: String] {
        var values: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let pair = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { values[String(pair[0])] = String(pair[1]) }
            next += 1
        }
        return values
    }
}
