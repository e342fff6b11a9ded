/// One thing that is not the same on both engines, or that cannot be held against the other.
public struct ParityFinding: Sendable, Hashable, Codable {
    /// How much it weighs.
    public enum Level: String, Sendable, Hashable, Codable, CaseIterable {
        /// The two are not the same.
        case difference
        /// Both have it in words that cannot be compared: a person has to judge whether they mean the same.
        case judgement
        /// A tolerable difference, or what no comparison can tell.
        case note
    }

    /// How much it weighs.
    public var level: Level
    /// What the object is.
    public var kind: SchemaChange.Kind
    /// The table or view that it belongs to, unless it is one.
    public var table: String?
    /// The object's name; of a constraint without a name, what it says.
    public var name: String
    /// Which property of it; `nil` if it is the object itself.
    public var property: String?
    /// What SQLite has, if it has anything.
    public var sqlite: String?
    /// What PostgreSQL has, if it has anything.
    public var postgres: String?
    /// Why it weighs what it weighs, where that does not go without saying.
    public var reason: String?

    /// A difference, until a level says otherwise.
    init(
        _ kind: SchemaChange.Kind, _ name: String, of table: String? = nil, _ property: String? = nil,
        sqlite: String? = nil, postgres: String? = nil, level: Level = .difference, because reason: String? = nil
    ) {
        (self.kind, self.name, self.table, self.property) = (kind, name, table, property)
        (self.sqlite, self.postgres, self.level, self.reason) = (sqlite, postgres, level, reason)
    }
}
