internal import SQLText

/// Functions that mean the same on both engines, under one name.
///
/// Letters beyond A to Z have capitals for PostgreSQL's `lower` and `upper` and none for SQLite's, which counts as the
/// same. A function of one engine keeps its name with the engine's before it, and so is equal to none of the other's.
/// Sources: <https://www.sqlite.org/lang_corefunc.html>, <https://www.sqlite.org/lang_datefunc.html>,
/// <https://www.postgresql.org/docs/current/functions.html>.
struct FunctionNames {
    private let dialect: Dialect

    init(_ dialect: Dialect) { self.dialect = dialect }

    private static let both: Set = [
        "abs", "coalesce", "length", "lower", "ltrim", "nullif", "replace", "rtrim", "upper",
    ]
    private static let sqlite = ["ifnull": "coalesce", "instr": "instr", "trim": "trim"]
    private static let postgres = [
        "btrim": "trim", "char_length": "length", "character_length": "length", "strpos": "instr",
    ]

    /// A function with its arguments.
    func call(_ name: String, _ arguments: [CanonicalExpression]) throws(NotCanonical) -> CanonicalExpression {
        if let moment = dialect == .sqlite ? sqliteMoment(name, arguments) : postgresMoment(name, arguments) {
            return moment
        }
        let arguments = arguments.map { argument in
            if case .call("exact", let inner) = argument { inner[0] } else { argument }
        }
        if Self.both.contains(name) { return .call(name, arguments) }
        if let common = (dialect == .sqlite ? Self.sqlite : Self.postgres)[name] { return .call(common, arguments) }
        // A start before the first character means something else to each.
        if name == "substr" || name == "substring", arguments.count > 1, case .number(let start) = arguments[1],
            start != "0", !start.hasPrefix("-")
        {
            return .call("substr", arguments)
        }
        return .call("\(dialect.rawValue) \(name)", arguments)
    }

    // MARK: The time

    /// `datetime('now')` and its like: the moment, its day, its time.
    private func sqliteMoment(_ name: String, _ arguments: [CanonicalExpression]) -> CanonicalExpression? {
        if name == "strftime", arguments.count == 2, arguments[1] == .text("now"), case .text(let format) = arguments[0]
        {
            switch TimeForm(format)?.type {
            case .instant, .localTime: return .now
            case .date: return .today
            case .time: return .timeOfDay
            default: return nil
            }
        }
        guard arguments == [.text("now")] || arguments.isEmpty else { return nil }
        return ["datetime": .now, "date": .today, "time": .timeOfDay][name]
    }

    /// `now()` and its like, also cut to a second, and at UTC.
    private func postgresMoment(_ name: String, _ arguments: [CanonicalExpression]) -> CanonicalExpression? {
        let names = ["now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"]
        if arguments.isEmpty, names.contains(name) { return .now }
        guard arguments.count == 2, arguments[1] == .now, case .text(let word) = arguments[0] else { return nil }
        switch (name, word.foldedForSQLite) {
        case ("date_trunc", "second"), ("date_trunc", "milliseconds"), ("timezone", "utc"): return .now
        case ("date_trunc", "day"): return .today
        default: return nil
        }
    }
}

/// A format of `strftime` that is a date, a time, or both, in the order in which texts sort as times do.
struct TimeForm {
    let type: LogicalType

    init?(_ format: String) {
        let zone = format.hasSuffix("Z")
        let text = String(zone ? format.dropLast() : format[...])
        let day = ["%Y-%m-%d", "%F"].first { text.hasPrefix($0) }
        let rest = text.dropFirst(day?.count ?? 0)
        let hasMark = rest.hasPrefix("T") || rest.hasPrefix(" ")
        let time = hasMark ? rest.dropFirst() : rest
        let times = ["%H:%M:%S", "%H:%M:%f", "%T", "%H:%M", "%R"]
        switch (day != nil, times.contains(String(time))) {
        case (true, true) where hasMark: type = zone ? .instant : .localTime
        case (true, false) where rest.isEmpty && !zone: type = .date
        case (false, true) where !hasMark && !zone: type = .time
        default: return nil
        }
    }
}
