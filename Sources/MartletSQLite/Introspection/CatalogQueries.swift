internal import MartletCore

/// Nothing here is asked table by table: a pragma that is called as a table answers for all in one query.
///
/// Source: <https://www.sqlite.org/pragma.html#pragfunc>.
extension SQLiteConnection {
    /// Reads all that SQLite tells.
    func catalog() throws(DriverError) -> Catalog {
        var catalog = Catalog(objects: try objects(), relations: [:])
        try readRelations(into: &catalog)
        try readColumns(of: .tables, into: &catalog)
        try readOtherColumns(into: &catalog)
        try readForeignKeys(into: &catalog)
        try readIndexes(into: &catalog)
        return catalog
    }

    private func objects() throws(DriverError) -> [Catalog.Object] {
        var objects: [Catalog.Object] = []
        try query(
            """
            SELECT rowid, type, name, tbl_name, sql FROM main.sqlite_schema
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name COLLATE BINARY
            """, []
        ) { row in
            objects.append(
                Catalog.Object(
                    row: row.integer(0) ?? 0, type: row.text(1) ?? "", name: row.text(2) ?? "",
                    table: row.text(3) ?? "", sql: row.text(4) ?? ""))
        }
        return objects
    }

    private func readRelations(into catalog: inout Catalog) throws(DriverError) {
        // By bytes: two names of the same letters may be two to SQLite.
        var rows: [[UInt8]: Int] = [:]
        for object in catalog.objects where object.type == "table" || object.type == "view" {
            rows[Array(object.name.utf8)] = object.row
        }
        for row in try query("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'") {
            guard let place = row.text(0).flatMap({ rows[Array($0.utf8)] }) else { continue }
            catalog.relations[place] = Catalog.Relation(
                type: row.text(1) ?? "", isWithoutRowID: row.integer(2) == 1, isStrict: row.integer(3) == 1)
        }
    }

    // MARK: Columns

    /// Which objects are asked for their columns.
    private enum Asked {
        /// Tables that have their rows in the database: these always have an answer.
        case tables
        /// Views and virtual tables, which need what they are made of.
        case others
        case one(Int)

        var condition: String {
            switch self {
            case .tables: "s.type = 'table' AND s.rootpage <> 0"
            case .others: "(s.type = 'view' OR s.type = 'table' AND s.rootpage = 0)"
            case .one: "s.rowid = $1"
            }
        }

        var values: [Value] { if case .one(let row) = self { [.integer(row)] } else { [] } }
    }

    private func readColumns(of asked: Asked, into catalog: inout Catalog) throws(DriverError) {
        var columns = Grouped<Catalog.Column>()
        try query(
            """
            SELECT s.rowid, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
            FROM main.sqlite_schema AS s CROSS JOIN pragma_table_xinfo(s.name, 'main') AS x
            WHERE \(asked.condition)
            """, asked.values
        ) { row in
            let column = Catalog.Column(
                name: row.text(1) ?? "", type: row.text(2) ?? "", isNotNull: row.integer(3) == 1,
                defaultValue: row.text(4), keyPlace: row.integer(5) ?? 0, hidden: row.integer(6) ?? 0)
            columns.add(column, to: row.integer(0) ?? 0)
        }
        for (row, columns) in columns.groups { catalog.relations[row]?.columns = columns }
    }

    /// One view that names what is gone, or one module that is not there, fails the query for all: then each is asked
    /// for itself.
    private func readOtherColumns(into catalog: inout Catalog) throws(DriverError) {
        do throws(DriverError) {
            return try readColumns(of: .others, into: &catalog)
        } catch {
            guard error.kind == .sql else { throw error }
        }
        for (row, relation) in catalog.relations where relation.type == "view" || relation.type == "virtual" {
            do throws(DriverError) {
                try readColumns(of: .one(row), into: &catalog)
            } catch {
                guard error.kind == .sql else { throw error }
                catalog.relations[row]?.failure = error.message
            }
        }
    }

    // MARK: Keys and indexes

    private func readForeignKeys(into catalog: inout Catalog) throws(DriverError) {
        var keys = Grouped<(number: Int, key: Catalog.ForeignKey)>()
        try query(
            """
            SELECT s.rowid, k.id, k."table", k."from", k."to", k.on_update, k.on_delete
            FROM main.sqlite_schema AS s CROSS JOIN pragma_foreign_key_list(s.name, 'main') AS k
            WHERE s.type = 'table' AND s.rootpage <> 0
            """, []
        ) { row in
            let (table, number) = (row.integer(0) ?? 0, row.integer(1) ?? 0)
            let (from, to) = (row.text(3) ?? "", row.text(4).map { [$0] } ?? [])
            let isNext = keys.changeLast(of: table) { last in
                guard last.number == number else { return false }
                last.key.columns.append(from)
                last.key.referencedColumns += to
                return true
            }
            if isNext { return }
            let key = Catalog.ForeignKey(
                table: row.text(2) ?? "", columns: [from], referencedColumns: to, onUpdate: row.text(5) ?? "",
                onDelete: row.text(6) ?? "")
            keys.add((number, key), to: table)
        }
        for (row, keys) in keys.groups { catalog.relations[row]?.foreignKeys = keys.map(\.key) }
    }

    private func readIndexes(into catalog: inout Catalog) throws(DriverError) {
        var indexes = Grouped<Catalog.Index>()
        try query(
            """
            SELECT s.rowid, c.seqno, i.name, i."unique", i.origin, i.partial, c.name, c.coll, c."desc"
            FROM main.sqlite_schema AS s CROSS JOIN pragma_index_list(s.name, 'main') AS i
            CROSS JOIN pragma_index_xinfo(i.name, 'main') AS c
            WHERE s.type = 'table' AND s.rootpage <> 0 AND c.key
            """, []
        ) { row in
            let table = row.integer(0) ?? 0
            let part = Catalog.Part(
                name: row.text(6), collation: row.text(7) ?? "", isDescending: row.integer(8) == 1)
            if row.integer(1) != 0 {
                _ = indexes.changeLast(of: table) { last in
                    last.parts.append(part)
                    return true
                }
                return
            }
            let index = Catalog.Index(
                name: row.text(2) ?? "", isUnique: row.integer(3) == 1, origin: row.text(4) ?? "",
                isPartial: row.integer(5) == 1, parts: [part])
            indexes.add(index, to: table)
        }
        for (row, indexes) in indexes.groups { catalog.relations[row]?.indexes = indexes }
    }
}

/// What belongs to each row, where all that belongs to one comes together.
private struct Grouped<Element> {
    private(set) var groups: [(row: Int, elements: [Element])] = []

    /// Adds an element to the row that is the last one, or begins with it.
    mutating func add(_ element: Element, to row: Int) {
        if groups.last?.row != row { groups.append((row, [])) }
        groups[groups.count - 1].elements.append(element)
    }

    /// Changes the last element, if it belongs to this row; says what `change` says.
    mutating func changeLast(of row: Int, _ change: (inout Element) -> Bool) -> Bool {
        guard let group = groups.indices.last, groups[group].row == row,
            let element = groups[group].elements.indices.last
        else { return false }
        return change(&groups[group].elements[element])
    }
}
