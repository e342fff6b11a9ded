internal import SQLText

/// Holds the triggers of a table or a view against those of its counterpart: that they are there, and when they fire.
struct TriggerParity {
    private let table: String

    init(_ table: String) { self.table = table }

    /// What is not the same.
    func compare(_ sqlite: [Trigger], _ postgres: [Trigger]) -> [ParityFinding] {
        let pairs = ParityPairs(sqlite, postgres, by: \.name.foldedForSQLite, \.name.foldedForSQLite)
        return pairs.both.flatMap { compare($0, $1) }
            + pairs.left.map { ParityFinding(.trigger, $0.name, of: table, sqlite: $0.summary) }
            + pairs.right.map { ParityFinding(.trigger, $0.name, of: table, postgres: $0.summary) }
    }

    private func compare(_ one: Trigger, _ other: Trigger) -> [ParityFinding] {
        var findings: [ParityFinding] = []
        func add(_ property: String, _ sqlite: String?, _ postgres: String?) {
            findings.append(
                ParityFinding(.trigger, one.name, of: table, property, sqlite: sqlite, postgres: postgres))
        }
        if one.timing != other.timing { add("timing", one.timing, other.timing) }
        if one.eventSet != other.eventSet {
            add("events", DescribedText.list(one.events), DescribedText.list(other.events))
        }
        // SQLite has no other than FOR EACH ROW.
        if other.definition.contains(" FOR EACH STATEMENT ") { add("fires", "for each row", "for each statement") }
        if let enabled = other.enabled, enabled != "ALWAYS" { add("enabled", nil, enabled) }
        return findings
    }
}

extension Trigger {
    fileprivate var summary: String { timing + " " + events.joined(separator: " OR ") }

    /// What it fires on, each column of an UPDATE OF for itself, folded.
    fileprivate var eventSet: Set<String> {
        let mark = "UPDATE OF "
        return events.reduce(into: []) { set, event in
            guard event.hasPrefix(mark) else {
                set.insert(event)
                return
            }
            let names = (try? ExpressionTokens(String(event.dropFirst(mark.count)), .postgres))?.names ?? []
            set.formUnion(names.map { mark + $0 })
        }
    }
}
