internal import SQLText

/// How one type becomes another of the same name.
struct PostgresTypeFit {
    /// Whether it is made anew whatever uses it.
    let isReplaced: Bool
    /// Whether it is made anew if columns have it within other values.
    let isReplacedWithin: Bool
    /// The attributes that go or change their type in its place.
    let touched: [String]

    init(_ old: UserType, _ new: UserType) {
        var (isReplaced, isReplacedWithin) = (old.kind != new.kind, false)
        var touched: [String] = []
        switch new.kind {
        case .enumeration: isReplaced = isReplaced || !Self.isPart(old.labels, of: new.labels)
        case .range: isReplaced = isReplaced || old.options != new.options
        case .domain:
            isReplaced =
                isReplaced || old.domain?.type != new.domain?.type
                || old.domain?.collation != new.domain?.collation
            isReplacedWithin = Self.isChecked(old.domain, new.domain)
        case .composite:
            let retyped = old.attributes.filter { attribute in
                new.attributes.contains {
                    $0.name == attribute.name
                        && ($0.type != attribute.type || $0.collation != attribute.collation)
                }
            }
            isReplacedWithin = !retyped.isEmpty
            let gone = old.attributes.filter { attribute in !new.attributes.contains { $0.name == attribute.name } }
            touched = (retyped + gone).map(\.name)
        }
        (self.isReplaced, self.isReplacedWithin, self.touched) = (isReplaced, isReplacedWithin, touched)
    }

    /// Whether all labels are there in the same order: then others can be added between them.
    private static func isPart(_ labels: [String], of others: [String]) -> Bool {
        var rest = labels[...]
        for label in others where label == rest.first { rest.removeFirst() }
        return rest.isEmpty
    }

    /// Whether values that are there have to be checked.
    private static func isChecked(_ old: Domain?, _ new: Domain?) -> Bool {
        guard let old, let new else { return false }
        let conditions = new.checks.filter { check in
            check.isValidated
                && !old.checks.contains {
                    $0 == check || $0.isValidated && $0.name == check.name && $0.expression == check.expression
                }
        }
        return !conditions.isEmpty || old.isNullable && !new.isNullable
    }
}
