/// What became of one object between two schemas.
public struct SchemaChange: Sendable, Hashable, Codable {
    /// What can become of an object.
    public enum Action: String, Sendable, Hashable, Codable {
        /// It is in the new schema alone.
        case added
        /// It is in the old schema alone.
        case removed
        /// It is in both and differs, or has another name.
        case changed
    }

    /// What an object can be.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case namespace = "schema"
        case `extension`, type, label, attribute, sequence, table, column
        case primaryKey = "primary key"
        case uniqueKey = "unique key"
        case foreignKey = "foreign key"
        case check, exclusion, index, trigger, policy, view, routine, other
    }

    /// What became of it.
    public var action: Action
    /// What it is.
    public var kind: Kind
    /// Its name, the new one where it has two; of a constraint without a name, what it says.
    public var name: String
    /// The name that it had before, where it was renamed.
    public var oldName: String?
    /// What it is, in a few words: `integer NOT NULL`.
    public var summary = ""
    /// Behind which of its kind it was added, where that is not the last; empty for the first place.
    public var place: String?
    /// What differs.
    public var properties: [PropertyChange] = []
    /// The changes of what belongs to it; of a new object all its parts.
    public var parts: [SchemaChange] = []

    /// Whether nothing is different but the order of columns.
    var isOrderAlone: Bool {
        action == .changed && oldName == nil && parts.isEmpty
            && properties.allSatisfy { $0.name == PropertyChange.orderOfColumns }
    }

    /// Whether nothing is different but what no plan changes for its own sake.
    var isLeftAlone: Bool {
        action == .changed && oldName == nil && properties.allSatisfy(\.isLeftAlone) && parts.allSatisfy(\.isLeftAlone)
    }
}

/// One property that differs.
public struct PropertyChange: Sendable, Hashable, Codable {
    /// The name of the property that is the order of a table's columns.
    static let orderOfColumns = "order of columns"
    /// That of the property that is who may do what.
    static let grants = "grants"
    /// The same, of the sequence behind a column.
    static let grantsOnSequence = "grants on the sequence"
    /// That of the property that is which rows a partition keeps.
    static let bounds = "bounds"
    /// That of the property that is whether queries may use an index.
    static let validity = "validity"
    /// What an index is that queries may not use.
    static let notValid = "not valid"

    /// What it is called: `type`.
    public var name: String
    /// The text before, if there was one.
    public var from: String?
    /// The text now, if there is one.
    public var to: String?

    /// Whether no plan changes it for its own sake.
    ///
    /// The order of columns stays, as PostgreSQL cannot change it, and SQLite would have to copy every row. Rights are about
    /// the roles of one server, and differ from one to the next.
    fileprivate var isLeftAlone: Bool { name == Self.orderOfColumns || isAboutRights }

    /// Whether it is who may do what.
    var isAboutRights: Bool { name == Self.grants || name == Self.grantsOnSequence }
}
