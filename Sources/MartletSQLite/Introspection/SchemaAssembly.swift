internal import SQLText
internal import SchemaModel

/// Puts a schema together of what SQLite tells.
struct SchemaAssembly {
    private let catalog: Catalog
    private let excluded: Set<String>
    private var omissions: [Omission] = []
    /// Tables and views by their names in small letters.
    private var tables: [String: Table] = [:]
    private var views: [String: View] = [:]

    init(_ catalog: Catalog, excluding tables: Set<String>) {
        self.catalog = catalog
        let shadows = catalog.relations.filter { $0.value.type == "shadow" }.keys
        excluded = Set(tables.union(shadows).map(\.foldedForSQLite))
    }

    /// Everything, in the order of names.
    mutating func schema() -> Schema {
        let objects = catalog.objects.filter { !excluded.contains($0.table.foldedForSQLite) }
        // What others belong to comes first.
        for type in ["table", "view", "index", "trigger"] {
            for object in objects where object.type == type { add(object) }
        }
        var schema = Schema(.sqlite)
        schema.tables = tables.values.map(finished).sorted { $0.name < $1.name }
        schema.views = views.values.map(finished).sorted { $0.name < $1.name }
        schema.omissions = omissions.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
        return schema
    }

    /// Takes what an object's statement says, or says why it cannot be told.
    private mutating func add(_ object: Catalog.Object) {
        do throws(SQLiteSyntaxError) {
            guard let contradiction = try take(object) else { return }
            omit(object, "its statement and SQLite's pragmas differ about \(contradiction)")
        } catch {
            omit(object, "its statement cannot be read: \(error.description(in: object.sql))")
        }
    }

    private mutating func omit(_ object: Catalog.Object, _ reason: String) {
        let isOwner = object.type == "table" || object.type == "view"
        let hasParts = catalog.objects.contains { other in
            other.type != object.type && other.table.foldedForSQLite == object.name.foldedForSQLite
        }
        let tail = isOwner && hasParts ? "; what belongs to it is left out too" : ""
        omissions.append(Omission(object.type, object.name, because: reason + tail))
    }

    // MARK: Objects

    /// Takes an object, unless its statement and the pragmas differ: then it says about what.
    private mutating func take(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        switch object.type {
        case "table": return try takeTable(object)
        case "view": return try takeView(object)
        case "index": return try takeIndex(object)
        default: return try takeTrigger(object)
        }
    }

    private mutating func takeTable(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        var table = try SQLiteDefinition.table(object.sql)
        guard let told = catalog.relations[object.name], table.name.name == object.name else { return "its name" }
        if table.kind == .virtual {
            table.columns = told.columns.filter { $0.hidden == 0 }.map {
                Column($0.name, SQLiteDefinition.type($0.type))
            }
            if let failure = told.failure {
                omissions.append(Omission("columns of a virtual table", object.name, because: failure))
            }
        } else if let contradiction = CatalogCheck.contradiction(table, told) {
            return contradiction
        }
        tables[object.name.foldedForSQLite] = table
        return nil
    }

    private mutating func takeView(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        var view = try SQLiteDefinition.view(object.sql)
        guard let told = catalog.relations[object.name], view.name.name == object.name else { return "its name" }
        let columns = told.columns.map { Column($0.name, SQLiteDefinition.type($0.type)) }
        if !view.namesColumns {
            view.columns = columns
        } else if view.columns.count == columns.count {
            for index in columns.indices { view.columns[index].type = columns[index].type }
        } else if told.failure == nil {
            return "which columns it has"
        }
        views[object.name.foldedForSQLite] = view
        return nil
    }

    private mutating func takeIndex(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        // Of a table that is left out it was said that this is too.
        guard let table = tables[object.table.foldedForSQLite] else { return nil }
        let index = try SQLiteDefinition.index(object.sql, of: table)
        guard index.name == object.name else { return "its name" }
        let told = catalog.relations[table.name.name]?.indexes[object.name]
        if let contradiction = CatalogCheck.contradiction(index, of: table, told) { return contradiction }
        tables[object.table.foldedForSQLite]?.indexes.append(index)
        return nil
    }

    private mutating func takeTrigger(_ object: Catalog.Object) throws(SQLiteSyntaxError) -> String? {
        let (trigger, table) = try SQLiteDefinition.trigger(object.sql)
        guard trigger.name == object.name else { return "its name" }
        guard table.foldedForSQLite == object.table.foldedForSQLite else { return "the table that it belongs to" }
        tables[table.foldedForSQLite]?.triggers.append(trigger)
        views[table.foldedForSQLite]?.triggers.append(trigger)
        return nil
    }

    // MARK: One value for equal things

    /// A table with its parts in order, and with other tables and their columns named as they name themselves.
    private func finished(_ table: Table) -> Table {
        var table = table
        table.indexes.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        table.triggers = inOrder(table.triggers)
        for index in table.foreignKeys.indices {
            guard let other = tables[table.foreignKeys[index].table.name.foldedForSQLite] else { continue }
            table.foreignKeys[index].table = other.name
            table.foreignKeys[index].referencedColumns = table.foreignKeys[index].referencedColumns.map { name in
                other.columns.first { $0.name.foldedForSQLite == name.foldedForSQLite }?.name ?? name
            }
        }
        table.sortConstraints()
        return table
    }

    private func finished(_ view: View) -> View {
        var view = view
        view.triggers = inOrder(view.triggers)
        return view
    }

    private func inOrder(_ triggers: [Trigger]) -> [Trigger] {
        triggers.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
