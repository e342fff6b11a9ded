/// How far the batches of one statement have come.
///
/// Kept in the history as JSON in one line, and written in the transaction of each batch.
public struct BatchProgress: Sendable, Hashable {
    /// The number of the statement, from 1.
    public var statement: Int
    /// The table that is gone through, as the statement writes it, and the columns of the key.
    public var path: Route?
    /// The key of the last row that was gone through; `nil` before the first batch.
    public var after: [Value]?
    /// The key of the last row that there was when the statement began; what is behind it belongs to others.
    public var end: [Value]
    /// How many batches are done.
    public var batches = 0
    /// How many rows they changed.
    public var rows = 0
    /// How many rows of the table they went through, at most.
    public var seen = 0
    /// How many rows the table had when the statement began, about.
    public var total: Int

    /// What batches go through.
    public struct Route: Sendable, Hashable {
        /// The table, as the statement writes it.
        public var table: String
        /// The columns, in order.
        public var columns: [String]

        /// For people: `articles, by id`.
        var words: String { "\(table), by \(columns.joined(separator: ", "))" }
    }

    /// How far it has come, for people: `batch 17 of statement 1`; `nil` if no batch is done.
    var place: String? { batches > 0 ? "batch \(batches) of statement \(statement)" : nil }

    /// The part that is done, from 0 to 1.
    public var share: Double { total > 0 ? min(Double(seen) / Double(total), 0.999) : 0 }

    /// Makes the progress of a statement that has not run yet.
    init(statement: Int, path: Route? = nil, end: [Value], total: Int) {
        (self.statement, self.path, self.end, self.total) = (statement, path, end, total)
    }
}

extension BatchProgress {
    /// Reads what is kept in the history; `nil` if that is none.
    init?(_ text: String) {
        guard let json = JSONValue(reading: Array(text.utf8)), let statement = json["statement"]?.integer,
            let end = json["end"]?.array?.map(Value.init(json:)), let total = json["of"]?.integer
        else { return nil }
        let path = json["table"]?.text.flatMap { table in
            json["key"]?.texts.map { Route(table: table, columns: $0) }
        }
        self.init(statement: statement, path: path, end: end.compactMap(\.self), total: total)
        after = json["after"]?.array?.compactMap(Value.init(json:))
        batches = json["batches"]?.integer ?? 0
        rows = json["rows"]?.integer ?? 0
        seen = json["seen"]?.integer ?? 0
        guard self.end.count == end.count, after == nil || after?.count == end.count else { return nil }
    }

    /// As it is kept in the history.
    var text: String {
        let json: JSONValue = [
            "statement": .integer(statement), "table": JSONValue(path?.table),
            "key": path.map { .array($0.columns.map(JSONValue.string)) } ?? .null,
            "after": after.map { .array($0.map(\.json)) } ?? .null,
            "end": .array(end.map(\.json)), "batches": .integer(batches), "rows": .integer(rows),
            "seen": .integer(seen), "of": .integer(total),
        ]
        return json.compact
    }
}

extension Value {
    /// A number and a text as JSON has them; what JSON has no form for with its kind before it.
    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(Int(number))
        case .text(let text): .string(text)
        case .real(let number): ["real": .string(number.description)]
        case .blob(let bytes): ["blob": .array(bytes.map { .integer(Int($0)) })]
        }
    }

    fileprivate init?(json: JSONValue) {
        if let number = json.integer {
            self = .integer(number)
        } else if let text = json.text {
            self = .text(text)
        } else if let number = json["real"]?.text.flatMap(Double.init) {
            self = .real(number)
        } else if let bytes = json["blob"]?.array {
            self = .blob(bytes.compactMap(\.integer).map(UInt8.init(truncatingIfNeeded:)))
        } else {
            return nil
        }
    }
}
