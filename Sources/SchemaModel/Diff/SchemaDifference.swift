public import SQLText

/// What turns one schema into another, as values in an order that depends on nothing but the two.
///
/// Dependencies are not compared, as they follow from the rest. What cannot be told of either side is carried along,
/// since it may differ too.
public struct SchemaDifference: Sendable, Hashable, Codable {
    /// Whose schemas they are.
    public var dialect: Dialect
    /// The changes, by kind and name.
    public var changes: [SchemaChange]
    /// Tables and columns that went while others that look like them came: for a person to decide.
    public var possibleRenames: [RenameHint]
    /// Hints that name nothing in the two schemas, or a name that is taken.
    public var unusedHints: [RenameHint]
    /// What of either schema cannot be told, and so was not compared.
    public var omissions: [Omission]

    /// Whether the schemas are the same, as far as they can be told.
    public var isEmpty: Bool { changes.isEmpty }

    /// Whether the schemas are the same but for the order in which columns stand, and for rights: no plan changes those for
    /// their own sake.
    public var isLeftAlone: Bool { changes.allSatisfy(\.isLeftAlone) }

    /// Whether the schemas are the same but for the order in which columns stand.
    package var isOrderAlone: Bool { changes.allSatisfy(\.isOrderAlone) }

    /// Compares two schemas; an object has a new name only if a hint says so.
    public init(from old: Schema, to new: Schema, renames: [RenameHint] = []) {
        var renamed = RenamedSchema(old, to: new, renames)
        if new.dialect == .postgres { renamed.renameSequences(to: new) }
        dialect = new.dialect
        changes = ObjectComparison(renamed).changes(from: renamed.schema.described, to: new.described)
        possibleRenames = PossibleRenames.find(from: old, renamed, to: new)
        unusedHints = renamed.unused
        omissions = old.omissions + new.omissions.filter { !old.omissions.contains($0) } + new.invalidIndexes
    }
}
