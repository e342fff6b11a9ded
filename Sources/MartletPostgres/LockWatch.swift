internal import MartletCore

/// Something to do from time to time while somebody else is at work.
struct WaitingWork {
    let every: Duration
    let work: () -> Void
}

/// Seeing for whom another session waits, which it cannot find out itself as long as it does.
extension PostgresConnection {
    /// Who keeps a session waiting for a lock; `nil` if it waits for none.
    ///
    /// The session asks for nothing while another does, and holds nothing but its lock: this opens a snapshot for the
    /// moment of the question.
    func blocker(of process: Int32) -> LockBlocker? {
        let rows = try? query(
            """
            SELECT b.pid, a.application_name, a.usename,
              pg_catalog.to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), a.state, a.query
            FROM pg_catalog.pg_stat_get_activity($1::pg_catalog.int4) AS w
              CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(w.pid)) AS b (pid)
              LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid \(equals) b.pid
            WHERE w.wait_event_type \(equals) 'Lock'
            ORDER BY a.xact_start
            """, [.integer(Int(process))])
        guard let rows, let row = rows.first, let holder = row.integer(0) else { return nil }
        return LockBlocker(
            process: Int32(clamping: holder), application: row.text(1) ?? "", user: row.text(2) ?? "",
            since: row.text(3) ?? "", state: row.text(4) ?? "", query: row.text(5) ?? "", others: rows.count - 1)
    }

    /// The same of the session of another program, by the name that it was given.
    func blocker(ofSessionNamed name: String) -> LockBlocker? {
        let sessions = try? query(
            """
            SELECT pid FROM pg_catalog.pg_stat_activity
            WHERE application_name \(equals) $1 AND datname \(equals) pg_catalog.current_database()
            """, [.text(name)])
        return sessions?.first?.integer(0).flatMap { blocker(of: Int32(clamping: $0)) }
    }
}
