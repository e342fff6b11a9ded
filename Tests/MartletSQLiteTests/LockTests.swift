import DriverTestSupport
import Glibc
import MartletCore
import Synchronization
import TestSupport
import Testing

@testable import MartletSQLite

/// One Martlet at a time: the lock file beside the database.
@Suite struct LockTests {
    let folder = ScratchFolder()
    let backend = SQLiteBackend()
    let me = LockHolder(process: getpid(), host: "here", command: "migrate", since: "2026-11-21T09:31:02Z")

    private var url: ConnectionURL { .sqlite(FilePath(folder.path("test.db")) ?? ".") }

    private func take(
        _ holder: LockHolder? = nil, wait: Duration = .zero, _ cancellation: Cancellation = Cancellation()
    ) throws(DriverError) -> (any HeldLock)? {
        if case .held(let lock) = try backend.tryLock(url, as: holder ?? me, wait: wait, cancellation) {
            lock
        } else {
            nil
        }
    }

    @Test func theLockIsHeldByOneAndGivenBack() throws {
        let first = try #require(try take())
        #expect(folder.names() == ["test.db.martlet-lock"])
        #expect(try take() == nil)
        first.release()
        #expect(folder.names().isEmpty)
        let second = try #require(try take())
        first.release()
        #expect(try take() == nil)
        second.release()
        #expect(folder.names().isEmpty)
    }

    @Test func theHolderIsNamedToWhoeverWaits() throws {
        let lock = try take()
        guard case .busy(let holder) = try backend.tryLock(url, as: me, wait: .zero, Cancellation()) else {
            Issue.record("the lock was had twice")
            return
        }
        #expect(holder == me)
        lock?.release()
    }

    @Test(arguments: [
        "", "\n\n\n", "not a number\nhost\ncommand\nsince\n", "\u{0}", String(repeating: "x", count: 5000),
    ])
    func nonsenseInTheFileIsNobody(_ text: String) throws {
        let lock = try take()
        folder.write("test.db.martlet-lock", text)
        guard case .busy(let holder) = try backend.tryLock(url, as: me, wait: .zero, Cancellation()) else {
            Issue.record("the lock was had twice")
            return
        }
        #expect(holder == nil)
        lock?.release()
    }

    @Test func aFileLeftByACrashIsInNobodysWay() throws {
        folder.write("test.db.martlet-lock", "1\nhost\nmigrate\nyesterday\n")
        let lock = try #require(try take())
        lock.release()
        #expect(folder.names().isEmpty)
    }

    @Test func aLockThatIsLetGoOfIsFree() throws {
        do { _ = try take() }
        #expect(try take() != nil)
    }

    /// Whoever opened the file before its holder removed it locks a file without a name, which keeps nobody out.
    @Test func aLockOfAFileThatIsGoneIsNone() throws {
        let path = folder.path("test.db.martlet-lock")
        let holder = try take()
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        holder?.release()
        let stale = try #require(try SQLiteLock.lock(descriptor, path))
        #expect(!stale.isNamed)
        let next = try #require(try take() as? SQLiteLock)
        #expect(next.isNamed)
        stale.release()
        #expect(next.isNamed)
        next.release()
    }

    @Test func whatCannotBeLockedIsAnError() throws {
        // No process has so many files open.
        let error = try driverError { () throws(DriverError) in try SQLiteLock.lock(.max, "/x") != nil }
        #expect(error.kind == .storage)
    }

    @Test func aWaiterGetsItWhenTheHolderIsDone() throws {
        let holder = SendableLock(try take())
        inAThread(after: .milliseconds(200)) { holder.release() }
        let begun = ContinuousClock.now
        #expect(try take(wait: .seconds(10)) != nil)
        #expect(ContinuousClock.now - begun < .seconds(5))
    }

    @Test func waitingEndsWithTheTimeOrAStop() throws {
        let lock = try take()
        let begun = ContinuousClock.now
        #expect(try take(wait: .milliseconds(200)) == nil)
        #expect(ContinuousClock.now - begun >= .milliseconds(200))
        let cancellation = Cancellation()
        inAThread(after: .milliseconds(100)) { cancellation.cancel() }
        #expect(
            try driverError { () throws(DriverError) in try take(wait: .seconds(60), cancellation) != nil }.kind
                == .interrupted)
        #expect(ContinuousClock.now - begun < .seconds(5))
        lock?.release()
    }

    @Test func theSameDatabaseByALinkHasTheSameLock() throws {
        folder.write("real.db", "")
        try #require(symlink("real.db", folder.path("test.db")) == 0)
        let lock = try take()
        #expect(folder.has("real.db.martlet-lock"))
        let real = ConnectionURL.sqlite(try #require(FilePath(folder.path("real.db"))))
        guard case .busy = try backend.tryLock(real, as: me, wait: .zero, Cancellation()) else {
            Issue.record("one database, two locks")
            return
        }
        lock?.release()
    }

    @Test func aLinkInPlaceOfTheLockFileIsNotFollowed() throws {
        folder.write("precious", "mine")
        try #require(symlink("precious", folder.path("test.db.martlet-lock")) == 0)
        #expect(throws: DriverError.self) { try take() }
        #expect(folder.read("precious") == "mine")
    }

    @Test func aMissingFolderIsSaidToBeThat() throws {
        let nowhere = ConnectionURL.sqlite(try #require(FilePath(folder.path("none/test.db"))))
        let error = try driverError { () throws(DriverError) in
            if case .held = try backend.tryLock(nowhere, as: me, wait: .zero, Cancellation()) { true } else { false }
        }
        #expect(error.kind == .missingFolder)
    }

    /// Holders remove the file they hold while others are about to lock it: still only one at a time.
    @Test func manyThreadsNeverHoldItTogether() throws {
        let counts = Counts()
        let (backend, url, me) = (backend, url, me)
        for _ in 0..<6 {
            inAThread {
                for _ in 0..<40 {
                    guard case .held(let lock)? = try? backend.tryLock(url, as: me, wait: .seconds(60), Cancellation())
                    else {
                        counts.fail()
                        continue
                    }
                    counts.enter()
                    sched_yield()
                    counts.leave()
                    lock.release()
                }
                counts.finish()
            }
        }
        counts.wait(for: 6)
        #expect(counts.together == 0)
        #expect(counts.failures == 0)
        #expect(counts.turns == 240)
        #expect(folder.names().isEmpty)
    }

    // MARK: Processes

    private func project(_ migration: String) {
        folder.write("martlet.yaml", "databases:\n  app:\n    url: sqlite:test.db\n    migrations: m\n")
        folder.write("m/001_a.sql", migration)
    }

    private static let slow =
        "CREATE TABLE a (x);\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) FROM n;"

    private func started(_ process: pid_t) -> Bool {
        for _ in 0..<500 {
            if folder.read("test.db.martlet-lock")?.hasPrefix("\(process)\n") == true { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func aSecondProcessWaitsAndThenNamesTheFirst() throws {
        project(Self.slow)
        let first = try #require(MartletBinary.start(["migrate"], in: folder.path))
        defer {
            kill(first, SIGKILL)
            waitpid(first, nil, 0)
        }
        #expect(started(first))
        let second = MartletBinary.run(["migrate", "--wait", "300ms"], in: folder.path)
        #expect(second.status == 6)
        #expect(second.error.contains("process \(first)"))
        #expect(second.error.contains("migrate"))
    }

    @Test func aKilledHolderFreesTheLock() throws {
        project(Self.slow)
        let first = try #require(MartletBinary.start(["migrate"], in: folder.path))
        #expect(started(first))
        kill(first, SIGKILL)
        waitpid(first, nil, 0)
        folder.write("m/001_a.sql", "CREATE TABLE a (x);")
        let second = MartletBinary.run(["migrate", "--wait", "0s"], in: folder.path)
        #expect(second.status == 0, "\(second.everything)")
        #expect(folder.names() == ["m", "martlet.yaml", "test.db"])
        #expect(
            SQLiteClient.query(folder.path("test.db"), "SELECT version, success FROM martlet_migrations") == "001|1\n")
    }

    @Test func processesInARaceApplyEachMigrationOnce() throws {
        folder.write("martlet.yaml", "databases:\n  app:\n    url: sqlite:test.db\n    migrations: m\n")
        for number in 1...30 { folder.write("m/\(100 + number)_t.sql", "CREATE TABLE t\(number) (x);") }
        let processes = (0..<6).compactMap { _ in MartletBinary.start(["migrate"], in: folder.path) }
        for process in processes {
            var status: Int32 = 0
            waitpid(process, &status, 0)
            #expect(status == 0)
        }
        #expect(processes.count == 6)
        #expect(
            SQLiteClient.query(
                folder.path("test.db"),
                "SELECT count(*), count(DISTINCT version), max(success = 0) FROM martlet_migrations") == "30|30|0\n")
        #expect(!folder.has("test.db.martlet-lock"))
    }
}

/// A lock that a thread gives back; the lock itself is only ever released.
private struct SendableLock: @unchecked Sendable {
    private let lock: (any HeldLock)?

    init(_ lock: (any HeldLock)?) { self.lock = lock }

    func release() { lock?.release() }
}

/// What several threads did with one lock.
private final class Counts: Sendable {
    private struct State {
        var inside = 0
        var together = 0
        var failures = 0
        var turns = 0
        var finished = 0
    }

    private let state = Mutex(State())

    func enter() {
        state.withLock { state in
            state.inside += 1
            state.turns += 1
            if state.inside > 1 { state.together += 1 }
        }
    }

    func leave() { state.withLock { $0.inside -= 1 } }

    func fail() { state.withLock { $0.failures += 1 } }

    func finish() { state.withLock { $0.finished += 1 } }

    func wait(for threads: Int) {
        while state.withLock({ $0.finished }) < threads { usleep(5_000) }
    }

    var together: Int { state.withLock { $0.together } }
    var failures: Int { state.withLock { $0.failures } }
    var turns: Int { state.withLock { $0.turns } }
}
