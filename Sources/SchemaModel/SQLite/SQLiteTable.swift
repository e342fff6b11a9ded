internal import SQLText

extension Schema {
    /// The schema without the comments in statements of SQLite; one of PostgreSQL as it is, where a comment is an object.
    package var withoutStatementComments: Schema {
        guard dialect == .sqlite else { return self }
        var schema = self
        schema.tables = tables.map(\.withoutComments)
        return schema
    }
}

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

    /// SQLite: the table without its comments, which stand in its statement and are no part of what it is.
    package var withoutComments: Table {
        var table = self
        table.comment = nil
        for index in table.columns.indices { table.columns[index].comment = nil }
        return table
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
