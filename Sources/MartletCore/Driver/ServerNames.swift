public import SQLText

/// What belongs to a server and not to one of its databases, by name.
public struct ServerNames: Sendable, Hashable {
    /// The roles.
    public var roles: Set<String>
    /// The tablespaces.
    public var tablespaces: Set<String>
    /// The role of the session; `nil` if it may act as any, and give things to any.
    public var actor: String?
    /// The roles that it is a member of: it may give them what they may make where it is.
    public var memberships: Set<String> = []

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
        guard has(reference), reference.purpose == .actor, let actor else { return has(reference) }
        return actor == reference.name || memberships.contains(reference.name)
    }
}
