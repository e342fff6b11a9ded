public import MartletCore
public import SchemaModel

extension SQLiteConnection {
    /// The schema as a value, all of it at one moment.
    ///
    /// Tables, indexes, views and triggers are read of the statements that SQLite keeps, and held against what its
    /// pragmas tell. Left out are SQLite's own tables and those behind virtual tables.
    /// What cannot be read with certainty is an omission, with all that belongs to it. A view whose query fails has no
    /// columns; of a database that is not trusted so do those that read other views.
    public func schema(excluding tables: Set<String>) throws(DriverError) -> Schema {
        SchemaAssembly.schema(try atOneMoment { () throws(DriverError) in try catalog() }, excluding: tables)
    }

    private func atOneMoment<Result>(_ read: () throws(DriverError) -> Result) throws(DriverError) -> Result {
        guard !isInTransaction else { return try read() }
        try execute("BEGIN")
        defer { try? rollback() }
        return try read()
    }
}
