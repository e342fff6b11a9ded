internal import Lint
internal import PostgresTree

/// A forecast as documents, plans and the history have it.
extension StatementForecast {
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "statement": .integer(number), "tables": .array(tables.map(\.json)),
            "losses": .array(losses.map(JSONValue.string)), "estimated_ms": JSONValue(milliseconds),
        ]
        if !dependents.isEmpty { members["dependents"] = .array(dependents.map(JSONValue.string)) }
        if let observation { members["observed"] = observation.json }
        return .object(members)
    }

    init?(_ json: JSONValue) {
        guard let number = json["statement"]?.integer, let tables = json["tables"]?.array,
            let losses = json["losses"]?.texts
        else { return nil }
        self.init(
            number: number, tables: tables.compactMap(Table.init), losses: losses,
            dependents: json["dependents"]?.texts ?? [],
            observation: json["observed"].flatMap(StatementObservation.init))
    }
}

extension StatementForecast.Table {
    fileprivate var json: JSONValue {
        [
            "table": JSONValue(name), "index": JSONValue(index), "lock": JSONValue(lock?.name),
            "work": .string(work.rawValue), "unless": JSONValue(sparing.map(\.code)), "rows": JSONValue(rows),
            "bytes": JSONValue(bytes), "estimated_ms": JSONValue(milliseconds),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let work = json["work"]?.text.flatMap(StatementEffect.Work.init) else { return nil }
        self.init(
            name: json["table"]?.text, index: json["index"]?.text, lock: json["lock"]?.text.flatMap(LockMode.init),
            work: work, sparing: json["unless"]?.text.flatMap(TableLock.Sparing.init(code:)),
            rows: json["rows"]?.integer, bytes: json["bytes"]?.integer, milliseconds: json["estimated_ms"]?.integer)
    }
}

extension TableLock.Sparing {
    fileprivate var code: String {
        switch self {
        case .byTypesStoredAlike: "types_stored_alike"
        case .byCheck: "proven_by_check"
        }
    }

    fileprivate init?(code: String) {
        guard let sparing = [Self.byTypesStoredAlike, .byCheck].first(where: { $0.code == code }) else { return nil }
        self = sparing
    }
}

extension StatementObservation {
    fileprivate var json: JSONValue {
        [
            "tables": .array(tables.map(\.json)), "differences": .array(differences.map(JSONValue.string)),
            "execution_us": .integer(microseconds),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let tables = json["tables"]?.array, let differences = json["differences"]?.texts,
            let microseconds = json["execution_us"]?.integer
        else { return nil }
        self.init(tables: tables.compactMap(Table.init), differences: differences, microseconds: microseconds)
    }
}

extension StatementObservation.Table {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "is_index": .bool(isIndex), "lock": JSONValue(lock?.name),
            "work": .string(work.rawValue),
        ]
    }

    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.text, let isIndex = json["is_index"]?.bool,
            let work = json["work"]?.text.flatMap(StatementEffect.Work.init)
        else { return nil }
        self.init(name: name, isIndex: isIndex, lock: json["lock"]?.text.flatMap(LockMode.init), work: work)
    }
}
