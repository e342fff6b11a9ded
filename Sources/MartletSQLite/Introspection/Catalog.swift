internal import MartletCore

/// What SQLite itself tells of its objects: their statements, and what its pragmas understand of them.
///
/// Nothing here is asked table by table: a pragma that is called as a table answers for all in one query.
/// Source: <https://www.sqlite.org/pragma.html#pragfunc>.
struct Catalog {
    /// One row of `sqlite_schema`.
    struct Object {
        var type: String
        var name: String
        /// The table or view that it belongs to, in whatever case somebody wrote it.
        var table: String
        var sql: String
    }

    /// What the pragmas tell of a table or view.
    struct Relation {
        /// `table`, `view`, `virtual` or `shadow`.
        var type: String
        var isWithoutRowID: Bool
        var isStrict: Bool
        var columns: [Column] = []
        var foreignKeys: [Int: ForeignKey] = [:]
        var indexes: [String: Index] = [:]
        /// Why its columns are unknown.
        var failure: String?
    }

    /// A row of `table_xinfo`.
    struct Column {
        var name: String
        var type: String
        var isNotNull: Bool
        var defaultValue: String?
        /// Its place in the primary key, from 1; 0 outside of it.
        var keyPlace: Int
        /// 1 in virtual tables alone, 2 if it is computed on reading, 3 if on writing.
        var hidden: Int
    }

    /// The rows of `foreign_key_list` with one number.
    struct ForeignKey: Hashable {
        var table: String
        var columns: [String] = []
        /// Empty if none are named.
        var referencedColumns: [String] = []
        var onUpdate: String
        var onDelete: String
    }

    /// A row of `index_list` with those of `index_xinfo`.
    struct Index {
        var isUnique: Bool
        /// `c` for CREATE INDEX, `u` for UNIQUE, `pk` for PRIMARY KEY.
        var origin: String
        var isPartial: Bool
        var parts: [Part] = []
    }

    /// A column of an index; without a name if it is an expression.
    struct Part: Hashable {
        var name: String?
        var collation: String
        var isDescending: Bool
    }

    var objects: [Object] = []
    var relations: [String: Relation] = [:]
}

extension SQLiteConnection {
    /// Reads all of it.
    func catalog() throws(DriverError) -> Catalog {
        var catalog = Catalog()
        try readObjects(into: &catalog)
        try readColumns(of: .tables, into: &catalog)
        try readOtherColumns(into: &catalog)
        try readForeignKeys(into: &catalog)
        try readIndexes(into: &catalog)
        return catalog
    }

    private func readObjects(into catalog: inout Catalog) throws(DriverError) {
        var objects: [Catalog.Object] = []
        try query(
            """
            SELECT type, name, tbl_name, sql FROM main.sqlite_schema
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            """, []
        ) { row in
            objects.append(
                Catalog.Object(
                    type: row.text(0) ?? "", name: row.text(1) ?? "", table: row.text(2) ?? "", sql: row.text(3) ?? ""))
        }
        catalog.objects = objects
        for row in try query("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main'") {
            catalog.relations[row.text(0) ?? ""] = Catalog.Relation(
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
        case one(String)

        var condition: String {
            switch self {
            case .tables: "s.type = 'table' AND s.rootpage <> 0"
            case .others: "(s.type = 'view' OR s.type = 'table' AND s.rootpage = 0)"
            case .one: "s.name = $1"
            }
        }

        var values: [Value] { if case .one(let name) = self { [.text(name)] } else { [] } }
    }

    private func readColumns(of asked: Asked, into catalog: inout Catalog) throws(DriverError) {
        var relations = catalog.relations
        try query(
            """
            SELECT s.name, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden
            FROM main.sqlite_schema AS s CROSS JOIN pragma_table_xinfo(s.name, 'main') AS x
            WHERE \(asked.condition)
            """, asked.values
        ) { row in
            relations[row.text(0) ?? ""]?.columns.append(
                Catalog.Column(
                    name: row.text(1) ?? "", type: row.text(2) ?? "", isNotNull: row.integer(3) == 1,
                    defaultValue: row.text(4), keyPlace: row.integer(5) ?? 0, hidden: row.integer(6) ?? 0))
        }
        catalog.relations = relations
    }

    /// One view that names what is gone, or one module that is not there, fails the query for all: then each is asked
    /// for itself.
    private func readOtherColumns(into catalog: inout Catalog) throws(DriverError) {
        do throws(DriverError) {
            return try readColumns(of: .others, into: &catalog)
        } catch {
            guard error.kind == .sql else { throw error }
        }
        for (name, relation) in catalog.relations where relation.type == "view" || relation.type == "virtual" {
            do throws(DriverError) {
                try readColumns(of: .one(name), into: &catalog)
            } catch {
                guard error.kind == .sql else { throw error }
                catalog.relations[name]?.failure = error.message
            }
        }
    }

    // MARK: Keys and indexes

    private func readForeignKeys(into catalog: inout Catalog) throws(DriverError) {
        var relations = catalog.relations
        try query(
            """
            SELECT s.name, k.id, k."table", k."from", k."to", k.on_update, k.on_delete
            FROM main.sqlite_schema AS s CROSS JOIN pragma_foreign_key_list(s.name, 'main') AS k
            WHERE s.type = 'table' AND s.rootpage <> 0
            """, []
        ) { row in
            let new = Catalog.ForeignKey(
                table: row.text(2) ?? "", onUpdate: row.text(5) ?? "", onDelete: row.text(6) ?? "")
            let from = row.text(3) ?? ""
            let to = row.text(4).map { [$0] } ?? []
            relations[row.text(0) ?? ""]?.foreignKeys[row.integer(1) ?? 0, default: new].columns.append(from)
            relations[row.text(0) ?? ""]?.foreignKeys[row.integer(1) ?? 0]?.referencedColumns += to
        }
        catalog.relations = relations
    }

    private func readIndexes(into catalog: inout Catalog) throws(DriverError) {
        var relations = catalog.relations
        try query(
            """
            SELECT s.name, i.name, i."unique", i.origin, i.partial, c.name, c.coll, c."desc"
            FROM main.sqlite_schema AS s CROSS JOIN pragma_index_list(s.name, 'main') AS i
            CROSS JOIN pragma_index_xinfo(i.name, 'main') AS c
            WHERE s.type = 'table' AND s.rootpage <> 0 AND c.key
            """, []
        ) { row in
            let new = Catalog.Index(
                isUnique: row.integer(2) == 1, origin: row.text(3) ?? "", isPartial: row.integer(4) == 1)
            let part = Catalog.Part(
                name: row.text(5), collation: row.text(6) ?? "", isDescending: row.integer(7) == 1)
            relations[row.text(0) ?? ""]?.indexes[row.text(1) ?? "", default: new].parts.append(part)
        }
        catalog.relations = relations
    }
}
