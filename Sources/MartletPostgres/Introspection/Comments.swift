internal import SchemaModel

extension CatalogQuery {
    /// What COMMENT ON says of anything that is neither the server's nor an extension's.
    ///
    /// The schema `public` is the server's, and has a comment from the start.
    static let comments = CatalogQuery(
        """
        SELECT d.classoid, d.objoid, d.objsubid, d.description FROM pg_catalog.pg_description AS d
        WHERE (d.objoid >= \(firstNumber) AND d.classoid <> \(number(of: "pg_extension"))
            OR d.classoid = \(number(of: "pg_namespace"))
              AND d.objoid = pg_catalog.to_regnamespace('public') AND d.description <> 'standard public schema')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
            WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
        """
    ) { catalog, row in
        var row = row
        let address = CatalogAddress(row.number(), row.number(), row.number())
        catalog.comments[address] = row.text()
    }
}
