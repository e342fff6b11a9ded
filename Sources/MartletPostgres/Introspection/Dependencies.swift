internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// What needs what, where the structure does not say it.
    ///
    /// An array stands for its elements, a row type for its relation, a multirange for its range, and a member of an
    /// extension for the extension. Before version 15 a computed column needs what its expression names by itself, and not
    /// by its entry in `pg_attrdef`.
    /// Source: <https://www.postgresql.org/docs/current/catalog-pg-depend.html>.
    static func dependencies(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            """
            SELECT DISTINCT CASE WHEN c.oid IS NULL THEN d.classid ELSE \(number(of: "pg_attrdef")) END,
              COALESCE(c.oid, d.objid),
              CASE WHEN e.objid IS NOT NULL THEN e.refclassid
                WHEN COALESCE(el.typrelid, t.typrelid) <> 0 THEN \(number(of: "pg_class"))
                ELSE d.refclassid END,
              COALESCE(e.refobjid, NULLIF(COALESCE(el.typrelid, t.typrelid), 0), el.oid, r.rngtypid, d.refobjid),
              d.refclassid = \(number(of: "pg_type"))
            FROM pg_catalog.pg_depend AS d
              LEFT JOIN pg_catalog.pg_type AS t
                ON d.refclassid = \(number(of: "pg_type")) AND t.oid = d.refobjid
              LEFT JOIN pg_catalog.pg_type AS el ON t.typcategory = 'A' AND el.oid = t.typelem AND el.typarray = t.oid
              LEFT JOIN pg_catalog.pg_range AS r ON \(version >= 14 ? "r.rngmultitypid = t.oid" : "false")
              LEFT JOIN pg_catalog.pg_depend AS e ON e.deptype = 'e' AND e.classid = d.refclassid
                AND e.objid = COALESCE(el.oid, d.refobjid)
              LEFT JOIN pg_catalog.pg_attrdef AS c ON d.deptype = 'a' AND d.classid = \(number(of: "pg_class"))
                AND c.adrelid = d.objid AND c.adnum = d.objsubid
            WHERE d.deptype IN ('n', 'a') AND d.objid >= \(firstNumber) AND d.refobjid >= \(firstNumber)
              AND d.refclassid <> \(number(of: "pg_namespace"))
              AND (d.deptype = 'n' OR c.oid IS NOT NULL OR d.classid NOT IN (\(number(of: "pg_class")),
                \(number(of: "pg_attrdef")), \(number(of: "pg_constraint"))))
            """
        ) { catalog, row in
            var row = row
            let object = CatalogAddress(row.number(), row.number())
            let needed = CatalogAddress(row.number(), row.number())
            let isType = row.flag()
            guard let object = catalog.references[object], let needed = catalog.references[needed] else { return }
            catalog.add(SchemaDependency(object, needs: needed), isType: isType)
        }
    }
}

extension Catalog {
    /// Adds what says more than that a part belongs to its table, or a table to its parent.
    fileprivate mutating func add(_ dependency: SchemaDependency, isType: Bool) {
        let (object, needed) = (dependency.object, dependency.needs)
        guard object != needed else { return }
        let isRelation = !isType && [.table, .view, .constraint, .index].contains(needed.kind)
        switch object.kind {
        case .column, .index, .trigger, .policy:
            if isRelation, object.name == needed.name { return }
        case .constraint, .table:
            if isRelation { return }
        default: break
        }
        dependencies.insert(dependency)
    }
}
