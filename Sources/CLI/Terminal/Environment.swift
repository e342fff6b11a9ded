import Glibc
import MartletCore

/// The environment variables of the process, or a table of them in tests.
struct Environment: Sendable {
    private let lookup: @Sendable (String) -> String?
    private let list: @Sendable () -> [String: String]

    /// The variables of the process, read when they are asked for.
    static let process = Environment(
        lookup: { name in getenv(name).map { String(cString: $0) } }, list: { ProcessEnvironment.all })

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
}
