public import MartletCore
public import SchemaModel

extension PostgresConnection {
    /// What the database consists of, as its catalogue has it at one moment.
    ///
    /// A query for each kind of object, however many there are of it, all sent as one message. Under an empty search
    /// path the server writes every name with its schema but for those of `pg_catalog`, and operators are those of
    /// `pg_catalog` and no others.
    /// Source: <https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-CATALOG>.
    /// - Parameter tables: Martlet's own, which are left out with all that belongs to them.
    public func schema(excluding tables: Set<String>) throws(DriverError) -> Schema {
        guard !isInTransaction else {
            throw DriverError(.misuse, "a schema is read inside a transaction")
        }
        var catalog = Catalog(
            version: ClientProgram.major(server.version), ownSchema: schema, ownTables: tables)
        let queries = CatalogQuery.all(catalog.version)
        // Compiling a query of the catalogue takes longer than running it.
        let settings = [
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SET LOCAL search_path = ''", "SET LOCAL jit = off",
        ]
        do throws(DriverError) {
            try cancelHandle.whileRunning { () throws(DriverError) in
                try run((settings + queries.map(\.sql)).joined(separator: ";\n")) { statement, row in
                    queries[statement - settings.count].read(&catalog, CatalogRow(row))
                }
            }
            catalog.takeNamespaceNotes()
            try describeTheRest(&catalog)
            try rollback()
        } catch {
            try? rollback()
            throw error
        }
        return catalog.finished()
    }
}
