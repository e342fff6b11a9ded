import CSQLite
import DriverTestSupport
import Glibc
import MartletCore
import TestSupport
import Testing

@testable import MartletSQLite

/// What stands in the way of opening a file, each fault by its own name.
@Suite struct OpeningTests {
    let folder = ScratchFolder()
    let backend = SQLiteBackend()

    private var url: ConnectionURL { url("test.db") }

    private func url(_ name: String) -> ConnectionURL { .sqlite(FilePath(folder.path(name)) ?? ".") }

    private func kind(_ url: ConnectionURL, _ purpose: ConnectOptions.Purpose = .read) -> DriverError.Kind? {
        do throws(DriverError) {
            let connection = try backend.connect(to: url, ConnectOptions(purpose))
            defer { try? connection.close() }
            _ = try connection.query("SELECT count(*) FROM sqlite_schema")
            return nil
        } catch {
            return error.kind
        }
    }

    private func database(pages: Int = 20) -> [UInt8] {
        _ = SQLiteClient.query(
            folder.path("sound.db"),
            "CREATE TABLE t (x); CREATE INDEX i ON t (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(pages * 30)) INSERT INTO t SELECT hex(randomblob(32)) FROM n;"
        )
        let path = folder.path("sound.db")
        defer { unlink(path) }
        return FilePath(path).flatMap { try? FileSystem.read($0) } ?? []
    }

    // MARK: Content

    @Test(arguments: [ConnectOptions.Purpose.read, .write, .create])
    func aFileOfNoBytesIsAnEmptyDatabase(_ purpose: ConnectOptions.Purpose) throws {
        folder.write("test.db", "")
        #expect(kind(url, purpose) == nil)
        #expect(folder.read("test.db") == "")
        #expect(try backend.presence(of: url) == .present)
    }

    static let noDatabases: [(name: String, bytes: [UInt8], kind: DriverError.Kind)] = [
        ("text", Array("Dear diary, this is no database at all.".utf8), .notADatabase),
        ("two bytes", [0x53, 0x51], .notADatabase),
        ("zeros", [UInt8](repeating: 0, count: 8192), .notADatabase),
        ("half a header", Array("SQLite format 3\u{0}".utf8), .notADatabase),
        (
            "a header with a page size that cannot be",
            Array("SQLite format 3\u{0}".utf8) + [UInt8](repeating: 0xFF, count: 4080), .notADatabase
        ),
        (
            "pages of random bytes",
            (0..<8192).map {
                UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) ^ UInt8(truncatingIfNeeded: $0 &* 167)
            }, .encrypted
        ),
        (
            "random bytes that are no pages",
            (0..<8001).map {
                UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) ^ UInt8(truncatingIfNeeded: $0 &* 167)
            }, .notADatabase
        ),
        (
            "an old format",
            Array("** This file contains an SQLite 2.1 database **\u{0}".utf8) + [UInt8](repeating: 1, count: 2000),
            .notADatabase
        ),
    ]

    @Test(arguments: noDatabases.indices, [ConnectOptions.Purpose.read, .write, .create])
    func whatIsNoDatabaseIsRefusedAndLeftAlone(_ index: Int, _ purpose: ConnectOptions.Purpose) throws {
        let (name, bytes, expected) = Self.noDatabases[index]
        folder.write("test.db", bytes)
        #expect(kind(url, purpose) == expected, "\(name)")
        #expect(try FileSystem.read(try #require(url.file)) == bytes)
        #expect(folder.names() == ["test.db"])
    }

    @Test func aDamagedFirstPageIsFoundAtOnce() {
        var bytes = database()
        for index in 100..<200 { bytes[index] = 0xFF }
        folder.write("test.db", bytes)
        #expect(kind(url) == .corrupt)
    }

    @Test(arguments: [512, 4096, 5000, 12_288]) func aFileThatWasCutOffIsCorruptOrEmptyHandedButNoCrash(_ size: Int)
        throws
    {
        folder.write("test.db", Array(database().prefix(size)))
        do throws(DriverError) {
            let connection = try backend.connect(to: url, ConnectOptions(.read))
            defer { try? connection.close() }
            #expect(try connection.selfCheck { _ in }.contains { $0.weight == .damage })
        } catch {
            #expect([.corrupt, .notADatabase].contains(error.kind))
        }
    }

    @Test func anyDamageIsAnErrorOrAFindingAndNeverACrash() throws {
        let sound = database()
        var generator = SystemRandomNumberGenerator()
        var seen = Set<String>()
        for _ in 0..<60 {
            var bytes = sound
            for _ in 0..<8 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            folder.write("test.db", bytes)
            do throws(DriverError) {
                let connection = try backend.connect(to: url, ConnectOptions(.read, isTrusted: false))
                defer { try? connection.close() }
                _ = try connection.selfCheck { _ in }
                _ = try connection.query("SELECT * FROM t ORDER BY x")
                seen.insert("read")
            } catch {
                seen.insert("\(error.kind)")
            }
        }
        #expect(
            seen.isSubset(of: [
                "read", "corrupt", "notADatabase", "encrypted", "sql", "misuse", "storage", "outOfMemory",
            ]))
    }

    // MARK: Places

    @Test(arguments: [ConnectOptions.Purpose.read, .write, .create])
    func placesThatAreNoFileHaveTheirOwnNames(_ purpose: ConnectOptions.Purpose) throws {
        mkdir(folder.path("folder"), 0o755)
        try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(kind(url("folder"), purpose) == .isFolder)
        #expect(kind(url("pipe"), purpose) == .notADatabase)
        #expect(kind(url("none/test.db"), purpose) == .missingFolder)
        #expect(kind(.sqlite("/dev/null"), purpose) == .notADatabase)
        #expect(kind(url("test.db"), purpose) == (purpose == .create ? nil : .missing))
        #expect(try backend.presence(of: url("none/test.db")) == .absent)
        #expect(throws: DriverError.self) { try backend.presence(of: url("folder")) }
    }

    @Test func aFileWithSeveralNamesIsReadButNotWritten() throws {
        folder.write("test.db", database())
        try #require(link(folder.path("test.db"), folder.path("other.db")) == 0)
        #expect(kind(url, .read) == nil)
        #expect(kind(url, .write) == .unsafe)
        #expect(kind(url("other.db"), .create) == .unsafe)
    }

    @Test func aSymbolicLinkIsTheDatabaseItLeadsTo() throws {
        folder.write("real/test.db", database())
        try #require(symlink("real/test.db", folder.path("test.db")) == 0)
        let connection = try backend.connect(to: url, ConnectOptions(.write))
        try connection.script("CREATE TABLE through_the_link (x)")
        try connection.close()
        #expect(SQLiteClient.query(folder.path("real/test.db"), "SELECT count(*) FROM through_the_link") == "0\n")
        #expect(folder.names() == ["real", "test.db"])
        #expect(folder.names(in: "real") == ["test.db"])
    }

    @Test func aURLForReadingIsNotWrittenTo() throws {
        folder.write("test.db", database())
        let readOnly = ConnectionURL(url.target, isReadOnly: true)
        #expect(kind(readOnly, .read) == nil)
        #expect(kind(readOnly, .write) == .readOnly)
        #expect(kind(readOnly, .create) == .readOnly)
        #expect(throws: DriverError.self) {
            try backend.tryLock(
                readOnly, as: LockHolder(process: 1, host: "h", command: "c", since: "s"), wait: .zero, Cancellation())
        }
        #expect(folder.names() == ["test.db"])
    }

    // MARK: The locks of others

    /// POSIX takes all locks of a process away when it closes any descriptor of the file.
    @Test func lookingAtADatabaseKeepsTheLocksOfThisProcess() throws {
        folder.write("test.db", database())
        let holder = try backend.connect(to: url, ConnectOptions(.write))
        try holder.begin()
        try holder.script("CREATE TABLE mine (x)")
        _ = try backend.presence(of: url)
        try backend.connect(to: url, ConnectOptions(.read)).close()
        try? backend.connect(to: url, ConnectOptions(.write, lockTimeout: .zero)).close()
        let intruder = SQLiteClient.query(folder.path("test.db"), "BEGIN IMMEDIATE; CREATE TABLE theirs (x); COMMIT;")
        #expect(intruder.contains("locked"))
        try holder.commit()
        try holder.close()
    }

    @Test func anExclusiveLockIsBusyAndNotDamage() throws {
        folder.write("test.db", database())
        let holder = try backend.connect(to: url, ConnectOptions(.write))
        try holder.execute("BEGIN EXCLUSIVE")
        let options = ConnectOptions(.read, lockTimeout: .milliseconds(100))
        #expect(try driverError { () throws(DriverError) in try backend.connect(to: url, options) }.kind == .busy)
    }

    // MARK: Distrust

    @Test func anUntrustedDatabaseGetsLittle() throws {
        _ = SQLiteClient.query(
            folder.path("test.db"),
            "CREATE TABLE t (x); INSERT INTO t VALUES (1); CREATE VIEW v AS SELECT load_extension('x') FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END;"
        )
        let connection = try backend.connect(to: url, ConnectOptions(.write, isTrusted: false))
        #expect(throws: DriverError.self) { try connection.query("SELECT * FROM v") }
        #expect(throws: DriverError.self) { try connection.script("ATTACH ':memory:' AS other") }
        #expect(throws: DriverError.self) { try connection.script("UPDATE sqlite_schema SET sql = ''") }
        try connection.script("INSERT INTO t VALUES (2)")
        #expect(try connection.scalar("SELECT count(*) FROM t") == .integer(2))
        #expect(try connection.scalar("PRAGMA trusted_schema") == .integer(0))
        #expect(try connection.scalar("PRAGMA cell_size_check") == .integer(1))
    }
}

/// Files and folders that this user may not write.
///
/// Root may everything, so a child runs as nobody.
@Suite(.enabled(if: geteuid() != 0 || Program.isInstalled("setpriv"), "needs another user")) struct PermissionTests {
    let folder = ScratchFolder()

    init() {
        folder.write(
            "project/martlet.yaml", "databases:\n  app:\n    url: sqlite:data/app.db\n    migrations: migrations\n")
        folder.write("project/migrations/001_a.sql", "CREATE TABLE a (x);")
        mkdir(folder.path("project/data"), 0o777)
        // Whatever the umask: nobody owns what stays writable.
        for name in ["", "project", "project/migrations"] { chmod(folder.path(name), 0o755) }
        chmod(folder.path("project/data"), 0o777)
    }

    private func martlet(_ arguments: String...) -> ProgramResult {
        let command = [MartletBinary.path] + arguments + ["--project", folder.path("project"), "--json"]
        let asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        return Program.run(
            (geteuid() == 0 ? asNobody : []) + command, in: "/", environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    private func make(_ sql: String) {
        _ = SQLiteClient.query(folder.path("project/data/app.db"), sql)
    }

    @Test func aReadOnlyFileIsReadAndNotWritten() {
        make("CREATE TABLE mine (x);")
        chmod(folder.path("project/data/app.db"), 0o444)
        #expect(martlet("status").status == 0)
        let result = martlet("migrate")
        #expect(result.status == 1)
        #expect(result.output.contains("\"read-only\""))
        #expect(SQLiteClient.query(folder.path("project/data/app.db"), "SELECT name FROM sqlite_schema") == "mine\n")
    }

    @Test func aReadOnlyFolderIsReadAndNotWritten() {
        make("CREATE TABLE mine (x);")
        chmod(folder.path("project/data/app.db"), 0o666)
        chmod(folder.path("project/data"), 0o555)
        #expect(martlet("status").status == 0)
        let result = martlet("migrate")
        #expect(result.status == 1)
        #expect(result.output.contains("\"read-only\""))
        #expect(folder.names(in: "project/data") == ["app.db"])
        chmod(folder.path("project/data"), 0o777)
    }

    @Test func aFolderInWhichNothingCanBeMadeIsSaidToBeThat() {
        chmod(folder.path("project/data"), 0o555)
        let result = martlet("migrate")
        #expect(result.status == 1)
        #expect(result.output.contains("\"read-only\""))
        chmod(folder.path("project/data"), 0o777)
    }

    @Test func aFileThatMayNotBeReadIsSaidToBeThat() {
        make("CREATE TABLE mine (x);")
        chmod(folder.path("project/data/app.db"), 0o000)
        for command in ["status", "migrate"] {
            let result = martlet(command)
            #expect(result.status == 1)
            #expect(result.output.contains("\"read-only\""))
        }
    }

    /// Without its `-shm` a database in WAL mode cannot be read where none can be made; it is there all the same.
    @Test func aWriteAheadLogInAReadOnlyFolderIsNotMissing() {
        make("PRAGMA journal_mode = WAL; CREATE TABLE mine (x);")
        chmod(folder.path("project/data"), 0o555)
        let result = martlet("status")
        #expect(!result.output.contains("no-database"))
        #expect(!result.output.contains("martlet init"))
        chmod(folder.path("project/data"), 0o777)
    }

    @Test func aMigrationThatMayNotBeReadIsNamed() {
        folder.write("project/migrations/002_b.sql", "SELECT 1;")
        chmod(folder.path("project/migrations/002_b.sql"), 0o000)
        for (command, status) in [("status", Int32(0)), ("migrate", 4)] {
            let result = martlet(command)
            #expect(result.status == status)
            #expect(result.output.contains("002_b.sql"))
        }
    }
}
