internal import SQLText

/// Makes a table anew with the rows that it has.
///
/// These are steps 4 to 7 of the procedure in SQLite's manual; indexes, triggers and views are the caller's.
/// Source: <https://www.sqlite.org/lang_altertable.html#otheralter>.
struct SQLiteRebuild {
    let old: Table
    let new: Table
    /// The name until the old table is gone.
    private let temporary: String
    /// The old names of columns, by the new ones.
    private let renames: [NameKey: String]

    init(from old: Table, to new: Table, temporary: String, renames: [NameKey: String]) {
        self.old = old
        self.new = new
        self.temporary = temporary
        self.renames = renames
    }

    /// The statements, in order.
    var statements: [ChangeStatement] {
        let (name, other) = (new.name.name.quotedName(.sqlite), temporary.quotedName(.sqlite))
        var statements = conversions.guards(of: new.name)
        statements.append(ChangeStatement(createTemporary, "Makes the new form of \(new.name) beside the old one."))
        if let copy { statements.append(copy) }
        statements += SQLiteNumbers(from: old, to: new, temporary: temporary).statements
        let lost = lostColumns
        let explanation = lost.isEmpty ? "" : ", and with it the values of \(lost.joined(separator: ", "))"
        statements.append(
            ChangeStatement(
                "DROP TABLE \(name)", "Drops the old form of \(new.name)\(explanation).",
                hazards: lost.isEmpty ? [] : [.deletesData]))
        statements.append(
            ChangeStatement("ALTER TABLE \(other) RENAME TO \(name)", "Gives the new form the name \(new.name)."))
        return statements
    }

    /// The new table's statement under the temporary name, which RENAME TO replaces wherever it stands.
    private var createTemporary: String {
        var table = new.withoutParts
        table.name = ObjectName(temporary)
        for index in table.checks.indices {
            table.checks[index].expression = qualified(table.checks[index].expression)
        }
        for index in table.columns.indices {
            guard let generated = table.columns[index].generated else { continue }
            table.columns[index].generated?.expression = qualified(generated.expression)
        }
        return SQLiteSchemaWriter().createTable(table).sql
    }

    private func qualified(_ expression: String) -> String {
        SQLiteMentions.qualified(expression, new.name.name, as: temporary)
    }

    // MARK: Rows

    /// The old column behind a new one.
    func source(of column: Column) -> Column? {
        let key = NameKey(column.name, .sqlite)
        let name = renames[key] ?? column.name
        let isGone = renames[key] == nil && renames.values.contains { NameKey($0, .sqlite) == key }
        return isGone ? nil : old.columns.first { NameKey($0.name, .sqlite) == NameKey(name, .sqlite) }
    }

    private var lostColumns: [String] {
        let kept = Set(new.columns.compactMap { source(of: $0).map { NameKey($0.name, .sqlite) } })
        return old.columns.filter { $0.generated == nil && !kept.contains(NameKey($0.name, .sqlite)) }.map(\.name)
    }

    /// Copies what stays; a column without an old one has its default in every row.
    private var copy: ChangeStatement? {
        let columns = new.columns.filter { $0.generated == nil }
        let pairs = columns.compactMap { column in source(of: column).map { (column, $0) } }
        let (hazards, reasons) = hazards
        let tail = reasons.isEmpty ? "" : "; fails if " + reasons.joined(separator: ", or if ")
        let explanation = (["Copies the rows of \(new.name)\(tail)."] + changedValues).joined(separator: " ")
        guard !pairs.isEmpty else {
            // Even without a value that stays, a row stays a row.
            guard let first = columns.first else { return nil }
            let value = first.defaultValue.map { "(\($0))" } ?? "NULL"
            return ChangeStatement(copy([(first.name.quotedName(.sqlite), value)]), explanation, hazards: hazards)
        }
        let values = pairs.map { ($0.0.name.quotedName(.sqlite), value(of: $0.0, from: $0.1)) }
        return ChangeStatement(copy(values), explanation, hazards: hazards)
    }

    /// The statement that copies every row, with the number that it has.
    private func copy(_ values: [(column: String, value: String)]) -> String {
        let all = (rowNumber.map { [($0, $0)] } ?? []) + values
        let (name, other) = (new.name.name.quotedName(.sqlite), temporary.quotedName(.sqlite))
        let (targets, sources) = (all.map(\.0).joined(separator: ", "), all.map(\.1).joined(separator: ", "))
        return "\(insert) \(other) (\(targets))\nSELECT \(sources)\nFROM \(name)"
    }

    /// The name by which rows keep their numbers, where no column is that number anyway; `nil` where they have none.
    ///
    /// An index of FTS5 over the table finds its rows by them, and other tables may.
    /// Source: <https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>.
    private var rowNumber: String? {
        guard !old.traits.isWithoutRowID, !new.traits.isWithoutRowID, new.rowIDColumn == nil else { return nil }
        let taken = Set((old.columns + new.columns).map(\.name.foldedForSQLite))
        return ["rowid", "_rowid_", "oid"].first { !taken.contains($0) }
    }

    /// No row goes in silence, whatever a constraint says of conflicts.
    private var insert: String {
        let keys = new.uniqueKeys + (new.primaryKey.map { [$0] } ?? [])
        let hasAnswers = keys.contains { $0.conflict != nil } || new.columns.contains { $0.notNullConflict != nil }
        return hasAnswers ? "INSERT OR ABORT INTO" : "INSERT INTO"
    }

    /// The old value; for a NULL that is not allowed any more the default, if there is one.
    private func value(of new: Column, from old: Column) -> String {
        let name = old.name.quotedName(.sqlite)
        guard let value = new.usualValue, fillsGaps(of: new, from: old) else { return name }
        return "coalesce(\(name), \(value))"
    }

    /// What the copy makes of values and names, a sentence for each column.
    private var changedValues: [String] {
        new.columns.filter { $0.generated == nil }.flatMap { column -> [String] in
            let value = column.usualValue
            guard let old = source(of: column) else {
                return value.map { ["Every row has \(column.name) = \($0)."] } ?? []
            }
            var remarks = isRenamed(column) ? ["Its column \(old.name) is \(column.name) now."] : []
            remarks += conversion(to: column).map { [$0.remark] } ?? []
            guard let value, fillsGaps(of: column, from: old) else { return remarks }
            return remarks + ["Rows with NULL in \(old.name) get \(value)."]
        }
    }

    private var conversions: [SQLiteConversion] {
        new.columns.filter { $0.generated == nil }.compactMap(conversion)
    }

    private func conversion(to column: Column) -> SQLiteConversion? {
        guard var source = source(of: column) else { return nil }
        if fillsGaps(of: column, from: source) { source.isNullable = false }
        return SQLiteConversion(from: source, of: old, to: column, of: new)
    }

    /// Whether a column had another name.
    func isRenamed(_ column: Column) -> Bool { renames[NameKey(column.name, .sqlite)] != nil }

    /// Whether the default stands in for values that are NULL.
    func fillsGaps(of new: Column, from old: Column) -> Bool {
        old.isNullable && !new.isNullable && new.usualValue != nil
    }
}

extension Column {
    /// SQLite: its default, unless that is NULL.
    var usualValue: String? { defaultValue?.foldedForSQLite == "null" ? nil : defaultValue }
}
