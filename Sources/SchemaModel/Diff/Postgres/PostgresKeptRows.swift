internal import SQLText

/// The rows of tables that no ALTER TABLE makes what they should be: kept aside until the new tables are there.
struct PostgresKeptRows {
    private let old: PostgresLookup
    private let new: PostgresLookup
    private let texts: PostgresThroughText
    /// Where the rows are, by the tables that they come from.
    private let places: [(table: ObjectName, aside: ObjectName)]

    init(_ removals: PostgresRemovals) {
        (old, new, texts) = (removals.old, removals.new, PostgresThroughText(removals))
        var taken = old.schema.relationNames.union(new.schema.relationNames)
        var places: [(table: ObjectName, aside: ObjectName)] = []
        for table in old.schema.tables where removals.objects.contains(table.reference) {
            guard let other = removals.new.tables[table.name], PostgresTableFit.keepsRows(table, other) else {
                continue
            }
            // The rows of a partition are kept with those of its table.
            if let parent = table.partition?.table, Self.keepsRows(of: parent, removals) { continue }
            let aside = FreeName.make(table.name, "rows") { taken.contains($0) }
            taken.insert(aside)
            places.append((table.name, aside))
        }
        self.places = places
    }

    private static func keepsRows(of name: ObjectName, _ removals: PostgresRemovals) -> Bool {
        guard removals.objects.contains(ObjectReference(.table, name)), let table = removals.old.tables[name],
            let other = removals.new.tables[name]
        else { return false }
        return PostgresTableFit.keepsRows(table, other)
    }

    /// Whether a table that is made is empty.
    func isWithoutRows(_ table: ObjectName) -> Bool {
        let root = new.tables[table]?.partition?.table
        return !places.contains { $0.table == table || $0.table == root }
    }

    /// Keeps others from the tables, and from those whose rows refer to theirs, until all is committed.
    ///
    /// Reading for a copy keeps no writer away: what others commit between the copy and DROP TABLE would be lost.
    var locking: [ChangeStatement] {
        if places.isEmpty { return [] }
        let copied = places.map(\.table)
        let all = Set(copied).union(copied.flatMap(old.descendants))
        let referring = old.schema.tables.filter { table in
            !all.contains(table.name) && table.foreignKeys.contains { !$0.isInherited && all.contains($0.table) }
        }
        // A writer has the table that refers first, and then the one that it refers to.
        let names = (referring.map(\.name) + copied).map { PostgresDDL.name($0) }.joined(separator: ", ")
        let subject = copied.map(\.description).joined(separator: ", ")
        var lock = ChangeStatement(
            "LOCK TABLE \(names) IN ACCESS EXCLUSIVE MODE",
            "Keeps others from \(subject) until all is committed: rows that they write meanwhile would be lost.",
            hazards: [.blocksWrites])
        lock.keepsOthersAway = true
        return [lock]
    }

    /// Copies the rows.
    var keeping: [ChangeStatement] {
        places.flatMap { place in
            let (table, aside) = (place.table, place.aside)
            var statements: [ChangeStatement] = []
            if old.tables[table]?.traits.forcesRowSecurity ?? false {
                statements.append(
                    ChangeStatement(
                        PostgresDDL.alterTable(table, "NO FORCE ROW LEVEL SECURITY"),
                        "Lets the owner of \(table) see all rows."))
            }
            statements.append(
                ChangeStatement(
                    "CREATE TABLE \(PostgresDDL.name(aside)) AS SELECT \(list(of: table)) FROM "
                        + "\(isPartitioned(table) ? "" : "ONLY ")\(PostgresDDL.name(table))",
                    "Keeps the rows of \(table), which has to be made anew.",
                    hazards: [.blocksWrites, .rewritesTable]))
            return statements
        }
    }

    /// All columns, of which some hold texts until their type is made anew.
    private func list(of table: ObjectName) -> String {
        let columns = old.tables[table]?.columns ?? []
        guard columns.contains(where: texts.has) else { return "*" }
        return columns.map { column in
            let name = PostgresDDL.name(column.name)
            return texts.has(column) ? "\(name)::text AS \(name)" : name
        }.joined(separator: ", ")
    }

    private func isPartitioned(_ table: ObjectName) -> Bool { old.tables[table]?.kind == .partitioned }

    /// Puts the rows into the new tables.
    /// - Parameter replaced: types of which the kept rows have the old ones.
    func returning(_ replaced: Set<ObjectName>) -> [PostgresStep] {
        places.compactMap { place in
            guard let before = old.tables[place.table], let table = new.tables[place.table] else { return nil }
            let columns = table.columns.filter { column in
                column.generated == nil && before.column(column.name) != nil
            }
            let names = columns.map { PostgresDDL.name($0.name) }.joined(separator: ", ")
            let values = columns.map { column in
                var kept = before.column(column.name) ?? column
                if texts.has(kept) { kept.type = "text" }
                return value(of: column, from: kept, replaced)
            }.joined(separator: ", ")
            let lost = before.columns.filter { $0.generated == nil && table.column($0.name) == nil }.map(\.name)
            var statements: [ChangeStatement] = []
            if !columns.isEmpty {
                let mode = columns.contains { $0.identity?.isAlways ?? false } ? " OVERRIDING SYSTEM VALUE" : ""
                statements.append(
                    ChangeStatement(
                        "INSERT INTO \(PostgresDDL.name(table.name)) (\(names))\(mode)\nSELECT \(values)\n"
                            + "FROM \(PostgresDDL.name(place.aside))",
                        "Puts the rows back into \(table.name); fails if one does not fit it.",
                        hazards: [.mayFail, .rewritesTable]))
            }
            statements += columns.compactMap { continueNumbers(of: $0, in: table.name) }
            let explanation = lost.isEmpty ? "" : ", and with them the values of \(lost.joined(separator: ", "))"
            statements.append(
                ChangeStatement(
                    "DROP TABLE \(PostgresDDL.name(place.aside))",
                    "Drops the kept rows of \(table.name)\(explanation).", hazards: lost.isEmpty ? [] : [.deletesData]))
            return PostgresStep(table.reference, statements)
        }
    }

    /// Has a sequence that comes with the table go on behind the numbers of its rows.
    private func continueNumbers(of column: Column, in table: ObjectName) -> ChangeStatement? {
        guard column.isNumber, let source = new.numberSource(of: column, in: table),
            column.identity != nil || old.sequences[source] == nil,
            let numbers = new.numbers(of: column, from: source)
        else { return nil }
        return PostgresColumnText.continueNumbers(of: column, in: table, from: source, numbers)
    }

    private func value(of column: Column, from before: Column, _ replaced: Set<ObjectName>) -> String {
        let name = PostgresDDL.name(column.name)
        let type = replaced.first { PostgresTypeName(before.type).isOf($0) && PostgresTypeName(column.type).isOf($0) }
        guard before.type != column.type || type != nil else { return name }
        let replacement = type.flatMap { name in old.types[name].map { ($0, new.types[name]) } }
        return PostgresTypeConversion(column.name, from: before, to: column, replacement: replacement).using ?? name
    }
}
