public import SchemaModel

/// What a comparison of two schemas came to.
public struct DifferenceReport: Sendable {
    /// What was compared, as it was named.
    public var from: String
    /// What it was compared with.
    public var to: String
    /// The fingerprint of the first schema.
    public var fromFingerprint: String
    /// The fingerprint of the second one.
    public var toFingerprint: String
    /// What differs.
    public var difference: SchemaDifference
    /// How one becomes the other, if that was asked for.
    public var plan: SchemaChangePlan?
    /// Whether the statements were tried, and led to the other schema; `nil` if they could not be tried.
    public var isProved: Bool?

    /// The statements as a script, below what they tell nothing of; `nil` if nobody asked for them.
    public var script: String? {
        plan.map { difference.comments + ($0.statements.isEmpty ? "-- \(reasonForNothing).\n" : $0.script) }
    }

    /// Why there is no statement.
    private var reasonForNothing: String {
        let names = "\(PrintableText.escaping(from)) and \(PrintableText.escaping(to))"
        if difference.isEmpty { return "\(names) have the same schema" }
        return difference.isLeftAlone
            ? "\(names) differ in the order of columns or in rights alone, for which there are no statements"
            : "no statement makes what \(names) differ in"
    }
}
