internal import SQLText
internal import SchemaModel

/// Fills the tables of a database that is nobody's with rows that its schema allows.
struct RowFilling {
    let session: DatabaseSession
    /// How many rows a table gets.
    let count: Int
    let style: FillingStyle
    /// The number of the first row: the values of those before it are taken.
    var first = 0

    /// Fills what is empty: tables, and columns that were not there before.
    /// - Parameters:
    ///   - schema: what is in the database.
    ///   - known: what was in it when it was filled last; `nil` if it never was.
    ///   - isAddition: whether tables that were there then stay as they are, also empty ones.
    /// - Returns: what has no rows, or no values, and why.
    func fill(
        _ schema: Schema, since known: Schema?, isAddition: Bool = false
    ) throws(MartletError) -> [UnfilledTable] {
        guard style != .none else { return [] }
        var unfilled: [UnfilledTable] = []
        var empty = try emptyTables(schema)
        if isAddition, let known { empty.subtract(known.tables.map(\.name)) }
        for table in schema.tablesInOrderOfReference {
            try session.context.requireGoingOn()
            if let reason = table.reasonNotToFill {
                unfilled.append(UnfilledTable(name: "\(table.name)", reason: reason))
                continue
            }
            guard table.hasRowsOfItsOwn else { continue }
            let filling = TableFilling(filling: self, table: table, schema: schema)
            let reason: String?
            if empty.contains(table.name) {
                reason = try filling.insert()
            } else {
                let old = known?.tables.first { $0.name == table.name }
                reason = try filling.update(
                    old.map { old in table.columns.filter { old.column($0.name) == nil } } ?? [])
            }
            if let reason { unfilled.append(UnfilledTable(name: "\(table.name)", reason: reason)) }
        }
        return unfilled
    }

    /// Puts rows into a table that has some already, such as it takes by now.
    func add(to table: Table, _ schema: Schema) throws(MartletError) {
        guard style != .none, table.hasRowsOfItsOwn, table.reasonNotToFill == nil else { return }
        try session.context.requireGoingOn()
        _ = try TableFilling(filling: self, table: table, schema: schema).insert()
    }

    private func emptyTables(_ schema: Schema) throws(MartletError) -> Set<ObjectName> {
        var empty: Set<ObjectName> = []
        for table in schema.tables where table.hasRowsOfItsOwn {
            let row = try session.asking { () throws(DriverError) in
                try session.driver.query("SELECT 1 FROM \(table.asSource(session.driver)) LIMIT 1")
            }
            if row.isEmpty { empty.insert(table.name) }
        }
        return empty
    }
}

extension Table {
    /// Why nothing can be put into it, before that is tried.
    fileprivate var reasonNotToFill: String? {
        switch kind {
        case .virtual: "a virtual table, whose module says what its rows are"
        case .foreign: "a foreign table, whose rows are on another server"
        case .ordinary, .partitioned: nil
        }
    }
}

extension Schema {
    /// The tables, those first that others refer to; in a circle by name.
    var tablesInOrderOfReference: [Table] {
        var waiting = tables
        var ordered: [Table] = []
        var placed: Set<ObjectName> = []
        while !waiting.isEmpty {
            let isReady = { (table: Table) in
                table.foreignKeys.allSatisfy { key in
                    key.table == table.name || placed.contains(key.table) || !waiting.contains { $0.name == key.table }
                }
            }
            var ready = waiting.filter(isReady)
            if ready.isEmpty { ready = [waiting[0]] }
            ordered += ready
            placed.formUnion(ready.map(\.name))
            waiting.removeAll { placed.contains($0.name) }
        }
        return ordered
    }
}
