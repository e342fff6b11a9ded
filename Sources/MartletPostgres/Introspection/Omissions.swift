internal import MartletCore
internal import SchemaModel

extension CatalogQuery {
    /// What is there and cannot be told: kind, name, and why.
    static func omissions(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            [serverObjects, types, (version >= 13 ? partitionTriggers : switchedTriggers), strays, database]
                .joined(separator: "\nUNION ALL ")
        ) { catalog, row in
            var row = row
            catalog.omit(row.text(), row.text(), because: row.text())
        }
    }

    /// What belongs to the server, or holds secrets or rows.
    private static let serverObjects = """
        SELECT 'subscription', s.subname::pg_catalog.text, 'it holds the password of another server'
        FROM pg_catalog.pg_subscription AS s
          JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
        UNION ALL SELECT 'user mapping', pg_catalog.format('%s on %s', u.usename, u.srvname),
          'it holds the password of another server' FROM pg_catalog.pg_user_mappings AS u
        UNION ALL SELECT 'large objects', pg_catalog.count(*)::pg_catalog.text, 'they are rows, and no part of a schema'
          FROM pg_catalog.pg_largeobject_metadata HAVING pg_catalog.count(*) > 0
        UNION ALL SELECT 'security label', pg_catalog.format('%s on %s', l.provider,
            pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid)), 'its provider belongs to the server'
          FROM pg_catalog.pg_seclabel AS l
        UNION ALL SELECT 'default privileges', pg_catalog.format('%s%s: %s',
            pg_catalog.pg_get_userbyid(d.defaclrole), ' in ' || n.nspname,
            CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
              WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END),
            'they are about roles, and what is made later'
          FROM pg_catalog.pg_default_acl AS d LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
        """

    /// Types that are written in C, or named and not made; operators that are only named, or added to a family of the
    /// server's.
    private static let types = """
        SELECT CASE WHEN t.typisdefined THEN 'base type' ELSE 'shell type' END, pg_catalog.format_type(t.oid, NULL),
          CASE WHEN t.typisdefined THEN 'it is written in C, and not described'
            ELSE 'it is only named, and never made' END
        FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE t.typtype IN ('b', 'p') AND \(isPeoples) AND \(isNoMember("pg_type", "t.oid"))
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS x WHERE x.typarray = t.oid)
        UNION ALL SELECT 'operator', o.oid::pg_catalog.regoperator::pg_catalog.text, 'it is only named, and never made'
        FROM pg_catalog.pg_operator AS o JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
        WHERE o.oprcode = 0 AND \(isPeoples) AND \(isNoMember("pg_operator", "o.oid"))
        UNION ALL SELECT 'operator family', pg_catalog.pg_describe_object(m.catalog, m.oid, 0),
          'it was added to a family of the server'
        FROM (SELECT \(number(of: "pg_amop")) AS catalog, oid, amopfamily AS family FROM pg_catalog.pg_amop
          UNION ALL SELECT \(number(of: "pg_amproc")), oid, amprocfamily FROM pg_catalog.pg_amproc) AS m
        WHERE m.oid >= \(firstNumber) AND m.family < \(firstNumber) AND NOT EXISTS (SELECT
            FROM pg_catalog.pg_depend AS o LEFT JOIN pg_catalog.pg_depend AS e
              ON e.classid = o.refclassid AND e.objid = o.refobjid AND e.deptype = 'e'
            WHERE o.classid = m.catalog AND o.objid = m.oid AND (o.deptype = 'i' OR e.objid IS NOT NULL))
        """

    /// Triggers that fire otherwise than usual, and that no statement of somebody's made: those of constraints.
    private static let switchedTriggers = """
        SELECT 'trigger', pg_catalog.format('%s on %s', t.tgname, t.tgrelid::pg_catalog.regclass),
          'it was made along with a constraint, and fires otherwise than usual'
        FROM pg_catalog.pg_trigger AS t WHERE t.tgisinternal AND t.tgenabled <> 'O'
        """

    /// The same, and triggers of partitions that fire otherwise than those of their table.
    private static let partitionTriggers = """
        \(switchedTriggers) AND t.tgparentid = 0
        UNION ALL SELECT 'trigger', pg_catalog.format('%s on %s', t.tgname, t.tgrelid::pg_catalog.regclass),
          'it comes from the partitioned table, and fires otherwise than there'
        FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_trigger AS p ON p.oid = t.tgparentid
        WHERE t.tgenabled <> p.tgenabled
        """

    /// What somebody made in the server's own schemas.
    private static let strays = """
        SELECT x.kind, pg_catalog.format('%s.%s', n.nspname, x.name), 'it is in a schema of the server'
        FROM (
          SELECT 'relation' AS kind, c.oid, c.relname AS name, c.relnamespace AS namespace,
            \(number(of: "pg_class")) AS catalog
          FROM pg_catalog.pg_class AS c WHERE c.relkind NOT IN ('i', 'I', 't')
          UNION ALL SELECT 'routine', p.oid, p.proname, p.pronamespace, \(number(of: "pg_proc"))
          FROM pg_catalog.pg_proc AS p
          UNION ALL SELECT 'type', t.oid, t.typname, t.typnamespace, \(number(of: "pg_type"))
          FROM pg_catalog.pg_type AS t WHERE t.typrelid = 0 AND t.typcategory <> 'A'
          UNION ALL SELECT 'operator', o.oid, o.oprname, o.oprnamespace, \(number(of: "pg_operator"))
          FROM pg_catalog.pg_operator AS o
          UNION ALL SELECT 'collation', o.oid, o.collname, o.collnamespace, \(number(of: "pg_collation"))
          FROM pg_catalog.pg_collation AS o
        ) AS x JOIN pg_catalog.pg_namespace AS n ON n.oid = x.namespace
        WHERE x.oid >= \(firstNumber) AND n.nspname IN ('pg_catalog', 'information_schema')
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
            WHERE e.classid = x.catalog AND e.objid = x.oid AND e.deptype IN ('e', 'i'))
        """

    /// Settings of the database itself.
    private static let database = """
        SELECT 'setting', pg_catalog.split_part(c, '=', 1), 'it is set for the database, by ALTER DATABASE'
        FROM pg_catalog.pg_db_role_setting AS s
          JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase AND d.datname = pg_catalog.current_database()
          CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c
        """
}

extension CatalogQuery {
    /// What came along with a type or a column, and is otherwise by now than a statement would make it: the table, if
    /// there is one, kind, name, and why.
    static func unusual(_ version: Int) -> CatalogQuery {
        CatalogQuery(
            ([constructors] + (version >= 15 ? [identities] : [])).joined(separator: "\nUNION ALL ")
        ) { catalog, row in
            var row = row
            guard !catalog.ownAddresses.contains(row.number()) else { return }
            catalog.omit(row.text(), row.text(), because: row.text())
        }
    }

    /// Functions that make ranges, where they or their type have another name by now: CREATE TYPE gives them its own.
    ///
    /// Source: <https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-CONSTRUCT>.
    private static let constructors = """
        SELECT 0::pg_catalog.oid, 'function', p.oid::pg_catalog.regprocedure::pg_catalog.text,
          pg_catalog.format('it came with the type %s, and has not its name any more', t.oid::pg_catalog.regtype)
        FROM pg_catalog.pg_proc AS p
          JOIN pg_catalog.pg_type AS t ON t.oid = p.prorettype
          JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
        WHERE p.prosrc ~ '^(multi)?range_constructor[0-3]$' AND \(isPeoples)
          AND (p.proname <> t.typname OR p.pronamespace <> t.typnamespace)
          AND EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.classid = \(number(of: "pg_proc")) AND d.objid = p.oid
            AND d.deptype = 'i')
        """

    /// Sequences of identity columns that outlive a crash though their table does not, or the other way round.
    private static let identities = """
        SELECT t.oid, 'sequence', s.oid::pg_catalog.regclass::pg_catalog.text,
          'it is LOGGED or UNLOGGED otherwise than the table of its identity column'
        FROM pg_catalog.pg_class AS s
          JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
          JOIN pg_catalog.pg_depend AS d ON d.classid = \(number(of: "pg_class")) AND d.objid = s.oid AND d.deptype = 'i'
            AND d.refclassid = d.classid
          JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
        WHERE s.relkind = 'S' AND s.relpersistence <> t.relpersistence AND \(isPeoples)
        """
}

extension PostgresConnection {
    /// Names what has a comment or rights for which nothing that was read has a place.
    func describeTheRest(_ catalog: inout Catalog) throws(DriverError) {
        let own = catalog.ownAddresses
        let comments = catalog.comments.keys.filter { !own.contains($0.object) }.map { ($0, "comment") }
        let rights = catalog.rights.filter { !own.contains($0.key.object) && !$0.value.grants.isEmpty }
        let rest = comments + rights.keys.map { ($0, "rights") }
        guard !rest.isEmpty else { return }
        let list = rest.map { "('\($1)', \($0.catalog), \($0.object), \($0.part))" }.joined(separator: ", ")
        try run(
            """
            SELECT x.kind, pg_catalog.pg_describe_object(x.catalog::pg_catalog.oid, x.number::pg_catalog.oid, x.part)
            FROM (VALUES \(list)) AS x (kind, catalog, number, part)
            """
        ) { _, row in
            var row = CatalogRow(row)
            let kind = row.text()
            guard let name = row.optional() else { return }
            catalog.omit(kind, name, because: "the object has no place for it in a schema")
        }
    }
}
