internal import SchemaModel

extension CatalogQuery {
    /// Who owns what was described, and the database.
    static let owners = CatalogQuery(
        """
        SELECT o.catalog, o.number, pg_catalog.pg_get_userbyid(o.owner) FROM (
          SELECT \(number(of: "pg_database")) AS catalog, oid AS number, datdba AS owner FROM pg_catalog.pg_database
          WHERE datname = pg_catalog.current_database()
        \(owned.map(owners).joined()) ) AS o
        """
    ) { catalog, row in
        var row = row
        let (address, role) = (CatalogAddress(row.number(), row.number()), row.text())
        if address.catalog == CatalogNumber.database {
            catalog.schema.owners.ofDatabase = role
        } else if let object = catalog.references[address], object.kind != .index {
            catalog.schema.owners.roles[object] = role
        }
    }

    /// Catalogues of objects with an owner, and the column that has it; without schemas, which no plan makes again.
    private static let owned = [
        ("pg_class", "relowner"), ("pg_proc", "proowner"), ("pg_type", "typowner"), ("pg_operator", "oprowner"),
        ("pg_opclass", "opcowner"), ("pg_opfamily", "opfowner"), ("pg_collation", "collowner"),
        ("pg_conversion", "conowner"), ("pg_statistic_ext", "stxowner"), ("pg_ts_dict", "dictowner"),
        ("pg_ts_config", "cfgowner"), ("pg_language", "lanowner"), ("pg_foreign_data_wrapper", "fdwowner"),
        ("pg_foreign_server", "srvowner"), ("pg_publication", "pubowner"), ("pg_event_trigger", "evtowner"),
    ]

    private static func owners(_ catalog: String, _ owner: String) -> String {
        "  UNION ALL SELECT \(number(of: catalog)), oid, \(owner) FROM pg_catalog.\(catalog) WHERE oid >= \(firstNumber)\n"
    }
}
