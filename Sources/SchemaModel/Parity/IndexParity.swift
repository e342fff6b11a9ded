internal import SQLText

/// Holds the indexes of two tables against each other, without those that are keys.
struct IndexParity {
    private let table: String
    private(set) var findings: [ParityFinding] = []

    init(_ sqlite: LogicalTable, _ postgres: LogicalTable) {
        table = sqlite.table.name.name
        let pairs = ParityPairs(
            Self.indexes(sqlite), Self.indexes(postgres), by: \.name?.foldedForSQLite, \.name?.foldedForSQLite)
        for (one, other) in pairs.both { compare(one, other) }
        let renamed = ParityPairs(pairs.left, pairs.right, by: \.content, \.content)
        for (one, other) in renamed.both {
            add(one, "name", one.name, other.name, level: .note, because: "the same index has another name")
            if one.collations != other.collations {
                add(one, "collation", one.text, other.text, level: .judgement)
            }
            noteManners(other)
        }
        for index in renamed.left { add(index, nil, index.summary, nil) }
        for index in renamed.right { add(index, nil, nil, index.summary) }
    }

    private static func indexes(_ table: LogicalTable) -> [IndexForm] {
        table.table.indexes.map { IndexForm($0, table) }.filter { !$0.isKey }
    }

    private mutating func add(
        _ index: IndexForm, _ property: String?, _ sqlite: String?, _ postgres: String?,
        level: ParityFinding.Level = .difference, because reason: String? = nil
    ) {
        findings.append(
            ParityFinding(
                .index, index.name ?? "", of: table, property, sqlite: sqlite, postgres: postgres, level: level,
                because: reason))
    }

    private mutating func compare(_ one: IndexForm, _ other: IndexForm) {
        if one.forms == nil || other.forms == nil {
            add(one, "columns", one.text, other.text, level: .judgement)
        } else if one.parts != other.parts {
            add(one, "columns", one.text, other.text)
        } else if one.collations != other.collations {
            add(one, "collation", one.text, other.text, level: .judgement)
        }
        if one.isUnique != other.isUnique {
            add(one, "unique", DescribedText.flag(one.isUnique), DescribedText.flag(other.isUnique))
        }
        let (condition, otherCondition) = (one.predicate, other.predicate)
        if condition?.form != otherCondition?.form || condition != nil && condition?.form == nil {
            let isKnown = [condition, otherCondition].allSatisfy { $0?.form?.isShared ?? ($0 == nil) }
            add(
                one, "condition", condition?.text, otherCondition?.text,
                level: isKnown || condition == nil || otherCondition == nil ? .difference : .judgement)
        }
        noteManners(other)
    }

    /// What SQLite's indexes have nothing of.
    private mutating func noteManners(_ other: IndexForm) {
        guard let index = other.index else { return }
        if !index.isValid { add(other, "invalid", nil, "yes") }
        if index.nullsAreEqual { add(other, "nulls not distinct", nil, "yes") }
        let classes = index.parts.compactMap(\.operatorClass)
        let manners = [
            index.method == "btree" ? nil : index.method, DescribedText.list(classes),
            DescribedText.list(index.included).map { "INCLUDE (\($0))" },
        ].compactMap { $0 }
        if !manners.isEmpty {
            add(
                other, "method", nil, manners.joined(separator: " "), level: .note,
                because: "PostgreSQL's way to keep the index has no counterpart")
        }
    }
}

extension IndexForm {
    fileprivate var summary: String {
        (isUnique ? "UNIQUE " : "") + text + (predicate.map { " WHERE \($0.text)" } ?? "")
    }
}
