internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Schemas; those of the server too, for the names of what is in them.
    static let namespaces = CatalogQuery(
        """
        SELECT n.oid, n.nspname, \(isPeoples) AND \(isNoMember("pg_namespace", "n.oid"))
        FROM pg_catalog.pg_namespace AS n
        """
    ) { catalog, row in
        var row = row
        let (number, name) = (row.number(), row.text())
        catalog.namespaces[number] = name
        guard row.flag() else { return }
        catalog.schema.namespaces.append(Namespace(name))
        catalog.namespacePlaces[number] = catalog.schema.namespaces.count - 1
        catalog.references[CatalogAddress(CatalogNumber.namespace, number)] = ObjectReference(
            .namespace, ObjectName(name))
    }

    /// Extensions, without those that every new database has.
    static let extensions = CatalogQuery(
        """
        SELECT x.oid, x.extname, x.extnamespace, x.extversion FROM pg_catalog.pg_extension AS x
        WHERE x.oid >= \(firstNumber)
        """
    ) { catalog, row in
        var row = row
        let (number, name) = (row.number(), row.text())
        let namespace = catalog.namespaces[row.number()] ?? ""
        catalog.schema.extensions.append(Extension(name, in: namespace, version: row.text()))
        catalog.references[CatalogAddress(CatalogNumber.extension, number)] = ObjectReference(
            .extension, ObjectName(name))
    }
}
