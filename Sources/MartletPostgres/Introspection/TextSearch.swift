extension CatalogQuery {
    /// What makes words of texts.
    static let textSearch = [parsers, templates, dictionaries, configurations]

    private static let parsers = other(
        """
        SELECT \(number(of: "pg_ts_parser")), p.oid, 'text search parser', n.nspname, p.prsname, NULL,
          ARRAY[pg_catalog.format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname,
            pg_catalog.concat_ws(', ', 'START = ' || p.prsstart, 'GETTOKEN = ' || p.prstoken, 'END = ' || p.prsend,
              'LEXTYPES = ' || p.prslextype,
              'HEADLINE = ' || \(routine("p.prsheadline"))))],
          pg_catalog.format('DROP TEXT SEARCH PARSER %I.%I', n.nspname, p.prsname)
        FROM pg_catalog.pg_ts_parser AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_ts_parser", "p.oid"))
        """)

    private static let templates = other(
        """
        SELECT \(number(of: "pg_ts_template")), t.oid, 'text search template', n.nspname, t.tmplname,
          NULL, ARRAY[pg_catalog.format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname,
            pg_catalog.concat_ws(', ', 'INIT = ' || \(routine("t.tmplinit")),
              'LEXIZE = ' || t.tmpllexize))],
          pg_catalog.format('DROP TEXT SEARCH TEMPLATE %I.%I', n.nspname, t.tmplname)
        FROM pg_catalog.pg_ts_template AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_ts_template", "t.oid"))
        """)

    /// The options stand in the catalogue as in the statement.
    private static let dictionaries = other(
        """
        SELECT \(number(of: "pg_ts_dict")), d.oid, 'text search dictionary', n.nspname, d.dictname, NULL,
          ARRAY[pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %I.%I (%s)', n.nspname, d.dictname,
            pg_catalog.concat_ws(', ', pg_catalog.format('TEMPLATE = %I.%I', tn.nspname, t.tmplname),
              d.dictinitoption))],
          pg_catalog.format('DROP TEXT SEARCH DICTIONARY %I.%I', n.nspname, d.dictname)
        FROM pg_catalog.pg_ts_dict AS d
          JOIN pg_catalog.pg_namespace AS n ON n.oid = d.dictnamespace
          JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
          JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.tmplnamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_ts_dict", "d.oid"))
        """)

    private static let configurations = other(
        """
        SELECT \(number(of: "pg_ts_config")), c.oid, 'text search configuration', n.nspname, c.cfgname,
          NULL, pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)', n.nspname, c.cfgname,
            pn.nspname, p.prsname) || ARRAY(
              SELECT pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %s WITH %s', n.nspname,
                c.cfgname, t.alias,
                pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::pg_catalog.text, ', ' ORDER BY m.mapseqno))
              FROM pg_catalog.pg_ts_config_map AS m
                JOIN pg_catalog.ts_token_type(c.cfgparser) AS t ON t.tokid = m.maptokentype
              WHERE m.mapcfg = c.oid GROUP BY t.alias ORDER BY t.alias COLLATE "C"),
          pg_catalog.format('DROP TEXT SEARCH CONFIGURATION %I.%I', n.nspname, c.cfgname)
        FROM pg_catalog.pg_ts_config AS c
          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.cfgnamespace
          JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
          JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.prsnamespace
        WHERE \(isPeoples) AND \(isNoMember("pg_ts_config", "c.oid"))
        """)
}
