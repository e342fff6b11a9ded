internal import SQLText
internal import SchemaModel

extension CatalogQuery {
    /// Objects that are known by their statements.
    ///
    /// Every query of them gives the same columns: the catalogue and the number there; kind, schema and name; what it
    /// belongs to; the statements; and the statement that takes it away.
    static func others(_ version: Int) -> [CatalogQuery] {
        [rules, statistics(version)] + operators + textSearch
            + [collations, conversions, casts, transforms, languages, accessMethods, foreignDataWrappers, servers]
            + [publications(version), eventTriggers]
    }

    /// A query of objects that are known by their statements.
    static func other(_ sql: String) -> CatalogQuery {
        CatalogQuery(sql) { catalog, row in
            var row = row
            let (number, object, kind, schema) = (row.number(), row.number(), row.text(), row.optional())
            let name = ObjectName(schema: schema, row.text())
            let detail = row.optional()
            let statements = row.list().map(StatementText.withoutSemicolon)
            var other = OtherObject(kind, name, statements: statements, removal: row.text())
            other.detail = detail
            other.comment = catalog.comment(number, object)
            catalog.schema.others.append(other)
            catalog.references[CatalogAddress(number, object)] = ObjectReference(.other, name, detail: kind)
        }
    }

    /// Rewrite rules; without those that are views.
    private static let rules = CatalogQuery(
        """
        SELECT r.oid, r.ev_class, r.rulename, pg_catalog.pg_get_ruledef(r.oid), r.ev_enabled
        FROM pg_catalog.pg_rewrite AS r
          JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE \(isPeoples)
        """
    ) { catalog, row in
        var row = row
        let (number, relation, rule) = (row.number(), row.number(), row.text())
        let address = CatalogAddress(CatalogNumber.rule, number)
        guard let table = catalog.relationNames[relation], catalog.places[relation] != nil else { return }
        guard rule != "_RETURN" else {
            catalog.references[address] = ObjectReference(.view, table)
            return
        }
        let (quoted, quotedTable) = (rule.quotedName(.postgres), table.quoted(.postgres))
        var statements = [StatementText.withoutSemicolon(row.text())]
        let state = ["D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"][row.text()]
        if let state { statements.append("ALTER TABLE \(quotedTable) \(state) RULE \(quoted)") }
        let name = ObjectName(schema: table.schema, "\(rule) ON \(table.name)")
        var other = OtherObject(
            "rule", name, statements: statements, removal: "DROP RULE \(quoted) ON \(quotedTable)")
        other.detail = table.description
        other.comment = catalog.comment(CatalogNumber.rule, number)
        catalog.schema.others.append(other)
        catalog.references[address] = ObjectReference(.other, name, detail: "rule")
    }

    private static func statistics(_ version: Int) -> CatalogQuery {
        let target =
            version < 13
            ? "NULL"
            : """
            CASE WHEN s.stxstattarget >= 0 THEN
                pg_catalog.format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget) END
            """
        return other(
            """
            SELECT \(number(of: "pg_statistic_ext")), s.oid, 'statistics', n.nspname, s.stxname,
              s.stxrelid::pg_catalog.regclass::pg_catalog.text,
              pg_catalog.array_remove(ARRAY[pg_catalog.pg_get_statisticsobjdef(s.oid), \(target)], NULL),
              pg_catalog.format('DROP STATISTICS %I.%I', n.nspname, s.stxname)
            FROM pg_catalog.pg_statistic_ext AS s
              JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
            WHERE \(isPeoples) AND \(isNoMember("pg_statistic_ext", "s.oid"))
            """)
    }
}
