internal import SQLText

/// Holds the keys of two tables against each other.
struct KeyParity {
    private let sqlite: LogicalTable
    private let postgres: LogicalTable
    private let primaryKeys: [String: [String]]
    private(set) var findings: [ParityFinding] = []

    init(_ sqlite: LogicalTable, _ postgres: LogicalTable, primaryKeys: [String: [String]]) {
        (self.sqlite, self.postgres, self.primaryKeys) = (sqlite, postgres, primaryKeys)
        comparePrimaryKeys()
        compareUniqueKeys()
        compareForeignKeys()
    }

    private mutating func add(
        _ kind: SchemaChange.Kind, _ object: String, _ property: String?, _ sqlite: String?, _ postgres: String?,
        level: ParityFinding.Level = .difference, because reason: String? = nil
    ) {
        findings.append(
            ParityFinding(
                kind, object, of: self.sqlite.table.name.name, property, sqlite: sqlite, postgres: postgres,
                level: level, because: reason))
    }

    // MARK: Unique keys

    private mutating func comparePrimaryKeys() {
        let one = sqlite.table.primaryKey.map { IndexForm($0, sqlite) }
        let other = postgres.table.primaryKey.map { IndexForm($0, postgres) }
        guard let one, let other else {
            if one != nil || other != nil { add(.primaryKey, "", nil, one?.text, other?.text) }
            return
        }
        if one.forms != other.forms { add(.primaryKey, "", "columns", one.text, other.text) }
        compareCollations(.primaryKey, one, other)
        noteManners(.primaryKey, one, other)
    }

    private static func keys(_ table: LogicalTable) -> [IndexForm] {
        let all = table.table.uniqueKeys.map { IndexForm($0, table) } + table.table.indexes.map { IndexForm($0, table) }
        var seen: Set<[CanonicalExpression]> = []
        return all.filter { key in key.isKey && (key.forms.map { seen.insert($0).inserted } ?? true) }
    }

    private mutating func compareUniqueKeys() {
        let pairs = ParityPairs(Self.keys(sqlite), Self.keys(postgres), by: \.forms, \.forms)
        let turned = ParityPairs(pairs.left, pairs.right, by: { $0.forms.map(Set.init) }, { $0.forms.map(Set.init) })
        for (one, other) in turned.both {
            add(
                .uniqueKey, one.name ?? "", "order of columns", one.text, other.text, level: .note,
                because: "the same columns are unique, and their index has them in another order")
        }
        for (one, other) in pairs.both + turned.both {
            if other.nullsAreEqual { add(.uniqueKey, one.name ?? one.text, "nulls not distinct", nil, "yes") }
            compareCollations(.uniqueKey, one, other)
            noteManners(.uniqueKey, one, other)
        }
        let named = ParityPairs(turned.left, turned.right, by: \.name?.foldedForSQLite, \.name?.foldedForSQLite)
        for (one, other) in named.both {
            let isKnown = one.forms != nil && other.forms != nil
            add(.uniqueKey, one.name ?? "", "columns", one.text, other.text, level: isKnown ? .difference : .judgement)
        }
        for key in named.left { add(.uniqueKey, key.name ?? "", nil, key.text, nil) }
        for key in named.right { add(.uniqueKey, key.name ?? "", nil, nil, key.text) }
    }

    /// Which texts are equal depends on them.
    private mutating func compareCollations(_ kind: SchemaChange.Kind, _ one: IndexForm, _ other: IndexForm) {
        if one.collations != other.collations {
            add(kind, one.name ?? "", "collation", one.text, other.text, level: .judgement)
        }
    }

    /// What has no counterpart on the other engine, and does not make the key another one.
    private mutating func noteManners(_ kind: SchemaChange.Kind, _ one: IndexForm, _ other: IndexForm) {
        if let conflict = one.conflict {
            add(
                kind, one.name ?? one.text, "conflict", conflict, nil, level: .note, because: TableParity.conflictReason
            )
        }
        if other.deferral != .never {
            add(
                kind, other.name ?? other.text, "deferral", nil, DescribedText.deferral(other.deferral), level: .note,
                because: "PostgreSQL can check it later, which SQLite never does")
        }
    }

    // MARK: Foreign keys

    /// What a foreign key leads from and to, folded.
    private struct Reference: Hashable {
        let columns: [String]
        let table: String
        let referenced: [String]
    }

    private func reference(_ key: ForeignKey) -> Reference {
        let table = key.table.folded
        let referenced = key.referencedColumns.isEmpty ? primaryKeys[table] ?? [] : key.referencedColumns
        return Reference(
            columns: key.columns.map(\.foldedForSQLite), table: table, referenced: referenced.map(\.foldedForSQLite))
    }

    private mutating func compareForeignKeys() {
        let pairs = ParityPairs(
            sqlite.table.foreignKeys, postgres.table.foreignKeys, by: reference, reference)
        for (one, other) in pairs.both { compare(one, other) }
        for key in pairs.left { add(.foreignKey, key.name ?? "", nil, key.text, nil) }
        for key in pairs.right { add(.foreignKey, key.name ?? "", nil, nil, key.text) }
    }

    private mutating func compare(_ one: ForeignKey, _ other: ForeignKey) {
        let name = one.name ?? "(\(one.columns.joined(separator: ", ")))"
        if one.onDelete != other.onDelete {
            add(.foreignKey, name, "on delete", one.onDelete.rawValue, other.onDelete.rawValue)
        }
        if one.onUpdate != other.onUpdate {
            add(.foreignKey, name, "on update", one.onUpdate.rawValue, other.onUpdate.rawValue)
        }
        if one.deferral != other.deferral {
            add(
                .foreignKey, name, "deferral", DescribedText.deferral(one.deferral),
                DescribedText.deferral(other.deferral))
        }
        // SQLite reads MATCH, and never does anything but SIMPLE.
        if other.isMatchFull, other.columns.count > 1 { add(.foreignKey, name, "match full", nil, "yes") }
        if let columns = DescribedText.list(other.deleteColumns) {
            add(.foreignKey, name, "columns on delete", nil, columns)
        }
        if !other.isEnforced { add(.foreignKey, name, "not enforced", nil, "yes") }
        if !other.isValidated {
            add(
                .foreignKey, name, "not valid", nil, "yes", level: .note,
                because: "PostgreSQL has not checked the rows that were there before")
        }
    }
}

extension ForeignKey {
    /// `(a) references t (b) ON DELETE CASCADE`.
    fileprivate var text: String {
        "(\(columns.joined(separator: ", "))) references \(table.name)"
            + (DescribedText.list(referencedColumns).map { " (\($0))" } ?? "")
            + (onDelete == .noAction ? "" : " ON DELETE \(onDelete.rawValue)")
            + (onUpdate == .noAction ? "" : " ON UPDATE \(onUpdate.rawValue)")
    }
}
