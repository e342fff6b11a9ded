internal import Glibc

/// The lock of another tool on a server, held so that it cannot go on meanwhile.
///
/// Its table is locked beside it, for the tools that have none; on SQLite whoever writes keeps everybody else from it.
struct ToolLock {
    private let session: DatabaseSession
    private let key: Int64?

    /// Takes the lock, if the tool has one there; waits for it as long as for Martlet's own.
    /// - Throws: `locked`.
    static func take(_ table: ToolTable, _ session: DatabaseSession) throws(MartletError) -> ToolLock {
        let key = try session.asking { () throws(DriverError) in
            try place(of: table, session.driver).flatMap(table.tool.history.lockKey)
        }
        if let key, try !hasTaken(key, session) {
            throw MartletError(
                .locked, "\(table.tool.title) is at work on \(session.target.name)",
                notes: ["it has the advisory lock \(key)", Diagnostic.nothingChanged],
                help: "try again when it is done, or wait longer with --wait 5m")
        }
        return ToolLock(session: session, key: key)
    }

    /// Keeps others from writing the table until the transaction ends.
    static func cover(_ table: ToolTable, _ driver: any Driver) throws(DriverError) {
        guard driver is any ServerDriver else { return }
        try driver.execute("LOCK TABLE \(table.qualified(driver)) IN SHARE ROW EXCLUSIVE MODE")
    }

    private static func place(of table: ToolTable, _ driver: any Driver) throws(DriverError) -> ToolPlace? {
        guard driver is any ServerDriver,
            let row = try driver.query("SELECT pg_catalog.current_database(), pg_catalog.current_schema()").first,
            let database = row.text(0), let schema = row.text(1)
        else { return nil }
        return ToolPlace(database: database, schema: table.schema ?? schema, table: table.name)
    }

    /// Tries again and again: a wait inside of the server would be a transaction that others may have to wait for.
    private static func hasTaken(_ key: Int64, _ session: DatabaseSession) throws(MartletError) -> Bool {
        let end = ContinuousClock.now + session.context.wait
        while true {
            let isTaken = try session.asking { () throws(DriverError) in
                try session.driver.query(
                    "SELECT CASE WHEN pg_catalog.pg_try_advisory_lock($1) THEN 1 ELSE 0 END", [.integer(key)]
                ).first?.integer(0) == 1
            }
            if isTaken || ContinuousClock.now >= end { return isTaken }
            try session.context.requireGoingOn()
            usleep(50_000)
        }
    }

    /// Gives it back.
    func release() {
        // With the connection it goes anyway.
        guard let key else { return }
        try? session.driver.execute("SELECT pg_catalog.pg_advisory_unlock($1)", [.integer(key)])
    }
}
