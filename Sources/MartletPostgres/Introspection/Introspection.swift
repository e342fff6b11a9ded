public import MartletCore
public import SchemaModel

extension PostgresConnection {
    /// What the database consists of, as its catalogue has it at one moment; inside of a transaction also what that has
    /// changed.
    ///
    /// A query for each kind of object, however many there are of it, all sent as one message. Under an empty search
    /// path the server writes every name with its schema but for those of `pg_catalog`, and operators are those of
    /// `pg_catalog` and no others.
    /// Source: <https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG>.
    /// - Parameter tables: Martlet's own, which are left out with all that belongs to them.
    public func schema(excluding tables: Set<String>) throws(DriverError) -> Schema {
        var catalog = Catalog(
            version: ClientProgram.major(server.version), ownSchema: schema, ownTables: tables)
        let queries = CatalogQuery.all(catalog.version)
        // Compiling a query of the catalogue takes longer than running it.
        let settings = ["SET LOCAL search_path = ''", "SET LOCAL jit = off"]
        let isNested = isInTransaction
        // Settings go with the savepoint that they were made behind.
        if isNested { try savepoint() } else { try run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") }
        do throws(DriverError) {
            try cancelHandle.whileRunning { () throws(DriverError) in
                try run((settings + queries.map(\.sql)).joined(separator: ";\n")) { statement, row in
                    queries[statement - settings.count].read(&catalog, CatalogRow(row))
                }
            }
            catalog.takeNamespaceNotes()
            try describeTheRest(&catalog)
            try endReading(isNested)
        } catch {
            try? endReading(isNested)
            throw error
        }
        return catalog.finished()
    }

    private func endReading(_ isNested: Bool) throws(DriverError) {
        if isNested { try rollbackToSavepoint() } else { try rollback() }
    }
}
