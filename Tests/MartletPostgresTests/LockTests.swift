import DriverTestSupport
import Glibc
import MartletCore
import MartletPostgres
import Synchronization
import TestSupport
import Testing

/// One Martlet at a time.
@Suite struct PostgresLockTests {
    let database: FreshDatabase
    let url: ConnectionURL
    let backend = PostgresBackend()
    let me = LockHolder(process: 42, host: "here.example", command: "migrate", since: "2026-11-21T10:00:00Z")

    init() throws {
        database = try FreshDatabase()
        url = try ConnectionURL.parse(database.url, relativeTo: "/")
    }

    private func take(_ url: ConnectionURL? = nil, wait: Duration = .zero) throws(DriverError) -> LockResult {
        try backend.tryLock(url ?? self.url, as: me, wait: wait, Cancellation())
    }

    private func lock(wait: Duration = .zero) throws -> any HeldLock {
        guard case .held(let lock) = try take(wait: wait) else { throw NothingThrown() }
        return lock
    }

    @Test func itIsHeldByOneAndSaysByWhom() throws {
        defer { database.remove() }
        let lock = try lock()
        guard case .busy(let holder?) = try take() else { throw NothingThrown() }
        let process = try #require(holder.serverProcess)
        #expect(database.text("SELECT count(*) FROM pg_stat_activity WHERE pid = \(process)") == "1")
        var expected = me
        expected.serverProcess = process
        #expect(holder == expected)
        lock.release()
        try self.lock().release()
    }

    @Test func somebodyElsesSessionIsNamedAsFarAsItIsKnown() throws {
        defer { database.remove() }
        let stranger = try backend.connect(to: url, ConnectOptions(.write))
        try stranger.execute("SET application_name = 'by hand'")
        try stranger.execute("SELECT pg_advisory_lock(1296126540, 1)")
        let process = try stranger.query("SELECT pg_backend_pid()").first?.integer(0) ?? 0
        guard case .busy(let holder?) = try take() else { throw NothingThrown() }
        #expect(holder.command == "by hand")
        #expect(holder.process == Int32(process) && holder.serverProcess == Int32(process))
        #expect(holder.kind == .stranger)
        #expect(holder.who == "`by hand`, process \(process) of the server, since \(holder.since)")
        try stranger.close()
    }

    @Test("A4: a session whose run was killed is told for what it is") func aSessionThatWasLeftBehindIsTold() throws {
        defer { database.remove() }
        let first = try lock()
        let work = try backend.connect(to: url, ConnectOptions(.write))
        try first.cover(work)
        let process = try work.query("SELECT pg_backend_pid()").first?.integer(0) ?? 0
        // As the end of its holder's process would do.
        first.release()
        guard case .busy(let holder?) = try take() else { throw NothingThrown() }
        #expect(holder.kind == .leftBehind)
        #expect(
            holder.who == "process \(process) of the server, which an earlier run left, since \(holder.since)")
        try work.close()
        try lock().release()
    }

    @Test func otherDatabasesHaveTheirOwn() throws {
        let other = try FreshDatabase()
        defer {
            database.remove()
            other.remove()
        }
        let lock = try lock()
        guard case .held(let second) = try take(ConnectionURL.parse(other.url, relativeTo: "/")) else {
            throw NothingThrown()
        }
        for database in [database, other] {
            #expect(database.text("SELECT count(*) \(Self.ownLocks)") == "1")
        }
        lock.release()
        second.release()
    }

    @Test func whoWaitsGetsItWhenItIsFree() throws {
        defer { database.remove() }
        let first = try lock()
        let box = Unchecked(first)
        inAThread(after: .milliseconds(300)) { box.value.release() }
        let begun = ContinuousClock.now
        try lock(wait: .seconds(10)).release()
        #expect(ContinuousClock.now - begun < .seconds(2))
    }

    @Test func manyGetItOneAfterTheOther() throws {
        defer { database.remove() }
        #expect(database.psql("CREATE TABLE n AS SELECT 0 AS x").status == 0)
        let counter = Counter()
        let (backend, url, me) = (backend, url, me)
        for _ in 0..<8 {
            inAThread {
                if case .held(let lock)? = try? backend.tryLock(url, as: me, wait: .seconds(60), Cancellation()) {
                    Self.addOne(url)
                    lock.release()
                }
                counter.value.add(1, ordering: .relaxed)
            }
        }
        #expect(ChildProcess.waitUntil { counter.value.load(ordering: .relaxed) == 8 })
        #expect(database.text("SELECT x FROM n") == "8")
    }

    /// Reads and writes apart, so that two at once lose one.
    private static func addOne(_ url: ConnectionURL) {
        guard let driver = try? PostgresBackend().connect(to: url, ConnectOptions(.write)),
            let count = try? driver.query("SELECT x FROM n").first?.integer(0)
        else { return }
        usleep(20_000)
        try? driver.execute("UPDATE n SET x = $1", [.integer(count + 1)])
    }

    @Test func twoThatMakeTheSameDatabaseBothHaveIt() throws {
        defer { database.remove() }
        let name = FreshDatabase.newName()
        let text = database.url.replacing("/\(database.name)?", with: "/\(name)?")
        let url = try ConnectionURL.parse(text, relativeTo: "/")
        let counter = Counter()
        for _ in 0..<2 {
            inAThread {
                if (try? PostgresBackend().create(url)) != nil { counter.value.add(1, ordering: .relaxed) }
            }
        }
        #expect(ChildProcess.waitUntil { counter.value.load(ordering: .relaxed) == 2 })
        #expect(try backend.presence(of: url) == .present)
        _ = database.cluster.psql("postgres", "DROP DATABASE \(name) WITH (FORCE)")
    }

    @Test func whoWaitsHearsAStop() throws {
        defer { database.remove() }
        let first = try lock()
        let cancellation = Cancellation()
        inAThread(after: .milliseconds(200)) { cancellation.cancel() }
        let error = try driverError { () throws(DriverError) in
            try backend.tryLock(url, as: me, wait: .seconds(30), cancellation)
        }
        #expect(error.kind == .interrupted)
        #expect(database.text("SELECT count(*) \(Self.ownLocks)") == "1")
        first.release()
    }

    @Test func theWorkOfAHolderThatIsGoneIsWaitedFor() throws {
        defer { database.remove() }
        let driver = try backend.connect(to: url, ConnectOptions(.write))
        do {
            let lock = try lock()
            try lock.cover(driver)
            try driver.resetSession()
            lock.release()
        }
        guard case .busy(let holder) = try take(wait: .milliseconds(300)) else { throw NothingThrown() }
        #expect(holder?.command == "martlet")
        try driver.close()
        try lock(wait: .seconds(2)).release()
    }

    /// The server is that of other tests too.
    private static let ownLocks = """
        FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
        WHERE locktype = 'advisory' AND datname = current_database()
        """

    @Test func itIsLostWithItsSession() throws {
        defer { database.remove() }
        let lock = try lock()
        #expect(database.psql("SELECT pg_terminate_backend(pid) \(Self.ownLocks)").status == 0)
        try self.lock(wait: .seconds(2)).release()
        lock.release()
    }

    @Test("A4: it is free two seconds after its holder was killed") func itIsFreeTwoSecondsAfterItsHolderWasKilled()
        throws
    {
        defer { database.remove() }
        let tool = MartletBinary.buildFolder + "/LockHolderTool"
        let pid = Program.start([tool, database.url]) ?? -1
        defer { ChildProcess.signal(pid, SIGKILL) }
        try #require(ChildProcess.waitUntil { database.text("SELECT to_regclass('held')") == "held" })
        guard case .busy(let holder?) = try take() else { throw NothingThrown() }
        #expect(holder.process == pid && holder.host == "elsewhere" && holder.command == "migrate")
        ChildProcess.signal(pid, SIGKILL)
        _ = ChildProcess.wait(pid)
        let begun = ContinuousClock.now
        try lock(wait: .seconds(10)).release()
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(
            database.text(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()"
            ) == "0")
    }

    @Test("B4: an index of the holder is not held up by who waits")
    func aConcurrentIndexOfTheHolderIsNotHeldUpByWhoWaits() throws {
        defer { database.remove() }
        let lock = try lock()
        let driver = try backend.connect(to: url, ConnectOptions(.write))
        try lock.cover(driver)
        try driver.script("CREATE TABLE t (x int)")
        let (backend, url, me) = (backend, url, me)
        inAThread { _ = try? backend.tryLock(url, as: me, wait: .seconds(3), Cancellation()) }
        let begun = ContinuousClock.now
        for _ in 0..<10 {
            try driver.script("CREATE INDEX CONCURRENTLY i ON t (x)")
            try driver.script("DROP INDEX i")
        }
        #expect(ContinuousClock.now - begun < .seconds(3))
    }

    // MARK: Poolers

    @Test("B5: a pooler that lends for a transaction is refused") func aPoolerThatLendsForATransactionIsRefused() throws
    {
        defer { database.remove() }
        let pooler = try PgBouncer(database.cluster, mode: "transaction")
        for _ in 0..<5 {
            let error = try driverError { () throws(DriverError) in
                try backend.tryLock(
                    try parse(pooler.url(database.name)), as: me, wait: .zero, Cancellation())
            }
            #expect(error.kind == .pooler && error.kind.code == .pooler, "\(error)")
        }
        #expect(database.text("SELECT count(*) \(Self.ownLocks)") == "0")
    }

    @Test("B5: a pooler that lends for a session will do") func aPoolerThatLendsForASessionWillDo() throws {
        defer { database.remove() }
        let pooler = try PgBouncer(database.cluster, mode: "session")
        let pooled = try parse(pooler.url(database.name))
        guard case .held(let lock) = try take(pooled) else { throw NothingThrown() }
        guard case .busy = try take() else { throw NothingThrown() }
        lock.release()
        try self.lock().release()
    }

    private func parse(_ text: String) throws(DriverError) -> ConnectionURL {
        do throws(MartletError) {
            return try ConnectionURL.parse(text, relativeTo: "/")
        } catch {
            throw DriverError(.badURL, "\(error)")
        }
    }
}

/// What several threads count.
private final class Counter: Sendable {
    let value = Atomic(0)
}

/// A value that another thread uses while this one does not.
private struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
