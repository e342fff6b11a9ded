internal import SQLText
internal import SchemaModel

/// Values for a column, before the database was asked which of them it takes.
struct ColumnSamples: Equatable {
    /// Values as they come every day, none of them twice; one for each row, where the type has so many.
    var plain: [Value]
    /// Values at the edges: empty, very long or large, not ASCII, and those that the conditions speak of.
    var edges: [Value]

    /// Makes values.
    /// - Parameters:
    ///   - conditions: what has to be true of them.
    ///   - count: how many rows there will be.
    init(_ kind: SampleKind, _ dialect: Dialect, conditions: [ExpressionParts], count: Int) {
        let samples = SampleTexts(dialect: dialect, conditions: conditions, count: count)
        var plain: [Value]
        var edges: [Value]
        switch kind {
        case .integer(let bits): (plain, edges) = samples.integers(bits)
        case .decimal(let digits, let scale): (plain, edges) = samples.decimals(digits, scale)
        case .real: (plain, edges) = samples.reals
        case .text(let limit): (plain, edges) = samples.texts(limit)
        case .bytes: (plain, edges) = samples.bytes
        case .boolean: (plain, edges) = ([samples.truth(true), samples.truth(false)], [])
        case .date, .time, .timestamp: (plain, edges) = samples.moments(kind)
        case .json: (plain, edges) = samples.documents
        case .uuid: (plain, edges) = (samples.numbered(SampleTexts.uuid), [])
        case .labels(let labels): (plain, edges) = (labels.map(Value.text), [])
        case .list(let element):
            let elements = ColumnSamples(element, dialect, conditions: conditions, count: count)
            (plain, edges) = samples.lists(elements)
        case .composite(let parts):
            (plain, edges) = ([.text("(" + String(repeating: ",", count: max(0, parts - 1)) + ")")], [])
        case .anything: (plain, edges) = samples.anything
        }
        plain = Self.distinct(plain, without: [])
        self.plain = plain
        self.edges = Self.distinct(edges, without: Set(plain))
    }

    private static func distinct(_ values: [Value], without known: Set<Value>) -> [Value] {
        var known = known
        return values.filter { known.insert($0).inserted }
    }
}
