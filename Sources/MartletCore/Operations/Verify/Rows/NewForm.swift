internal import SQLText
internal import SchemaModel

extension Schema {
    /// The tables that were there before and take other rows by now, in their columns that were there before.
    func tablesOfNewForm(since before: Schema) -> [Table] {
        let known = Dictionary(before.types.map { ($0.name, $0) }) { first, _ in first }
        let changed = types.filter { type in known[type.name].map { $0 != type } ?? false }
            .flatMap { [$0.name.quoted(.postgres), $0.name.name.quotedName(.postgres)] }
        return tables.filter { table in
            guard let old = before.tables.first(where: { $0.name == table.name }) else { return false }
            return table.form(sharedWith: old) != old.form(sharedWith: table)
                || table.columns.contains { column in changed.contains { column.type == $0 || column.type == $0 + "[]" }
                }
        }
    }
}

extension Table {
    /// What decides which rows it takes, a line each; of its columns those that another one has too.
    fileprivate func form(sharedWith other: Table) -> Set<String> {
        var lines: [String] = []
        for column in columns where other.column(column.name) != nil {
            lines.append("column \(column.name) \(column.type) \(column.isNullable)")
        }
        lines += checks.map { "check \($0.expression)" } + exclusions.map { "exclusion \($0.definition)" }
        lines += ([primaryKey].compactMap(\.self) + uniqueKeys).map { "key \($0.columns)" }
        lines += foreignKeys.map { "reference \($0.columns) \($0.table) \($0.referencedColumns)" }
        lines += indexes.filter(\.isUnique).map { "unique \($0.parts) \($0.predicate ?? "")" }
        return Set(lines)
    }
}

/// Tables whose rows can be told apart by a key, as they are behind the way forward; some rows are added to them there.
///
/// What a way back takes away of those rows, or changes in columns that neither way is about, is lost with it: nobody had
/// such rows before, and many will have them when the way back is run.
struct NewFormRows {
    private let before: DatabaseContent
    private let forward: DatabaseContent
    private var filled: DatabaseContent?

    /// Looks at rows behind the way forward.
    /// - Parameter before: the rows before it.
    init(before: DatabaseContent, forward: DatabaseContent) { (self.before, self.forward) = (before, forward) }

    /// Whether a table's rows are the same ones as before, by the same key.
    func isKnown(_ name: ObjectName) -> Bool {
        guard let old = before.tables[name], let new = forward.tables[name] else { return false }
        return !old.key.isEmpty && old.keyNames == new.keyNames && Set(old.byKey.keys) == Set(new.byKey.keys)
    }

    /// How many rows a table has.
    func count(_ name: ObjectName) -> Int { forward.tables[name]?.rows.count ?? 0 }

    /// Takes note of the rows that were added.
    mutating func note(filled: DatabaseContent) { self.filled = filled }

    /// The keys of the rows that were added to a table.
    private func added(_ name: ObjectName) -> Set<[ArraySlice<UInt8>]> {
        guard isKnown(name), let filled = filled?.tables[name], let forward = forward.tables[name] else { return [] }
        return Set(filled.byKey.keys).subtracting(forward.byKey.keys)
    }

    /// What is there after the way back, without the rows that were added.
    func withoutAdded(_ returned: DatabaseContent) -> DatabaseContent {
        returned.changing { name, content in
            let added = added(name)
            return added.isEmpty ? content : content.without(keys: added)
        }
    }

    /// What the way back has made of the rows that it found.
    func losses(to returned: DatabaseContent) -> [TableLoss] {
        guard let filled else { return [] }
        return filled.tables.sorted { $0.key < $1.key }.compactMap { name, content in
            guard isKnown(name), let old = before.tables[name], let new = forward.tables[name],
                let after = returned.tables[name]
            else { return nil }
            let columns = old.columnsUntouched(in: new)
            var loss = TableLoss(table: "\(name)")
            let (found, left, known) = (content.byKey, after.byKey, new.byKey)
            for (key, cells) in found {
                guard let others = left[key] else {
                    loss.gone += 1
                    continue
                }
                let changed = columns.filter { column in
                    cells[content.place(column)] != others[after.place(column)]
                }
                guard !changed.isEmpty, known[key] == nil else { continue }
                loss.changed += 1
                loss.columns = Array(Set(loss.columns).union(changed)).sorted()
            }
            return loss.gone + loss.changed > 0 ? loss : nil
        }
    }
}

extension TableContent {
    fileprivate var keyNames: [String] { key.map { columns[$0] } }

    fileprivate func place(_ column: String) -> Int { columns.firstIndex(of: column) ?? 0 }

    /// The rows' texts by those of their keys.
    fileprivate var byKey: [[ArraySlice<UInt8>]: [ArraySlice<UInt8>]] {
        Dictionary(rows.map(Self.cells).map { cells in (key.map { cells[$0] }, cells) }) { first, _ in first }
    }

    fileprivate func without(keys: Set<[ArraySlice<UInt8>]>) -> TableContent {
        var content = self
        content.rows.removeAll { row in
            let cells = Self.cells(row)
            return keys.contains(key.map { cells[$0] })
        }
        return content
    }

    /// The columns that another content of the same rows has with the same values.
    fileprivate func columnsUntouched(in other: TableContent) -> [String] {
        let (mine, others) = (byKey, other.byKey)
        return columns.filter { column in
            guard other.columns.contains(column) else { return false }
            let (here, there) = (place(column), other.place(column))
            return mine.allSatisfy { key, cells in others[key].map { cells[here] == $0[there] } ?? false }
        }
    }
}
