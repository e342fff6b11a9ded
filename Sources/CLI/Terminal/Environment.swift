import Glibc

/// The environment variables of the process, or a table of them in tests.
struct Environment: Sendable {
    private let lookup: @Sendable (String) -> String?

    /// The variables of the process.
    static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    /// Finds variables by `lookup`.
    init(lookup: @escaping @Sendable (String) -> String?) { self.lookup = lookup }

    /// Exactly these variables.
    init(_ values: [String: String]) { self.lookup = { values[$0] } }

    /// The value of a variable; `nil` if it is not set.
    subscript(name: String) -> String? { lookup(name) }

    /// Whether a variable is set and not empty.
    func has(_ name: String) -> Bool { self[name].map { !$0.isEmpty } ?? false }
}
