internal import SQLText

extension Table {
    /// SQLite: the column that is the rowid by another name.
    ///
    /// Source: <https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>.
    package var rowIDColumn: String? {
        guard !traits.isWithoutRowID, let key = primaryKey, key.parts.count == 1, !key.parts[0].isDescending,
            let name = key.parts[0].column, column(name)?.type == "INTEGER"
        else { return nil }
        return name
    }

    /// SQLite: whether a column may not be NULL although nobody says so.
    ///
    /// Sources: <https://www.sqlite.org/withoutrowid.html>, <https://www.sqlite.org/stricttables.html>.
    func impliesNotNull(_ column: String) -> Bool {
        guard traits.isWithoutRowID || traits.isStrict, let key = primaryKey else { return false }
        return key.columns.contains(column) && column != rowIDColumn
    }

    /// Puts the constraints in order, by name, then by all that they say; of equal ones one stays.
    package mutating func sortConstraints() {
        uniqueKeys = uniqueKeys.sortedOnce { key in
            [key.name ?? ""] + key.columns + [SQLiteText.parts(key.parts), SQLiteText.conflict(key.conflict)]
        }
        foreignKeys = foreignKeys.sortedOnce { [$0.name ?? ""] + $0.columns + ["", SQLiteText.references($0)] }
        checks = checks.sortedOnce { [$0.name ?? "", $0.expression] }
    }
}

extension Array where Element: Hashable {
    fileprivate func sortedOnce(by texts: (Element) -> [String]) -> [Element] {
        guard count > 1 else { return self }
        var seen: Set<Element> = []
        let once = filter { seen.insert($0).inserted }
        return once.sorted { left, right in
            texts(left).lexicographicallyPrecedes(texts(right)) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }
}
