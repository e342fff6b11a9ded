// The C library declares `environ` as a variable that anything could change; nothing here does.
@preconcurrency import Glibc

/// The environment variables of the process, or a table of them in tests.
struct Environment: Sendable {
    private let lookup: @Sendable (String) -> String?
    private let list: @Sendable () -> [String: String]

    /// The variables of the process, read when they are asked for.
    static let process = Environment(lookup: { name in getenv(name).map { String(cString: $0) } }, list: processList)

    private init(lookup: @escaping @Sendable (String) -> String?, list: @escaping @Sendable () -> [String: String]) {
        self.lookup = lookup
        self.list = list
    }

    /// Exactly these variables.
    init(_ values: [String: String]) { self.init(lookup: { values[$0] }, list: { values }) }

    /// The value of a variable; `nil` if it is not set.
    subscript(name: String) -> String? { lookup(name) }

    /// Whether a variable is set and not empty.
    func has(_ name: String) -> Bool { self[name].map { !$0.isEmpty } ?? false }

    /// Every variable.
    var all: [String: String] { list() }

    private static func processList() -> [String: String] {
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
