internal import Glibc
internal import MartletCore

/// The advisory lock of a database, held by a session that does nothing else: it ends with its holder.
///
/// It is asked for again and again, never waited for: whoever waits inside a statement has a snapshot open, for which a
/// CREATE INDEX CONCURRENTLY of the holder's waits in turn.
/// Source: <https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS>.
final class PostgresLock: HeldLock {
    let connection: PostgresConnection
    private var isReleased = false

    /// The lock's name in `pg_locks`: `classid`, and `objid` for the right to change the database and for the work there.
    ///
    /// Advisory locks are a database's own.
    static let key = 0x4d41_524c
    static let changing = 1
    static let working = 2

    private init(_ connection: PostgresConnection) { self.connection = connection }

    deinit { release() }

    // MARK: Taking

    /// Takes the lock, looking again until `wait` is over.
    static func take(
        _ url: ConnectionURL, _ location: PostgresLocation, as holder: LockHolder, wait: Duration,
        _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        let deadline = ContinuousClock.now + wait
        let connection = try PostgresConnection(
            url, location, ConnectOptions(.write), name: HolderName(holder).text)
        let lock = PostgresLock(connection)
        do throws(DriverError) {
            return try lock.wait(until: deadline, cancellation)
        } catch {
            lock.release()
            throw error
        }
    }

    private func wait(
        until deadline: ContinuousClock.Instant, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        // Short at first, as most runs are; then so that fifty of them do not keep a server busy.
        var pause = Duration.milliseconds(50)
        var isHeld = false
        try requireOneSession()
        while case let obstacle = try isHeld ? look() : attempt(), obstacle != .free {
            isHeld = obstacle == .workGoesOn
            let rest = deadline - .now
            guard rest > .zero else {
                let other = try readHolder(isHeld ? Self.working : Self.changing)
                release()
                return .busy(other)
            }
            if cancellation.isCancelled { throw DriverError(.interrupted, "stopped while waiting for the lock") }
            Self.sleep(min(pause, rest))
            pause = min(pause * 3 / 2, .milliseconds(250))
        }
        guard try isSeenByItsSession() else { throw pooled() }
        return .held(self)
    }

    /// What stands in the way of changing the database.
    private enum Obstacle: Int {
        /// Somebody else changes it.
        case taken
        /// Nobody does, but something goes on that an earlier holder began.
        case workGoesOn
        /// Nothing.
        case free
    }

    /// Takes the lock if nobody has it, and looks; in one statement, as every one costs a way to the server and back.
    private func attempt() throws(DriverError) -> Obstacle {
        try ask(
            "CASE WHEN pg_catalog.pg_try_advisory_lock(\(Self.key), \(Self.changing)) THEN \(Self.look) ELSE \(Obstacle.taken.rawValue) END"
        )
    }

    /// Looks whether nothing goes on any more, with the lock in hand.
    private func look() throws(DriverError) -> Obstacle { try ask(Self.look) }

    private func ask(_ expression: String) throws(DriverError) -> Obstacle {
        let answer = try connection.query("SELECT \(expression)").first?.integer(0)
        guard let obstacle = answer.flatMap(Obstacle.init) else { throw pooled() }
        return obstacle
    }

    /// Whoever works shares that lock: it can be had for a moment once all of them have ended.
    private static let look = """
        CASE WHEN NOT pg_catalog.pg_try_advisory_lock(\(key), \(working)) THEN \(Obstacle.workGoesOn.rawValue)
          WHEN pg_catalog.pg_advisory_unlock(\(key), \(working)) THEN \(Obstacle.free.rawValue) END
        """

    private static func sleep(_ duration: Duration) {
        var rest = timespec(tv_sec: 0, tv_nsec: max(duration.wholeMilliseconds, 1) * 1_000_000)
        nanosleep(&rest, nil)
    }

    // MARK: Holding

    /// Shares the lock of the work with the session of `driver`, which has it until it is closed.
    func cover(_ driver: any Driver) throws(DriverError) {
        try driver.execute("SELECT pg_catalog.pg_advisory_lock_shared(\(Self.key), \(Self.working))")
        (driver as? PostgresConnection)?.watcher = self
    }

    /// Whether nobody else can have the lock.
    func isStillHeld() -> Bool {
        guard !isReleased else { return false }
        return (try? isSeenByItsSession()) ?? false
    }

    private func isSeenByItsSession() throws(DriverError) -> Bool {
        try connection.query(
            """
            SELECT 1 FROM pg_catalog.pg_locks
            WHERE locktype \(equals) 'advisory' AND granted AND pid \(equals) pg_catalog.pg_backend_pid()
              AND database \(equals) $1 AND classid \(equals) $2 AND objid \(equals) $3 AND objsubid \(equals) 2
            """, [.integer(connection.facts.database), .integer(Self.key), .integer(Self.changing)]
        ).first != nil
    }

    /// Gives it back; the end of the session would do so too.
    func release() {
        guard !isReleased else { return }
        isReleased = true
        // Asked for by itself all the same: behind a pooler the session goes on.
        _ = try? connection.query("SELECT pg_catalog.pg_advisory_unlock(\(Self.key), \(Self.changing))")
        connection.close()
    }

    // MARK: Poolers

    /// Makes sure that every statement of this connection goes to the same session.
    ///
    /// A pooler shows by its own process number. If it lends sessions for a transaction only, a second connection is
    /// lent the one that this one had, and while that is in a transaction, this one is lent another.
    private func requireOneSession() throws(DriverError) {
        guard !connection.isDirect else { return }
        let owner = connection.facts.process
        let other = try connection.another()
        defer { other.close() }
        try other.begin()
        let lent = try process(of: other)
        let mine = try process(of: connection)
        try other.rollback()
        guard lent != owner, mine == owner else {
            // The sessions stay, and others are lent them next.
            for lent in [connection, other] { try? lent.run("RESET ALL") }
            throw pooled()
        }
    }

    private func process(of connection: PostgresConnection) throws(DriverError) -> Int32? {
        try connection.query("SELECT pg_catalog.pg_backend_pid()").first?.integer(0).map { Int32(clamping: $0) }
    }

    private func pooled() -> DriverError {
        DriverError(
            .pooler,
            "\(connection.url) leads to a pooler that lends a session for a transaction only, so that no lock can be held"
        )
    }

    // MARK: Who holds it

    private func readHolder(_ part: Int) throws(DriverError) -> LockHolder? {
        let row = try connection.query(
            """
            SELECT a.pid, a.application_name, a.usename, a.client_addr,
              pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM pg_catalog.pg_locks AS l JOIN pg_catalog.pg_stat_activity AS a ON a.pid \(equals) l.pid
            WHERE l.locktype \(equals) 'advisory' AND l.granted AND l.database \(equals) $1 AND l.classid \(equals) $2
              AND l.objid \(equals) $3 AND l.objsubid \(equals) 2 AND a.pid <> pg_catalog.pg_backend_pid()
            """, [.integer(connection.facts.database), .integer(Self.key), .integer(part)]
        ).first
        guard let row, let process = row.integer(0).map({ Int32(clamping: $0) }) else { return nil }
        let name = row.text(1) ?? ""
        if var holder = HolderName(reading: name)?.holder {
            holder.serverProcess = process
            return holder
        }
        // The lock of the work is shared by sessions of Martlet's alone; their names may be the user's own.
        return LockHolder(
            part == Self.working ? .leftBehind : .stranger, process: process, host: row.text(3) ?? "the server",
            command: name.isEmpty ? row.text(2) ?? "" : name, since: row.text(4) ?? "an unknown time",
            serverProcess: process)
    }
}

/// Who holds a lock, as the session's name: the one thing of a session that every role may see.
struct HolderName {
    let holder: LockHolder

    init(_ holder: LockHolder) { self.holder = holder }

    /// The server keeps 63 bytes of it, and turns what is not ASCII into question marks: the host comes last.
    var text: String { "martlet \(holder.command) \(holder.process) \(holder.since) \(holder.host)" }

    /// Reads the name of a session; `nil` if it is none of Martlet's.
    init?(reading text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 4, words[0] == "martlet",
            let index = words.indices.dropFirst(2).first(where: { Int32(words[$0]) != nil }),
            index + 1 < words.count, let process = Int32(words[index])
        else { return nil }
        holder = LockHolder(
            process: process, host: index + 2 < words.count ? words[index + 2] : "an unknown host",
            command: words[1..<index].joined(separator: " "), since: words[index + 1])
    }
}
