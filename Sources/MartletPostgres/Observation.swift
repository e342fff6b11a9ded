public import MartletCore

extension PostgresConnection: WorkObserving {
    /// Each table, view and index with the lock that this session has on it, its file, and how often it was read.
    ///
    /// Sources: <https://www.postgresql.org/docs/current/view-pg-locks.html>,
    /// <https://www.postgresql.org/docs/current/monitoring-stats.html> for the scans of a transaction.
    public func observedTables() throws(DriverError) -> [ObservedTable] {
        try query(
            """
            WITH held AS (
              SELECT relation, (pg_catalog.array_agg(mode ORDER BY pg_catalog.array_position(
                ARRAY['AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock',
                  'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'], mode) DESC))[1] AS mode
              FROM pg_catalog.pg_locks
              WHERE pid \(equals) pg_catalog.pg_backend_pid() AND locktype \(equals) 'relation' AND granted
              GROUP BY relation
            ), known AS (
              SELECT c.oid, c.relkind, c.relfilenode, CASE WHEN n.nspname \(equals) 'public' THEN c.relname::pg_catalog.text
                ELSE pg_catalog.format('%s.%s', n.nspname, c.relname) END AS name
              FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid \(equals) c.relnamespace
              WHERE NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
                AND NOT n.nspname \(equals) 'information_schema'
                AND c.relkind::pg_catalog.text \(equals) ANY (ARRAY['r', 'p', 'm', 'v', 'f', 'i', 'I'])
            )
            SELECT coalesce(known.oid, held.relation), known.name, coalesce(known.relkind::pg_catalog.text \(equals) ANY (ARRAY['i', 'I']), false),
              held.mode, coalesce(known.relfilenode::pg_catalog.int8, 0),
              coalesce(pg_catalog.pg_stat_get_xact_numscans(known.oid), 0)
            FROM known FULL JOIN held ON held.relation \(equals) known.oid
            """
        ).compactMap { row in
            guard let identity = row.text(0) else { return nil }
            return ObservedTable(
                identity: identity, name: row.text(1), isIndex: row.integer(2) == 1,
                lock: row.text(3), storage: row.integer(4) ?? 0, scanCount: row.integer(5) ?? 0)
        }
    }
}
