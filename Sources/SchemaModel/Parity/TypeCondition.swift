internal import SQLText

/// A condition that stands in the place of a type: SQLite has four, and a CHECK for the rest.
struct TypeCondition {
    enum Kind: Equatable {
        /// 0 or 1.
        case boolean
        /// Texts of one form.
        case form(LogicalType)
        case notNull
        /// What PostgreSQL's types are in any case: SQLite's `typeof`, or seconds without a fraction.
        case storageClass
    }

    let column: String
    let kind: Kind

    /// Reads a condition beside all conditions of its table; `nil` if it is about values.
    init?(_ form: CanonicalExpression, _ all: Set<CanonicalExpression>) {
        guard let (column, kind) = Self.meaning(form, all) else { return nil }
        (self.column, self.kind) = (column, kind)
    }

    private static func meaning(
        _ form: CanonicalExpression, _ all: Set<CanonicalExpression>
    ) -> (String, Kind)? {
        guard case .call(let name, let parts) = form, let first = parts.first else { return nil }
        if case .column(let column) = first {
            if name == "is not null" { return (column, .notNull) }
            if name == "in", parts.dropFirst() == [.number("0"), .number("1")] { return (column, .boolean) }
            if isBetweenZeroAndOne(form, first, all) { return (column, .boolean) }
            if name == "=" || name == "is" { return formed(column, parts[1]).map { (column, $0) } }
        }
        if case .call("sqlite typeof", let operands) = first, case .column(let column)? = operands.first {
            return ["=", "in"].contains(name) ? (column, .storageClass) : nil
        }
        let operand = name == "=" && parts[1] == .number("1") ? first : form
        if case .call("sqlite json_valid", let operands) = operand, case .column(let column)? = operands.first {
            return (column, .form(.json))
        }
        return nil
    }

    /// The two halves of BETWEEN 0 AND 1.
    private static func isBetweenZeroAndOne(
        _ form: CanonicalExpression, _ column: CanonicalExpression, _ all: Set<CanonicalExpression>
    ) -> Bool {
        let halves: Set<CanonicalExpression> = [
            .call(">=", [column, .number("0")]), .call("<=", [column, .number("1")]),
        ]
        return halves.contains(form) && all.isSuperset(of: halves)
    }

    /// What a column is that has to be what a function of the date or time makes of it.
    private static func formed(_ column: String, _ other: CanonicalExpression) -> Kind? {
        guard case .call(let name, let parts) = other else { return nil }
        if name == "postgres date_trunc", parts == [.text("second"), .column(column)] { return .storageClass }
        if name == "sqlite strftime", parts.count > 1, case .text(let format) = parts[0], parts[1] == .column(column) {
            return TimeForm(format).map { .form($0.type) }
        }
        guard parts.first == .column(column) else { return nil }
        switch name {
        case "sqlite date": return .form(.date)
        case "sqlite datetime": return .form(.localTime)
        case "sqlite time": return .form(.time)
        default: return nil
        }
    }
}
