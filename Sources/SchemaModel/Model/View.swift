public import SQLText

/// A view or a materialised view.
public struct View: Sendable, Hashable, Codable {
    /// Its name.
    public var name: ObjectName
    /// Whether its rows are kept.
    public var isMaterialized = false
    /// Its columns, in order; of a SQLite view whose query cannot be read, none.
    public var columns: [Column] = []
    /// SQLite: whether the statement itself names the columns.
    public var namesColumns = false
    /// The query, without a semicolon.
    public var query: String
    /// Which rows may be written through it: `LOCAL`, `CASCADED`.
    public var checkOption: String?
    /// Other options: `security_barrier`; of a materialised view, storage parameters.
    public var options: [String: String] = [:]
    /// The table access method of a materialised view, where it is not `heap`.
    public var accessMethod: String?
    /// The index of a materialised view that CLUSTER sorts it by.
    public var clusteredOn: String?
    /// What identifies a row of a materialised view, whose columns may all be NULL: `FULL`, `NOTHING`.
    public var replicaIdentity: String?
    /// Whether a materialised view has its rows.
    public var isPopulated = true
    /// Indexes of a materialised view.
    public var indexes: [Index] = []
    /// Its INSTEAD OF triggers and others.
    public var triggers: [Trigger] = []
    /// What COMMENT ON says.
    public var comment: String?
    /// Who may do what with it.
    public var grants: [Grant] = []

    /// A view of a query.
    public init(_ name: ObjectName, query: String) {
        self.name = name
        self.query = query
    }
}

/// A trigger of a table or a view.
public struct Trigger: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// BEFORE, AFTER or INSTEAD OF.
    public var timing: String
    /// INSERT, UPDATE, UPDATE OF a column, DELETE, TRUNCATE; in this order.
    public var events: [String]
    /// The function that it calls; on SQLite its statements.
    public var action: String
    /// The whole statement that makes it, without a semicolon.
    public var definition: String
    /// When it fires, where that is not the usual: `DISABLED`, `ALWAYS`, `REPLICA`.
    public var enabled: String?
    /// What COMMENT ON says.
    public var comment: String?

    /// A trigger by its statement.
    public init(_ name: String, timing: String, events: [String], action: String, definition: String) {
        self.name = name
        self.timing = timing
        self.events = events
        self.action = action
        self.definition = definition
    }
}

/// A row security policy.
public struct Policy: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// ALL, SELECT, INSERT, UPDATE or DELETE.
    public var command = "ALL"
    /// Whether one such policy is enough to be let through.
    public var isPermissive = true
    /// Whom it concerns; everybody, if empty.
    public var roles: [String] = []
    /// Which rows are seen.
    public var using: String?
    /// Which rows may be written.
    public var check: String?
    /// What COMMENT ON says.
    public var comment: String?

    /// A policy for all commands and roles.
    public init(_ name: String) { self.name = name }
}
