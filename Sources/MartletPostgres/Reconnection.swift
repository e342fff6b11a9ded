internal import Glibc
public import MartletCore

/// What is done after a connection was lost.
extension PostgresConnection {
    /// Connects anew, waits until the old session has ended, and has the lock cover the new one.
    public func reconnect(
        within patience: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> Reconnection {
        let deadline = ContinuousClock.now + patience
        let old = facts.process
        close()
        try openAgain(until: deadline, cancellation)
        var answer = Reconnection()
        answer.oldSessionEnded = try hasEnded(old)
        while !answer.oldSessionEnded, ContinuousClock.now < deadline, !cancellation.isCancelled {
            usleep(50_000)
            answer.oldSessionEnded = try hasEnded(old)
        }
        guard let watcher, watcher.isStillHeld() else { return answer }
        try watcher.cover(self)
        answer.isLocked = true
        return answer
    }

    /// A server that was ended takes a moment until it lets somebody in again.
    private func openAgain(
        until deadline: ContinuousClock.Instant, _ cancellation: Cancellation
    ) throws(DriverError) {
        while true {
            do throws(DriverError) {
                return try open()
            } catch {
                let isPassing = error.kind == .unreachable || error.kind == .connectionLost
                guard isPassing, ContinuousClock.now < deadline, !cancellation.isCancelled else { throw error }
            }
            usleep(100_000)
        }
    }

    /// Whether what a session had under way cannot be committed any more.
    ///
    /// A session is in the list until its transaction has ended. Behind a pooler it may go on for somebody else: then it
    /// has given up its locks.
    private func hasEnded(_ process: Int32) throws(DriverError) -> Bool {
        guard process != facts.process else { return true }
        let row = try query(
            """
            SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_get_activity($1::pg_catalog.int4)),
              pg_catalog.pg_try_advisory_lock(\(PostgresLock.key), \(PostgresLock.working))
            """, [.integer(Int(process))]
        ).first
        if row?.integer(1) == 1 {
            try execute("SELECT pg_catalog.pg_advisory_unlock(\(PostgresLock.key), \(PostgresLock.working))")
            return true
        }
        return row?.integer(0) == 0
    }
}
