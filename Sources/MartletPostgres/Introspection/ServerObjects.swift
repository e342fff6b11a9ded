extension CatalogQuery {
    /// Languages that no extension brought.
    static let languages = other(
        """
        SELECT \(number(of: "pg_language")), l.oid, 'language', NULL, l.lanname, NULL,
          ARRAY[pg_catalog.format('CREATE %sLANGUAGE %I HANDLER %s%s%s', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END,
            l.lanname, l.lanplcallfoid::pg_catalog.regproc,
            ' INLINE ' || \(routine("l.laninline")),
            ' VALIDATOR ' || \(routine("l.lanvalidator")))],
          pg_catalog.format('DROP LANGUAGE %I', l.lanname)
        FROM pg_catalog.pg_language AS l
        WHERE l.lanispl AND l.oid >= \(firstNumber) AND \(isNoMember("pg_language", "l.oid"))
        """)

    /// Access methods that no extension brought.
    static let accessMethods = other(
        """
        SELECT \(number(of: "pg_am")), a.oid, 'access method', NULL, a.amname, NULL,
          ARRAY[pg_catalog.format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname,
            CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, a.amhandler)],
          pg_catalog.format('DROP ACCESS METHOD %I', a.amname)
        FROM pg_catalog.pg_am AS a WHERE a.oid >= \(firstNumber) AND \(isNoMember("pg_am", "a.oid"))
        """)

    /// Options as OPTIONS writes them, sorted.
    private static func options(_ column: String) -> String {
        """
        (SELECT ' OPTIONS (' || pg_catalog.string_agg(pg_catalog.format('%I %L', x.option_name, x.option_value), ', '
          ORDER BY x.option_name COLLATE "C") || ')' FROM pg_catalog.pg_options_to_table(\(column)) AS x)
        """
    }

    /// Foreign data wrappers that no extension brought.
    static let foreignDataWrappers = other(
        """
        SELECT \(number(of: "pg_foreign_data_wrapper")), w.oid, 'foreign data wrapper', NULL, w.fdwname,
          NULL, ARRAY[pg_catalog.format('CREATE FOREIGN DATA WRAPPER %I%s%s%s', w.fdwname,
            ' HANDLER ' || \(routine("w.fdwhandler")),
            ' VALIDATOR ' || \(routine("w.fdwvalidator")), \(options("w.fdwoptions")))],
          pg_catalog.format('DROP FOREIGN DATA WRAPPER %I', w.fdwname)
        FROM pg_catalog.pg_foreign_data_wrapper AS w WHERE \(isNoMember("pg_foreign_data_wrapper", "w.oid"))
        """)

    /// Foreign servers.
    static let servers = other(
        """
        SELECT \(number(of: "pg_foreign_server")), s.oid, 'server', NULL, s.srvname, NULL,
          ARRAY[pg_catalog.format('CREATE SERVER %I%s%s FOREIGN DATA WRAPPER %I%s', s.srvname,
            ' TYPE ' || pg_catalog.quote_literal(s.srvtype), ' VERSION ' || pg_catalog.quote_literal(s.srvversion),
            w.fdwname, \(options("s.srvoptions")))],
          pg_catalog.format('DROP SERVER %I', s.srvname)
        FROM pg_catalog.pg_foreign_server AS s JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
        WHERE \(isNoMember("pg_foreign_server", "s.oid"))
        """)

    /// Event triggers, with when they fire.
    static let eventTriggers = other(
        """
        SELECT \(number(of: "pg_event_trigger")), t.oid, 'event trigger', NULL, t.evtname, NULL,
          pg_catalog.array_remove(ARRAY[pg_catalog.format('CREATE EVENT TRIGGER %I ON %I%s EXECUTE FUNCTION %s()',
            t.evtname, t.evtevent, ' WHEN TAG IN (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(x), ', '
              ORDER BY x COLLATE "C") FROM pg_catalog.unnest(t.evttags) AS x) || ')',
            t.evtfoid::pg_catalog.regproc),
            pg_catalog.format('ALTER EVENT TRIGGER %I ', t.evtname) || CASE t.evtenabled WHEN 'D' THEN 'DISABLE'
              WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END], NULL),
          pg_catalog.format('DROP EVENT TRIGGER %I', t.evtname)
        FROM pg_catalog.pg_event_trigger AS t WHERE \(isNoMember("pg_event_trigger", "t.oid"))
        """)

    /// Publications, with what they publish.
    static func publications(_ version: Int) -> CatalogQuery {
        let columns =
            version >= 15
            ? """
            ' (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::pg_catalog.int2[])) || ')',
              ' WHERE (' || pg_catalog.pg_get_expr(r.prqual, r.prrelid) || ')'
            """ : "NULL, NULL"
        let schemas =
            version >= 15
            ? """
            UNION ALL SELECT 'TABLES IN SCHEMA ' || pg_catalog.quote_ident(sn.nspname)
              FROM pg_catalog.pg_publication_namespace AS s JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.pnnspid
              WHERE s.pnpubid = p.oid
            """ : ""
        let generated =
            version >= 18 ? "CASE p.pubgencols WHEN 's' THEN 'publish_generated_columns = stored' END" : "NULL"
        return other(
            """
            SELECT \(number(of: "pg_publication")), p.oid, 'publication', NULL, p.pubname, NULL,
              ARRAY[pg_catalog.format('CREATE PUBLICATION %I%s WITH (%s)', p.pubname,
                CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE ' FOR ' || (
                  SELECT pg_catalog.string_agg(m.text, ', ' ORDER BY m.text COLLATE "C") FROM (
                    SELECT pg_catalog.format('TABLE %s%s%s', r.prrelid::pg_catalog.regclass, \(columns)) AS text
                    FROM pg_catalog.pg_publication_rel AS r WHERE r.prpubid = p.oid \(schemas)) AS m) END,
                pg_catalog.concat_ws(', ', pg_catalog.format('publish = %L', pg_catalog.concat_ws(', ',
                  CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                  CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)),
                  \(version >= 13 ? "CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END" : "NULL"),
                  \(generated)))],
              pg_catalog.format('DROP PUBLICATION %I', p.pubname)
            FROM pg_catalog.pg_publication AS p WHERE \(isNoMember("pg_publication", "p.oid"))
            """)
    }
}
