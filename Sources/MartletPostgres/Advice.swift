internal import MartletCore

/// What would make a database faster or smaller, or will be short one day; nothing is wrong without it.
extension PostgresConnection {
    /// Foreign keys without an index, tables without statistics or full of dead rows, indexes that are there twice,
    /// numbers that come to an end.
    func advice() throws(DriverError) -> [CheckFinding] {
        try unindexedForeignKeys() + statistics() + deadRows() + duplicateIndexes() + numbersComingToAnEnd()
    }

    /// Foreign keys whose columns no index begins with: each change of a parent row reads the whole child table.
    ///
    /// Of a partitioned table the key is told of once, not for each of its partitions.
    private func unindexedForeignKeys() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT \(Self.name("n", "t")), \(Self.name("m", "p")),
              (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY x.place)
                FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS x (number, place)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid \(equals) k.conrelid AND a.attnum \(equals) x.number)
            FROM pg_catalog.pg_constraint AS k
              JOIN pg_catalog.pg_class AS t ON t.oid \(equals) k.conrelid
              JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) t.relnamespace
              JOIN pg_catalog.pg_class AS p ON p.oid \(equals) k.confrelid
              JOIN pg_catalog.pg_namespace AS m ON m.oid \(equals) p.relnamespace
            WHERE k.contype \(equals) 'f' AND k.conparentid \(equals) 0 AND t.relpersistence \(isNot) 't'
              AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index AS i
                JOIN pg_catalog.pg_class AS c ON c.oid \(equals) i.indexrelid
                JOIN pg_catalog.pg_am AS am ON am.oid \(equals) c.relam
                WHERE i.indrelid \(equals) k.conrelid AND i.indisvalid AND i.indpred IS NULL
                  AND am.amname \(equals) ANY (ARRAY['btree', 'hash'])
                  AND i.indnkeyatts OPERATOR(pg_catalog.>=) pg_catalog.cardinality(k.conkey)
                  AND (i.indkey::pg_catalog.int2[])[0:pg_catalog.cardinality(k.conkey) OPERATOR(pg_catalog.-) 1]
                    OPERATOR(pg_catalog.@>) k.conkey)
            ORDER BY 1, 3
            """
        ).map { row in
            let (table, parent, columns) = (row.text(0) ?? "", row.text(1) ?? "", row.text(2) ?? "")
            // The server finds a name that is free: one of a partial index may be taken already.
            return CheckFinding(
                .advice, "no index on \(table) (\(columns)), which refers to \(parent)",
                help: "CREATE INDEX ON \(table) (\(columns));")
        }
    }

    /// Tables of 10,000 rows and more that were never analyzed, or have more changes since than rows.
    ///
    /// The server counts anew after a crash; what it has written down about the columns outlasts that.
    private func statistics() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT * FROM (
              SELECT \(Self.name("s.schemaname", "s.relname", areNames: true)) AS name,
                GREATEST(s.n_live_tup, c.reltuples::pg_catalog.int8) AS live, s.n_mod_since_analyze AS changes,
                s.last_analyze IS NULL AND s.last_autoanalyze IS NULL AND NOT EXISTS (
                  SELECT 1 FROM pg_catalog.pg_stats AS v
                  WHERE v.schemaname \(equals) s.schemaname AND v.tablename \(equals) s.relname) AS is_unknown
              FROM pg_catalog.pg_stat_user_tables AS s
                JOIN pg_catalog.pg_class AS c ON c.oid \(equals) s.relid) AS t
            WHERE live OPERATOR(pg_catalog.>=) $1
              AND (is_unknown OR changes OPERATOR(pg_catalog.>) live) ORDER BY 1
            """, [.integer(Self.manyRows)]
        ).map { row in
            let (table, rows, changes) = (row.text(0) ?? "", row.integer(1) ?? 0, row.integer(2) ?? 0)
            return CheckFinding(
                .advice,
                row.integer(3) == 1
                    ? "no statistics on \(table) (\(rows) rows): PostgreSQL guesses which index to use"
                    : "the statistics on \(table) are old: \(changes) changes since, and \(rows) rows now",
                help: "ANALYZE \(table); if it comes back, see why autovacuum does not do it: SHOW autovacuum;")
        }
    }

    /// Dead rows beyond a quarter of a table, and at least 10,000: VACUUM does not keep up.
    private func deadRows() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            SELECT \(Self.name("s.schemaname", "s.relname", areNames: true)), s.n_dead_tup,
              s.n_dead_tup OPERATOR(pg_catalog.*) 100
                OPERATOR(pg_catalog./) (s.n_dead_tup OPERATOR(pg_catalog.+) s.n_live_tup)
            FROM pg_catalog.pg_stat_user_tables AS s
            WHERE s.n_dead_tup OPERATOR(pg_catalog.>=) $1
              AND s.n_dead_tup OPERATOR(pg_catalog.*) 3 OPERATOR(pg_catalog.>) s.n_live_tup ORDER BY 1
            """, [.integer(Self.manyRows)]
        ).map { row in
            let (table, dead, share) = (row.text(0) ?? "", row.integer(1) ?? 0, row.integer(2) ?? 0)
            return CheckFinding(
                .advice,
                "\(share) % of the rows of \(table) (\(dead)) are dead: changed or deleted, and not cleared away",
                help: "VACUUM \(table); if it comes back, autovacuum is off, or an old transaction of "
                    + "pg_stat_activity holds it up")
        }
    }

    /// Below this many rows nobody feels it.
    private static let manyRows = 10_000

    /// Indexes that another one does the work of: each change of a row is written to both.
    ///
    /// What two indexes are on is what the server writes behind USING: columns, order, operators, condition. Those that a
    /// constraint, the replication or a partitioned table needs are let stand.
    private func duplicateIndexes() throws(DriverError) -> [CheckFinding] {
        try query(
            """
            WITH x AS (
              SELECT i.indexrelid AS number, i.indrelid AS place, i.indisunique AS is_unique,
                \(Self.name("n", "t")) AS of_table, \(Self.name("n", "c")) AS name,
                pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(i.indexrelid), '^.*? USING ', '') AS meaning,
                NOT c.relispartition AND NOT i.indisprimary AND NOT i.indisreplident AND NOT EXISTS (
                  SELECT 1 FROM pg_catalog.pg_constraint AS k WHERE k.conindid \(equals) i.indexrelid) AS is_free
              FROM pg_catalog.pg_index AS i
                JOIN pg_catalog.pg_class AS c ON c.oid \(equals) i.indexrelid
                JOIN pg_catalog.pg_class AS t ON t.oid \(equals) i.indrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              WHERE i.indisvalid AND c.relpersistence \(isNot) 't'
                AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema$)')
            SELECT DISTINCT ON (d.name) d.name, d.of_table, o.name FROM x AS d
              JOIN x AS o ON o.place \(equals) d.place AND o.meaning \(equals) d.meaning
            WHERE d.is_free AND o.number \(isNot) d.number AND (o.is_unique OR NOT d.is_unique)
              AND (NOT o.is_free OR (o.is_unique AND NOT d.is_unique) OR o.number OPERATOR(pg_catalog.<) d.number)
            ORDER BY d.name, o.number
            """
        ).map { row in
            let (index, table, other) = (row.text(0) ?? "", row.text(1) ?? "", row.text(2) ?? "")
            return CheckFinding(
                .advice, "the index \(index) on \(table) does nothing that \(other) does not do",
                help: "DROP INDEX \(index);")
        }
    }

    private static func name(_ schema: String, _ relation: String, areNames: Bool = false) -> String {
        let parts = areNames ? [schema, relation] : ["\(schema).nspname", "\(relation).relname"]
        return parts.map { "pg_catalog.quote_ident(\($0))" }.joined(
            separator: " OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) ")
    }

    private var isNot: String { "OPERATOR(pg_catalog.<>)" }
}

// MARK: Numbers

extension PostgresConnection {
    /// Sequences that have given out more than 80 % of the numbers that they, or the column they are for, can hold.
    private func numbersComingToAnEnd() throws(DriverError) -> [CheckFinding] {
        try query(Self.spentSequences).map { row in
            let (sequence, most, share) = (row.text(0) ?? "", row.integer(1) ?? 0, row.integer(2) ?? 0)
            let (table, column) = (row.text(3), row.text(4) ?? "")
            let user = table.map { ", which numbers \($0) (\(column))," } ?? ""
            let wider = row.integer(5) == 1 ? "ALTER TABLE \(table ?? "") ALTER \(column) TYPE bigint; " : ""
            return CheckFinding(
                .advice, "the sequence \(sequence)\(user) has used \(share) % of its \(most) numbers",
                // There is nothing larger than bigint.
                help: most == .max ? nil : "\(wider)ALTER SEQUENCE \(sequence) AS bigint NO MAXVALUE;")
        }
    }

    /// The smallest column that a sequence is for counts, be it the owner or one whose default draws from it.
    ///
    /// A sequence that nobody has drawn from, or that the role may not read, has no last value.
    private static let spentSequences = """
        SELECT name, most, (last_value::pg_catalog.numeric OPERATOR(pg_catalog.*) 100
            OPERATOR(pg_catalog./) most)::pg_catalog.int8, of_table, of_column, is_small
        FROM (SELECT \(name("n", "c")) AS name, LEAST(s.max_value, u.most) AS most, s.last_value,
            u.of_table, u.of_column, u.most OPERATOR(pg_catalog.<=) s.max_value AS is_small
          FROM pg_catalog.pg_sequences AS s
            JOIN pg_catalog.pg_namespace AS n ON n.nspname \(equals) s.schemaname
            JOIN pg_catalog.pg_class AS c ON c.relnamespace \(equals) n.oid AND c.relname \(equals) s.sequencename
            LEFT JOIN LATERAL (SELECT \(name("m", "t")) AS of_table, pg_catalog.quote_ident(a.attname) AS of_column,
                CASE WHEN a.atttypid \(equals) \(TypeNumber.int2) THEN 32767
                  WHEN a.atttypid \(equals) \(TypeNumber.int4) THEN 2147483647 END::pg_catalog.int8 AS most
              FROM (SELECT d.refobjid AS relation, d.refobjsubid AS number FROM pg_catalog.pg_depend AS d
                  WHERE d.classid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid \(equals) c.oid
                    AND d.refclassid \(equals) d.classid AND d.deptype \(equals) ANY (ARRAY['a', 'i']::pg_catalog."char"[])
                    AND d.refobjsubid OPERATOR(pg_catalog.>) 0
                UNION SELECT f.adrelid, f.adnum FROM pg_catalog.pg_depend AS d
                  JOIN pg_catalog.pg_attrdef AS f ON f.oid \(equals) d.objid
                  WHERE d.classid \(equals) 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                    AND d.refclassid \(equals) 'pg_catalog.pg_class'::pg_catalog.regclass
                    AND d.refobjid \(equals) c.oid) AS used
                JOIN pg_catalog.pg_class AS t ON t.oid \(equals) used.relation
                JOIN pg_catalog.pg_namespace AS m ON m.oid \(equals) t.relnamespace
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid \(equals) t.oid AND a.attnum \(equals) used.number
              ORDER BY 3, t.oid LIMIT 1) AS u ON true
          WHERE s.increment_by OPERATOR(pg_catalog.>) 0 AND NOT s.cycle AND s.last_value IS NOT NULL) AS spent
        WHERE last_value::pg_catalog.numeric OPERATOR(pg_catalog.*) 100
          OPERATOR(pg_catalog.>) (most::pg_catalog.numeric OPERATOR(pg_catalog.*) 80) ORDER BY 1
        """
}
