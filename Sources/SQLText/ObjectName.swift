/// The name of an object, without quotation marks.
public struct ObjectName: Sendable, Hashable, Codable {
    /// What stands before the dot, if anything does.
    public var schema: String?
    /// The name itself.
    public var name: String

    /// Makes a name.
    public init(schema: String? = nil, _ name: String) {
        self.schema = schema
        self.name = name
    }
}

extension ObjectName: Comparable {
    /// By schema, then by name, byte by byte.
    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        let (mine, others) = (left.schema ?? "", right.schema ?? "")
        if mine != others { return mine.utf8.lexicographicallyPrecedes(others.utf8) }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}

extension ObjectName: CustomStringConvertible {
    /// For people: `billing.invoices`.
    ///
    /// In SQL names are quoted.
    public var description: String { schema.map { "\($0).\(name)" } ?? name }
}
