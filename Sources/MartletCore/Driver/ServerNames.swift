public import SQLText

/// What belongs to a server and not to one of its databases, by name.
public struct ServerNames: Sendable, Hashable {
    /// The roles.
    public var roles: Set<String>
    /// The tablespaces.
    public var tablespaces: Set<String>
    /// The only role that the session may act as and give things to; `nil` if it may all of them.
    public var actor: String?

    /// Makes a list of names.
    public init(roles: Set<String>, tablespaces: Set<String>, actor: String?) {
        self.roles = roles
        self.tablespaces = tablespaces
        self.actor = actor
    }

    /// Whether the server has what a statement names.
    public func has(_ reference: ServerReference) -> Bool {
        (reference.purpose == .tablespace ? tablespaces : roles).contains(reference.name)
    }

    /// Whether the session can run a statement that names it so.
    public func allows(_ reference: ServerReference) -> Bool {
        has(reference) && (reference.purpose != .actor || actor == nil || actor == reference.name)
    }
}
