extension CatalogQuery {
    /// Operators, and what makes indexes of them.
    static let operators = [operatorsThemselves, operatorFamilies, operatorClasses, operatorMembers]

    /// The members of classes and families, for what these need.
    private static let operatorMembers = CatalogQuery(
        """
        SELECT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_catalog.pg_depend AS d
        WHERE d.classid IN (\(number(of: "pg_amop")), \(number(of: "pg_amproc")))
          AND d.refclassid IN (\(number(of: "pg_opclass")), \(number(of: "pg_opfamily")))
          AND d.deptype IN ('a', 'i') AND d.objid >= \(firstNumber)
        """
    ) { catalog, row in
        var row = row
        let member = CatalogAddress(row.number(), row.number())
        catalog.references[member] = catalog.references[CatalogAddress(row.number(), row.number())]
    }

    /// An operator that is only named by another has no function, and no statement makes it.
    private static let operatorsThemselves = other(
        """
        SELECT \(number(of: "pg_operator")), o.oid, 'operator', n.nspname, x.name, NULL,
          ARRAY[pg_catalog.format(E'CREATE OPERATOR %I.%s (\\n    %s\\n)', n.nspname, o.oprname,
            pg_catalog.concat_ws(E',\\n    ', 'FUNCTION = ' || o.oprcode,
              'LEFTARG = ' || pg_catalog.format_type(NULLIF(o.oprleft, 0), NULL),
              'RIGHTARG = ' || pg_catalog.format_type(NULLIF(o.oprright, 0), NULL),
              'COMMUTATOR = OPERATOR(' || pg_catalog.quote_ident(cn.nspname) || '.' || c.oprname || ')',
              'NEGATOR = OPERATOR(' || pg_catalog.quote_ident(gn.nspname) || '.' || g.oprname || ')',
              'RESTRICT = ' || \(routine("o.oprrest")),
              'JOIN = ' || \(routine("o.oprjoin")),
              CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END))],
          pg_catalog.format('DROP OPERATOR %I.%s', n.nspname, x.name)
        FROM pg_catalog.pg_operator AS o
          JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
          LEFT JOIN pg_catalog.pg_operator AS c
            JOIN pg_catalog.pg_namespace AS cn ON cn.oid = c.oprnamespace ON c.oid = o.oprcom
          LEFT JOIN pg_catalog.pg_operator AS g
            JOIN pg_catalog.pg_namespace AS gn ON gn.oid = g.oprnamespace ON g.oid = o.oprnegate
          CROSS JOIN LATERAL (SELECT pg_catalog.format('%s (%s, %s)', o.oprname,
            COALESCE(pg_catalog.format_type(NULLIF(o.oprleft, 0), NULL), 'NONE'),
            COALESCE(pg_catalog.format_type(NULLIF(o.oprright, 0), NULL), 'NONE')) AS name) AS x
        WHERE o.oprcode <> 0 AND \(isPeoples) AND \(isNoMember("pg_operator", "o.oid"))
        """)

    /// What belongs to a class or a family, as a statement says it; `owner` is the catalogue of what it belongs to.
    private static func members(of owner: String, _ object: String, _ kind: String) -> String {
        """
        SELECT pg_catalog.string_agg(m.text, E',\\n    ' ORDER BY m.is_function, m.number, m.text) FROM (
          SELECT false AS is_function, p.amopstrategy AS number, pg_catalog.format('OPERATOR %s %s%s', p.amopstrategy,
            p.amopopr::pg_catalog.regoperator,
            ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname)) AS text
          FROM pg_catalog.pg_depend AS d
            JOIN pg_catalog.pg_amop AS p ON p.oid = d.objid
            LEFT JOIN pg_catalog.pg_opfamily AS s ON s.oid = p.amopsortfamily
            LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.opfnamespace
          WHERE d.classid = \(number(of: "pg_amop")) AND d.deptype = '\(kind)'
            AND d.refclassid = \(number(of: owner)) AND d.refobjid = \(object)
          UNION ALL SELECT true, p.amprocnum, pg_catalog.format('FUNCTION %s (%s, %s) %s', p.amprocnum,
            pg_catalog.format_type(p.amproclefttype, NULL), pg_catalog.format_type(p.amprocrighttype, NULL),
            p.amproc::pg_catalog.oid::pg_catalog.regprocedure)
          FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_amproc AS p ON p.oid = d.objid
          WHERE d.classid = \(number(of: "pg_amproc")) AND d.deptype = '\(kind)'
            AND d.refclassid = \(number(of: owner)) AND d.refobjid = \(object)) AS m
        """
    }

    /// A family with its loose members, which are there when its operators are.
    private static let operatorFamilies = other(
        """
        SELECT \(number(of: "pg_opfamily")), f.oid, 'operator family', n.nspname,
          f.opfname || ' USING ' || am.amname, NULL,
          pg_catalog.array_remove(ARRAY[pg_catalog.format('CREATE OPERATOR FAMILY %s', x.name),
            pg_catalog.format(E'ALTER OPERATOR FAMILY %s ADD\\n    ', x.name)
              || (\(members(of: "pg_opfamily", "f.oid", "a")))],
            NULL),
          pg_catalog.format('DROP OPERATOR FAMILY %s', x.name)
        FROM pg_catalog.pg_opfamily AS f
          JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
          JOIN pg_catalog.pg_am AS am ON am.oid = f.opfmethod
          CROSS JOIN LATERAL (
            SELECT pg_catalog.format('%I.%I USING %I', n.nspname, f.opfname, am.amname) AS name) AS x
        WHERE \(isPeoples) AND \(isNoMember("pg_opfamily", "f.oid"))
        """)

    private static let operatorClasses = other(
        """
        SELECT \(number(of: "pg_opclass")), o.oid, 'operator class', n.nspname,
          o.opcname || ' USING ' || am.amname, NULL,
          ARRAY[pg_catalog.format(E'CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS\\n    %s',
            n.nspname, o.opcname, CASE WHEN o.opcdefault THEN 'DEFAULT ' END, pg_catalog.format_type(o.opcintype, NULL),
            am.amname, fn.nspname, f.opfname,
            pg_catalog.concat_ws(E',\\n    ',
              'STORAGE ' || pg_catalog.format_type(CASE WHEN o.opckeytype <> 0 THEN o.opckeytype
                WHEN x.members IS NULL THEN o.opcintype END, NULL), x.members))],
          pg_catalog.format('DROP OPERATOR CLASS %I.%I USING %I', n.nspname, o.opcname, am.amname)
        FROM pg_catalog.pg_opclass AS o
          JOIN pg_catalog.pg_namespace AS n ON n.oid = o.opcnamespace
          JOIN pg_catalog.pg_am AS am ON am.oid = o.opcmethod
          JOIN pg_catalog.pg_opfamily AS f ON f.oid = o.opcfamily
          JOIN pg_catalog.pg_namespace AS fn ON fn.oid = f.opfnamespace
          CROSS JOIN LATERAL (SELECT (\(members(of: "pg_opclass", "o.oid", "i"))) AS members) AS x
        WHERE \(isPeoples) AND \(isNoMember("pg_opclass", "o.oid"))
        """)
}
