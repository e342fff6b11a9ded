public import SQLText

/// An object of a schema, told apart from every other.
public struct ObjectReference: Sendable, Hashable, Codable {
    /// What kinds of objects there are.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case namespace, `extension`, type, sequence, table, column, constraint, index, view, trigger, policy, routine
        case other
    }

    /// What it is.
    public var kind: Kind
    /// Its name; that of the table, where it belongs to one.
    public var name: ObjectName
    /// The name within the table, the types of a routine's arguments, or the kind of another object.
    public var detail: String?

    /// Names an object.
    public init(_ kind: Kind, _ name: ObjectName, detail: String? = nil) {
        self.kind = kind
        self.name = name
        self.detail = detail
    }
}

extension ObjectReference: Comparable {
    /// By kind, name and detail.
    public static func < (left: ObjectReference, right: ObjectReference) -> Bool {
        if left.kind != right.kind { return left.kind.rawValue < right.kind.rawValue }
        if left.name != right.name { return left.name < right.name }
        return (left.detail ?? "").utf8.lexicographicallyPrecedes((right.detail ?? "").utf8)
    }
}

extension ObjectReference {
    /// For people: `routine public.f (integer)`.
    package var described: String { "\(kind.rawValue) \(name)" + (detail.map { " (\($0))" } ?? "") }
}

/// One object that cannot be made before another is there.
public struct SchemaDependency: Sendable, Hashable, Codable {
    /// The object that needs the other.
    public var object: ObjectReference
    /// The object that has to be there.
    public var needs: ObjectReference

    /// Ties an object to another.
    public init(_ object: ObjectReference, needs: ObjectReference) {
        self.object = object
        self.needs = needs
    }
}

extension SchemaDependency: Comparable {
    /// By the object, then by what it needs.
    public static func < (left: SchemaDependency, right: SchemaDependency) -> Bool {
        left.object == right.object ? left.needs < right.needs : left.object < right.object
    }
}
