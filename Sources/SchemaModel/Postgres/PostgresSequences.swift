public import SQLText

extension PostgresDDL {
    /// Makes a sequence.
    public static func createSequence(_ sequence: NumberSequence) -> String {
        let words = sequence.isUnlogged ? "UNLOGGED SEQUENCE" : "SEQUENCE"
        let clauses = numberingClauses(sequence.numbers, withType: true)
        return (["CREATE \(words) \(name(sequence.name))"] + clauses).joined(separator: " ")
    }

    /// Ties a sequence to the column that it goes with.
    public static func setOwner(of sequence: ObjectName, _ owner: ObjectReference?) -> String {
        let column = owner.map { "\(name($0.name)).\(name($0.detail ?? ""))" } ?? "NONE"
        return "ALTER SEQUENCE \(name(sequence)) OWNED BY \(column)"
    }

    /// What is unusual about numbers: `START WITH 5 CACHE 10`.
    /// - Parameter withType: whether the type is told, which for an identity column is that of the column.
    static func numberingClauses(_ numbers: Numbering, withType: Bool = false) -> [String] {
        let usual = usualNumbers(numbers)
        var clauses: [String] = []
        if withType, numbers.type != "bigint" { clauses.append("AS \(numbers.type)") }
        if numbers.increment != 1 { clauses.append("INCREMENT BY \(numbers.increment)") }
        if numbers.minimum != usual.minimum { clauses.append("MINVALUE \(numbers.minimum)") }
        if numbers.maximum != usual.maximum { clauses.append("MAXVALUE \(numbers.maximum)") }
        if numbers.start != usual.start { clauses.append("START WITH \(numbers.start)") }
        if numbers.cache != 1 { clauses.append("CACHE \(numbers.cache)") }
        if numbers.cycles { clauses.append("CYCLE") }
        return clauses
    }

    /// What the server takes where nothing is said.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-createsequence.html>.
    private static func usualNumbers(_ numbers: Numbering) -> Numbering {
        let limits: (least: Int64, greatest: Int64) =
            switch numbers.type {
            case "smallint": (Int64(Int16.min), Int64(Int16.max))
            case "integer": (Int64(Int32.min), Int64(Int32.max))
            default: (.min, .max)
            }
        let isUpwards = numbers.increment > 0
        var usual = Numbering(numbers.type, maximum: isUpwards ? limits.greatest : -1)
        usual.minimum = isUpwards ? 1 : limits.least
        usual.start = isUpwards ? numbers.minimum : numbers.maximum
        return usual
    }
}
