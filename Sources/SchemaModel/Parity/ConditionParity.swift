internal import SQLText

/// Holds the conditions of two tables against each other.
struct ConditionParity {
    private let table: String
    private(set) var findings: [ParityFinding] = []
    /// The conditions that the findings are about.
    private var told: [[LogicalCondition.Source?]] = []

    init(_ sqlite: LogicalTable, _ postgres: LogicalTable) {
        table = sqlite.table.name.name
        let pairs = ParityPairs(sqlite.conditions.once, postgres.conditions.once, by: \.form, \.form)
        // Conditions on the same columns may be the same in other words.
        let alike = ParityPairs(pairs.left, pairs.right, by: \.columns, \.columns)
        var unjudged: Set<String> = []
        for (one, other) in alike.both {
            let isKnown = [one, other].allSatisfy { $0.form?.isShared ?? false }
            if !isKnown { unjudged.formUnion([one.text, other.text]) }
            add(one, other, level: isKnown ? .difference : .judgement)
        }
        // The other parts of a CHECK that a person judges are before that person's eyes.
        for condition in alike.left where !unjudged.contains(condition.text) { add(condition, nil) }
        for condition in alike.right where !unjudged.contains(condition.text) { add(nil, condition) }
    }

    /// Tells of a part of a CHECK, or of one on each side.
    ///
    /// Of several parts of the same one finding is enough, as it shows the whole: a difference, if there is one.
    private mutating func add(
        _ one: LogicalCondition?, _ other: LogicalCondition?, level: ParityFinding.Level = .difference
    ) {
        let names = [one, other].compactMap { $0?.name }
        let columns = one.flatMap { one in other.map { _ in one.columns.sorted().joined(separator: ", ") } }
        let finding = ParityFinding(
            .check, names.first ?? columns ?? "", of: table, columns.map { _ in "expression" }, sqlite: one?.text,
            postgres: other?.text, level: level,
            because: level == .judgement ? "whether the two are the same is for a person to judge" : nil)
        let sources = [one?.source, other?.source]
        guard let place = told.firstIndex(of: sources) else {
            told.append(sources)
            return findings.append(finding)
        }
        if level == .difference, findings[place].level != .difference { findings[place] = finding }
    }
}

extension Array<LogicalCondition> {
    /// Each condition that can be read once.
    fileprivate var once: [LogicalCondition] {
        var seen: Set<CanonicalExpression> = []
        return filter { $0.form.map { seen.insert($0).inserted } ?? true }
    }
}
