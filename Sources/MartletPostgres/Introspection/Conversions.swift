extension CatalogQuery {
    /// Collations; those that `initdb` found on the machine are the server's.
    ///
    /// The columns are not the same in every version.
    static let collations = other(
        """
        SELECT \(number(of: "pg_collation")), c.oid, 'collation', n.nspname, c.collname, NULL,
          ARRAY[pg_catalog.format('CREATE COLLATION %I.%I (%s)', n.nspname, c.collname, pg_catalog.concat_ws(', ',
            'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' END,
            CASE WHEN c.collprovider = 'c' THEN pg_catalog.format('LC_COLLATE = %L, LC_CTYPE = %L', c.collcollate,
              c.collctype)
            ELSE 'LOCALE = ' || pg_catalog.quote_literal(COALESCE(pg_catalog.to_jsonb(c) ->> 'colllocale',
              pg_catalog.to_jsonb(c) ->> 'colliculocale', c.collcollate::pg_catalog.text)) END,
            'RULES = ' || pg_catalog.quote_literal(pg_catalog.to_jsonb(c) ->> 'collicurules'),
            CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END))],
          pg_catalog.format('DROP COLLATION %I.%I', n.nspname, c.collname)
        FROM pg_catalog.pg_collation AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.collnamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_collation", "c.oid"))
        """)

    /// Conversions between encodings.
    static let conversions = other(
        """
        SELECT \(number(of: "pg_conversion")), c.oid, 'conversion', n.nspname, c.conname, NULL,
          ARRAY[pg_catalog.format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s',
            CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname,
            pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
            c.conproc)],
          pg_catalog.format('DROP CONVERSION %I.%I', n.nspname, c.conname)
        FROM pg_catalog.pg_conversion AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_conversion", "c.oid"))
        """)

    /// Casts have no schema.
    static let casts = other(
        """
        SELECT \(number(of: "pg_cast")), c.oid, 'cast', NULL, x.name, NULL,
          ARRAY[pg_catalog.format('CREATE CAST (%s) %s%s', x.name,
            CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure
              WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
            CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)],
          pg_catalog.format('DROP CAST (%s)', x.name)
        FROM pg_catalog.pg_cast AS c CROSS JOIN LATERAL (SELECT pg_catalog.format('%s AS %s',
          pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)) AS name) AS x
        WHERE c.oid >= \(firstNumber) AND \(isNoMember("pg_cast", "c.oid"))
        """)

    /// How a type goes into the values of a language, and back.
    static let transforms = other(
        """
        SELECT \(number(of: "pg_transform")), t.oid, 'transform', NULL, x.name, NULL,
          ARRAY[pg_catalog.format('CREATE TRANSFORM %s (%s)', x.name, pg_catalog.concat_ws(', ',
            'FROM SQL WITH FUNCTION ' || NULLIF(t.trffromsql::pg_catalog.oid, 0)::pg_catalog.regprocedure,
            'TO SQL WITH FUNCTION ' || NULLIF(t.trftosql::pg_catalog.oid, 0)::pg_catalog.regprocedure))],
          'DROP TRANSFORM ' || x.name
        FROM pg_catalog.pg_transform AS t JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
          CROSS JOIN LATERAL (SELECT pg_catalog.format('FOR %s LANGUAGE %I',
            pg_catalog.format_type(t.trftype, NULL), l.lanname) AS name) AS x
        WHERE t.oid >= \(firstNumber) AND \(isNoMember("pg_transform", "t.oid"))
        """)
}
