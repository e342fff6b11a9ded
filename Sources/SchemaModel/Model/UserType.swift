public import SQLText

/// A type that somebody made.
public struct UserType: Sendable, Hashable, Codable {
    /// What it is.
    public enum Kind: String, Sendable, Hashable, Codable {
        case enumeration, domain, composite, range
    }

    /// Its name.
    public var name: ObjectName
    /// What it is.
    public var kind: Kind
    /// The values of an enumeration, in order.
    public var labels: [String] = []
    /// The columns of a composite type, in order.
    public var attributes: [Column] = []
    /// What a domain is made of.
    public var domain: Domain?
    /// What a range is made of, as in its statement: `subtype` = `date`.
    public var options: [String: String] = [:]
    /// What COMMENT ON says.
    public var comment: String?
    /// Who may do what with it.
    public var grants: [Grant] = []

    /// A type without its content.
    public init(_ name: ObjectName, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// A type with conditions.
public struct Domain: Sendable, Hashable, Codable {
    /// The type that it is made of.
    public var type: String
    /// Whether it may be NULL.
    public var isNullable = true
    /// The name of its NOT NULL, where somebody gave it one.
    public var notNullName: String?
    /// The expression of its DEFAULT.
    public var defaultValue: String?
    /// How its texts are compared, where the type does not say it.
    public var collation: ObjectName?
    /// Its conditions.
    public var checks: [Check] = []

    /// A domain without conditions.
    public init(_ type: String) { self.type = type }
}

/// A sequence.
public struct NumberSequence: Sendable, Hashable, Codable {
    /// Its name.
    public var name: ObjectName
    /// The numbers that it gives.
    public var numbers: Numbering
    /// The column that it goes with: of `table.detail`, where it has one.
    public var owner: ObjectReference?
    /// PostgreSQL: whether it begins anew after a crash (UNLOGGED).
    public var isUnlogged = false
    /// What COMMENT ON says.
    public var comment: String?
    /// Who may do what with it.
    public var grants: [Grant] = []

    /// A sequence.
    public init(_ name: ObjectName, _ numbers: Numbering) {
        self.name = name
        self.numbers = numbers
    }
}

/// Which numbers a sequence gives.
public struct Numbering: Sendable, Hashable, Codable {
    /// Their type: `bigint`.
    public var type: String
    /// The first.
    public var start: Int64 = 1
    /// From one to the next.
    public var increment: Int64 = 1
    /// The least.
    public var minimum: Int64 = 1
    /// The greatest.
    public var maximum: Int64
    /// How many a session takes at once.
    public var cache: Int64 = 1
    /// Whether it goes round.
    public var cycles = false

    /// The numbers of a type, upwards from 1.
    public init(_ type: String, maximum: Int64 = .max) {
        self.type = type
        self.maximum = maximum
    }
}
