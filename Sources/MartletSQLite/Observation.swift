public import MartletCore

extension SQLiteConnection: WorkObserving {
    /// Each table with its first page: a table that takes the name of another one has another page.
    public func observedTables() throws(DriverError) -> [ObservedTable] {
        try query("SELECT name, rootpage FROM main.sqlite_schema WHERE type = 'table'").compactMap { row in
            guard let name = row.text(0) else { return nil }
            return ObservedTable(identity: name, name: name, storage: row.integer(1) ?? 0)
        }
    }
}
