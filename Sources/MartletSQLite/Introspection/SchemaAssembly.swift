internal import SQLText
internal import SchemaModel

/// Puts a schema together of what SQLite tells.
struct SchemaAssembly {
    private let catalog: Catalog
    private let excluded: Set<FoldedName>
    private var schema = Schema(.sqlite)
    /// Where in the schema a table is, and in which row of the catalog; where a view is.
    private var tables: [FoldedName: (place: Int, row: Int)] = [:]
    private var views: [FoldedName: Int] = [:]

    /// A name as SQLite compares it, byte by byte.
    private struct FoldedName: Hashable {
        let bytes: [UInt8]

        init(_ name: String) { bytes = name.utf8.map(\.foldedForSQLite) }
    }

    init(_ catalog: Catalog, excluding tables: Set<String>) {
        self.catalog = catalog
        let shadows = catalog.objects.filter { catalog.relations[$0.row]?.type == "shadow" }
        excluded = Set(tables.map(FoldedName.init) + shadows.map { FoldedName($0.name) })
    }

    /// The schema of a catalog without these tables.
    static func schema(_ catalog: Catalog, excluding tables: Set<String>) -> Schema {
        var assembly = SchemaAssembly(catalog, excluding: tables)
        assembly.takeAll()
        return assembly.schema
    }

    private mutating func takeAll() {
        // What others belong to comes first; of each kind the objects are in the order of names.
        for type in ["table", "view", "index", "trigger"] {
            for object in catalog.objects where object.type == type && !excluded.contains(FoldedName(object.table)) {
                take(object)
            }
        }
        for index in schema.tables.indices { nameReferences(of: index) }
        schema.omissions.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
    }

    /// Takes what an object's statement says, or says why it cannot be told.
    private mutating func take(_ object: Catalog.Object) {
        do throws(SQLiteSyntaxError) {
            let contradiction =
                switch object.type {
                case "table": try takeTable(object)
                case "view": try takeView(object)
                case "index": try takeIndex(object)
                default: try takeTrigger(object)
                }
            if let contradiction { omit(object, "its statement and SQLite's pragmas differ about \(contradiction)") }
        } catch {
            omit(object, "its statement cannot be read: \(error.description(in: object.sql))")
        }
    }

    private mutating func omit(_ object: Catalog.Object, _ reason: String) {
        let isOwner = object.type == "table" || object.type == "view"
        let hasParts = catalog.objects.contains { other in
            other.type != object.type && FoldedName(other.table) == FoldedName(object.name)
        }
        let tail = isOwner && hasParts ? "; what belongs to it is left out too" : ""
        schema.omissions.append(Omission(object.type, object.name, because: reason + tail))
    }

    // MARK: Objects, each unless its statement and the pragmas differ: then it is said about what

    private mutating func takeTable(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        var table = try SQLiteDefinition.table(object.sql)
        guard let told = catalog.relations[object.row], table.name.name == object.name else { return "its name" }
        if table.kind == .virtual {
            table.columns = told.columns.filter { $0.hidden == 0 }.map {
                Column($0.name, SQLiteDefinition.type($0.type))
            }
            if let failure = told.failure {
                schema.omissions.append(Omission(Omission.virtualColumns, object.name, because: failure))
            }
        } else if let contradiction = CatalogCheck.contradiction(table, told) {
            return contradiction
        }
        tables[FoldedName(object.name)] = (schema.tables.count, object.row)
        schema.tables.append(table)
        return nil
    }

    private mutating func takeView(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        var view = try SQLiteDefinition.view(object.sql)
        guard let told = catalog.relations[object.row], view.name.name == object.name else { return "its name" }
        let columns = told.columns.map { Column($0.name, SQLiteDefinition.type($0.type)) }
        if !view.namesColumns {
            view.columns = columns
        } else if view.columns.count == columns.count {
            for index in columns.indices { view.columns[index].type = columns[index].type }
        } else if told.failure == nil {
            return "which columns it has"
        }
        views[FoldedName(object.name)] = schema.views.count
        schema.views.append(view)
        return nil
    }

    private mutating func takeIndex(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        // Of a table that is left out it was said that this is too.
        guard let (place, row) = tables[FoldedName(object.table)] else { return nil }
        let index = try SQLiteDefinition.index(object.sql, of: schema.tables[place])
        guard index.name == object.name else { return "its name" }
        let told = catalog.relations[row]?.indexes.first { $0.name == object.name }
        if let contradiction = CatalogCheck.contradiction(index, of: schema.tables[place], told) {
            return contradiction
        }
        schema.tables[place].indexes.append(index)
        return nil
    }

    private mutating func takeTrigger(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        let (trigger, table) = try SQLiteDefinition.trigger(object.sql)
        guard trigger.name == object.name else { return "its name" }
        let owner = FoldedName(table)
        guard owner == FoldedName(object.table) else { return "the table that it belongs to" }
        if let place = tables[owner]?.place { schema.tables[place].triggers.append(trigger) }
        if let place = views[owner] { schema.views[place].triggers.append(trigger) }
        return nil
    }

    // MARK: One value for equal things

    /// Names other tables and their columns as they name themselves.
    private mutating func nameReferences(of table: Int) {
        guard !schema.tables[table].foreignKeys.isEmpty else { return }
        for key in schema.tables[table].foreignKeys.indices {
            let reference = schema.tables[table].foreignKeys[key]
            guard let other = tables[FoldedName(reference.table.name)]?.place else { continue }
            schema.tables[table].foreignKeys[key].table = schema.tables[other].name
            schema.tables[table].foreignKeys[key].referencedColumns = reference.referencedColumns.map { name in
                schema.tables[other].columns.first { FoldedName($0.name) == FoldedName(name) }?.name ?? name
            }
        }
        schema.tables[table].sortConstraints()
    }
}
