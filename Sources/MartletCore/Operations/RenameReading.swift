internal import SQLText
internal import SchemaModel

/// Finds the tables and columns of two schemas that written renames are about.
struct RenameReading {
    let old: Schema
    let new: Schema

    private var dialect: Dialect { old.dialect }

    /// What is wanted, for the end of an error.
    static let form = #"--rename OLD=NEW takes names as SQL has them: users=people, users.mail=email, '"a.b".c=d'"#

    /// What one side of a rename can be about.
    private struct Reading {
        var table: ObjectName
        var column: String?
    }

    /// The renames that texts are about.
    /// - Throws: `usage`, if one is none, or names what is not there.
    func hints(_ texts: [String]) throws(MartletError) -> [RenameHint] {
        var found: [(text: RenameText, reading: Reading)] = []
        for text in texts {
            guard let rename = RenameText(text, dialect) else {
                throw refusal("--rename wants OLD=NEW, not \(PrintableText.escaping(text))")
            }
            found.append((rename, try reading(rename, text)))
        }
        let tables = found.filter { $0.reading.column == nil }.map { rename, reading in
            RenameHint(table: reading.table, to: tableName(rename.new, beside: reading.table))
        }
        let names = Dictionary(tables.map { ($0.table, $0.newName) }) { first, _ in first }
        var hints = tables
        for (rename, reading) in found {
            guard let column = reading.column else { continue }
            let table = names[reading.table] ?? reading.table
            let columns = new.tables.first { $0.name == table }?.columns.map(\.name) ?? []
            let name = rename.new[0].first(of: columns, dialect) ?? plain(rename.new[0])
            hints.append(RenameHint(column: column, of: reading.table, to: name))
        }
        return hints
    }

    private func refusal(_ fact: String, help: String? = nil) -> MartletError {
        MartletError(.usage, fact, help: help ?? Self.form)
    }

    // MARK: The old name

    /// What the old name stands for; of a table and a column, what fits the new name.
    private func reading(_ rename: RenameText, _ text: String) throws(MartletError) -> Reading {
        let readings = readings(rename.old, in: old)
        let fits = readings.filter { ($0.column == nil) || rename.new.count == 1 }
        if fits.count < 2, let reading = fits.first { return reading }
        let exact = fits.filter { reading in
            let name = reading.column == nil ? tableName(rename.new, beside: reading.table) : nil
            return name.map { name in new.tables.contains { $0.name == name } } ?? false
        }
        if exact.count == 1 { return exact[0] }
        if fits.count > 1 {
            let names = fits.map { shown($0) }.joined(separator: " or ")
            throw refusal("\(PrintableText.escaping(text)) can be about \(names): name it with its schema")
        }
        throw readings.isEmpty
            ? absent(rename.old) : refusal("the new name of a column stands alone, not \(PrintableText.escaping(text))")
    }

    /// All tables and columns that a name can stand for.
    private func readings(_ parts: [RenameText.Name], in schema: Schema) -> [Reading] {
        let name = parts.last?.first(of: schema.tables.map(\.name.name), dialect)
        let tables = schema.tables.filter { $0.name.name == name }
        let wanted = parts.dropLast()
        switch parts.count {
        case 1: return preferred(tables.map { Reading(table: $0.name) })
        default:
            let asTables = tables.filter { isIn($0.name, wanted) }.map { Reading(table: $0.name) }
            let owners = preferred(readings(Array(wanted), in: schema).filter { $0.column == nil })
            let asColumns = owners.compactMap { owner -> Reading? in
                let columns = schema.tables.first { $0.name == owner.table }?.columns.map(\.name) ?? []
                return parts.last?.first(of: columns, dialect).map { Reading(table: owner.table, column: $0) }
            }
            return asTables + asColumns
        }
    }

    private func isIn(_ table: ObjectName, _ schema: ArraySlice<RenameText.Name>) -> Bool {
        guard let name = schema.first, schema.count == 1, let space = table.schema else { return false }
        return name.first(of: [space], dialect) != nil
    }

    /// Of tables with one name that of `public`, as a server looks there without being told.
    private func preferred(_ readings: [Reading]) -> [Reading] {
        let usual = readings.filter { $0.table.schema == "public" }
        return readings.count > 1 && !usual.isEmpty ? usual : readings
    }

    private func absent(_ parts: [RenameText.Name]) -> MartletError {
        let text = parts.map(\.text).joined(separator: ".")
        if let other = readings(parts, in: new).first {
            return refusal("only the second schema has \(shown(other)): the name in the first one stands before the =")
        }
        let owners = parts.count > 1 ? readings(Array(parts.dropLast()), in: old).filter { $0.column == nil } : []
        let owner = old.tables.first { table in owners.contains { $0.table == table.name } }
        let what = owner == nil ? "table" : "column"
        let names = owner.map { $0.columns.map(\.name) } ?? old.tables.map(\.name.name)
        let near = closestMatch(to: parts.last?.text ?? "", among: names).map { "did you mean \($0)?" }
        let both = near.map { "\($0) \(Self.form)" }
        return refusal("neither schema has a \(what) \(PrintableText.escaping(text))", help: both)
    }

    // MARK: The new name

    private func tableName(_ parts: [RenameText.Name], beside table: ObjectName) -> ObjectName {
        let spaces = Array(Set(new.tables.compactMap(\.name.schema))).sorted()
        let space = parts.count > 1 ? parts[0].first(of: spaces, dialect) ?? plain(parts[0]) : table.schema
        let last = parts[parts.count - 1]
        let names = new.tables.filter { $0.name.schema == space }.map(\.name.name)
        return ObjectName(schema: space, last.first(of: names, dialect) ?? plain(last))
    }

    private func plain(_ name: RenameText.Name) -> String {
        dialect == .postgres && !name.isQuoted ? name.text.foldedForSQLite : name.text
    }

    // MARK: Hints that fit nowhere

    /// Says why a comparison cannot use a hint.
    func objection(to hint: RenameHint, among hints: [RenameHint]) -> MartletError {
        let subject = shown(Reading(table: hint.table, column: hint.column))
        let rivals = hints.filter { $0 != hint && $0.table == hint.table && ($0.column == nil) == (hint.column == nil) }
        if rivals.contains(where: { $0.column == hint.column }) {
            return refusal("\(subject) has one other name at most, and two are given")
        }
        let table = hints.first { $0.column == nil && $0.table == hint.table }?.newName ?? hint.table
        let goal = hint.column == nil ? Reading(table: hint.newName) : Reading(table: table, column: hint.newName.name)
        if !has(goal, new) {
            let names =
                hint.column == nil
                ? new.tables.map(\.name.name) : new.tables.first { $0.name == table }?.columns.map(\.name) ?? []
            let near = closestMatch(to: hint.newName.name, among: names).map { "did you mean \($0)? \(Self.form)" }
            return refusal(
                "the second schema has no \(shown(goal, isShort: true)) that \(subject) could be", help: near)
        }
        if hint.newName.name == (hint.column ?? hint.table.name), goal.table == hint.table {
            return refusal("\(subject) has the same name in both schemas")
        }
        let other = hint.column == nil ? goal : Reading(table: hint.table, column: hint.newName.name)
        if has(other, old) {
            // It is in the way, and goes only where nothing needs it.
            let source = Reading(table: hint.column == nil ? hint.table : table, column: hint.column)
            guard has(source, new) else {
                return MartletError(
                    .unsupported,
                    "\(subject) cannot become \(shown(goal)): something needs the one that is called so now",
                    help: "make two changes of it: first drop the one, and then rename the other")
            }
            return refusal(
                "both schemas have \(shown(goal)), so \(subject) has not become it",
                help: "if it has another name now too, say that with another --rename. \(Self.form)")
        }
        return refusal("two of --rename lead to \(shown(goal))")
    }

    private func has(_ reading: Reading, _ schema: Schema) -> Bool {
        schema.tables.contains { table in
            guard isSame(table.name.name, reading.table.name), table.name.schema == reading.table.schema else {
                return false
            }
            return reading.column.map { column in table.columns.contains { isSame($0.name, column) } } ?? true
        }
    }

    private func isSame(_ one: String, _ other: String) -> Bool {
        dialect == .sqlite ? one.foldedForSQLite == other.foldedForSQLite : one == other
    }

    private func shown(_ reading: Reading, isShort: Bool = false) -> String {
        let article = isShort ? "" : "the "
        let name = PrintableText.escaping(reading.table.quoted(dialect))
        guard let column = reading.column else { return "\(article)table \(name)" }
        return "\(article)column \(name).\(PrintableText.escaping(column.quotedName(dialect)))"
    }
}
