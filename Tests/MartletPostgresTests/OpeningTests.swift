import DriverTestSupport
import Glibc
import MartletCore
import TestSupport
import Testing

@testable import MartletPostgres

/// Connecting: what is set, and what can stand in the way.
@Suite struct PostgresOpeningTests {
    let database: FreshDatabase
    let backend = PostgresBackend()

    init() throws { database = try FreshDatabase() }

    private func url(_ text: String? = nil) throws -> ConnectionURL {
        try ConnectionURL.parse(text ?? database.url, relativeTo: "/")
    }

    private func connect(
        _ text: String? = nil, _ purpose: ConnectOptions.Purpose = .write
    ) throws -> any Driver { try backend.connect(to: url(text), ConnectOptions(purpose)) }

    private func failure(_ text: String, _ purpose: ConnectOptions.Purpose = .write) throws -> DriverError {
        let url = try url(text)
        return try driverError { () throws(DriverError) in try backend.connect(to: url, ConnectOptions(purpose)) }
    }

    /// A role of this test's own, with what it may do.
    private func makeRole(_ rights: String = "LOGIN") throws -> String {
        let name = "role_\(database.name)"
        let made = database.psql("CREATE ROLE \(name) \(rights)")
        try #require(made.status == 0, "\(made.everything)")
        return name
    }

    private func removeRole(_ name: String) {
        _ = database.psql("DROP OWNED BY \(name)")
        database.remove()
        _ = database.cluster.psql("postgres", "DROP ROLE \(name)")
    }

    // MARK: Settings

    @Test(arguments: [
        ("application_name", "martlet"), ("client_encoding", "UTF8"), ("client_connection_check_interval", "1s"),
        ("lock_timeout", "5s"), ("statement_timeout", "0"), ("idle_session_timeout", "0"),
        ("standard_conforming_strings", "on"), ("default_transaction_read_only", "off"), ("synchronous_commit", "off"),
    ]) func aSessionIsSetUp(_ name: String, _ value: String) throws {
        defer { database.remove() }
        let connection = try connect()
        #expect(try connection.scalar("SHOW \(name)") == .text(value))
        #expect(connection.server.name == "PostgreSQL" && connection.server.engine == "postgresql")
        #expect(connection.server.version.first?.isNumber == true && !connection.server.version.contains(" "))
        _ = try? connection.script("SET \(name) = DEFAULT")
        try connection.resetSession()
        #expect(try connection.scalar("SHOW \(name)") == .text(value))
    }

    @Test("B8: the settings of a role do not stop a migration") func theSettingsOfARoleDoNotStopAMigration() throws {
        let role = try makeRole()
        defer { removeRole(role) }
        for setting in [
            "statement_timeout = '100ms'", "idle_in_transaction_session_timeout = '100ms'", "lock_timeout = '1ms'",
            "default_transaction_isolation = 'serializable'", "standard_conforming_strings = off",
        ] {
            #expect(database.psql("ALTER ROLE \(role) SET \(setting)").status == 0)
        }
        #expect(database.psql("GRANT CREATE ON SCHEMA public TO \(role)").status == 0)
        let connection = try connect(database.url(as: role))
        try connection.begin()
        #expect(try connection.scalar("SHOW transaction_isolation") == .text("read committed"))
        try connection.script("SELECT pg_sleep(0.3)")
        usleep(300_000)
        try connection.script("CREATE TABLE t (x text DEFAULT 'a\\')")
        try connection.commit()
    }

    @Test("B8: a role that may only read is found before anything is run")
    func aRoleThatMayOnlyReadIsFoundBeforeAnythingIsRun() throws {
        let role = try makeRole()
        defer { removeRole(role) }
        #expect(database.psql("ALTER ROLE \(role) SET default_transaction_read_only = on").status == 0)
        let error = try failure(database.url(as: role))
        #expect(error.kind == .readOnly)
        #expect(error.message.contains("default_transaction_read_only"))
        try connect(database.url(as: role), .read).close()
        try connect(database.url(as: role, "options=-c%20default_transaction_read_only%3Doff")).close()
    }

    @Test(arguments: [
        ("", false), ("SET search_path = public, pg_catalog", true), ("SET role = pg_monitor", true),
        ("SET work_mem = '5MB'", false),
    ])
    func aSessionThatIsSetUpUnusuallyIsPutRightAroundEachScript(_ setting: String, _ isUnusual: Bool) throws {
        let role = try makeRole()
        defer { removeRole(role) }
        #expect(database.psql("GRANT pg_monitor TO \(role)").status == 0)
        if !setting.isEmpty { #expect(database.psql("ALTER ROLE \(role) \(setting)").status == 0) }
        let connection = try #require(connect(database.url(as: role)) as? any ServerDriver)
        #expect(connection.mayHaveTraces == isUnusual)
    }

    @Test(arguments: [("standard_conforming_strings", "off", "on"), ("statement_timeout", "7s", "0")])
    func whatIsUnusuallySetIsPutRightByEveryReset(_ name: String, _ unusual: String, _ wanted: String) throws {
        let role = try makeRole()
        defer { removeRole(role) }
        #expect(database.psql("ALTER ROLE \(role) SET \(name) = '\(unusual)'").status == 0)
        let statement = "SET \(name) = '\(wanted)'"
        let usual = try #require(connect() as? any ServerDriver)
        #expect(!usual.resetStatements.contains(statement))
        let connection = try #require(connect(database.url(as: role)) as? any ServerDriver)
        #expect(connection.resetStatements.contains(statement))
        _ = try connection.runBatch(connection.resetStatements.map { .own($0) }, within: nil)
        #expect(try connection.scalar("SHOW \(name)") == .text(wanted))
    }

    @Test("C13: the own tables are where they are, whatever a script sets")
    func theOwnTablesAreWhereTheyAreWhateverAScriptSets() throws {
        defer { database.remove() }
        #expect(database.psql("CREATE SCHEMA app").status == 0)
        let connection = try connect(database.url("options=-c%20search_path%3Dapp,none,public"))
        #expect(connection.qualified("h\"x") == "\"app\".\"h\"\"x\"")
        try connection.execute("CREATE TABLE \(connection.qualified("h")) (x int)")
        for path in ["pg_catalog", "''", "public, pg_catalog"] {
            try connection.script("SET search_path = \(path)")
            #expect(try connection.tableNames() == ["h"])
            #expect(try connection.columnNames(of: "h") == ["x"])
        }
        let explicit = try backend.connect(to: url(), ConnectOptions(.write, schema: "app"))
        #expect(try explicit.tableNames() == ["h"])
        #expect(try self.connect().tableNames().isEmpty)
    }

    @Test func aSchemaThatWouldBePassedOverIsAskedFor() throws {
        let role = try makeRole()
        defer { removeRole(role) }
        #expect(database.psql("CREATE SCHEMA \"Closed One\"").status == 0)
        let absent = try failure(database.url(as: role, "options=-c%20search_path%3DApp,public"))
        #expect(absent.kind == .noSchema && absent.kind.code == .noSchema)
        #expect(
            absent.message == "the schema app, with which the search path begins, does not exist: App,public")
        #expect(
            absent.help
                == "make it: CREATE SCHEMA \"app\"; or change the search path, which is set by options in the URL, "
                + "the service or PGOPTIONS")
        #expect(database.psql("ALTER ROLE \(role) SET search_path = '$user', 'Closed One', public").status == 0)
        let closed = try failure(database.url(as: role))
        #expect(closed.kind == .noSchema && closed.message.contains("Closed One"))
        #expect(
            closed.help
                == "have its owner run: GRANT USAGE, CREATE ON SCHEMA \"Closed One\" TO \"\(role)\"; "
                + "or change the search path, which is set by ALTER ROLE")
        // Whoever only looks may look.
        try connect(database.url(as: role), .read).close()
        #expect(database.psql("CREATE SCHEMA AUTHORIZATION \(role)").status == 0)
        try connect(database.url(as: role)).close()
        for path in ["pg_temp,public", "%22%22", "%22public%22", "public,nowhere", "pg_catalog"] {
            try connect(database.url("options=-csearch_path%3D\(path)")).close()
        }
    }

    @Test(arguments: [
        ("\"$user\", public", ["$user", "public"]), ("App,  b", ["app", "b"]), ("\"\"", [""]), ("", []),
        ("\"My \"\"own\"\", x\", É", ["My \"own\", x", "É"]), ("a-b", ["a-b"]),
    ])
    func theSearchPathIsReadAsTheServerReadsIt(_ text: String, _ names: [String]) {
        #expect(SearchPath(text).names == names)
    }

    @Test func aDatabaseThatIsMadeHasTheFirstSchema() throws {
        let name = FreshDatabase.newName()
        let text = database.url("options=-csearch_path%3D%22The-app%22,public").replacing(
            "/\(database.name)?", with: "/\(name)?")
        defer {
            database.remove()
            _ = database.cluster.psql("postgres", "DROP DATABASE \(name)")
        }
        let connection = try connect(text, .create)
        #expect(connection.qualified("h") == "\"The-app\".\"h\"")
        try connection.close()
        let scratch = try backend.makeScratch(beside: url(text), copyOf: nil)
        let inside = try backend.connect(to: scratch.url, ConnectOptions(.write))
        #expect(inside.qualified("h") == "\"The-app\".\"h\"")
        try inside.close()
        scratch.remove()
    }

    @Test("I3: a hostile schema is not asked") func aHostileSchemaIsNotAsked() throws {
        defer { database.remove() }
        #expect(
            database.psql(
                """
                CREATE TABLE hit (x int);
                CREATE FUNCTION public.trap(name, name) RETURNS boolean LANGUAGE sql AS 'INSERT INTO public.hit VALUES (1); SELECT true';
                CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.trap);
                CREATE FUNCTION public.current_schema() RETURNS name LANGUAGE sql AS $$SELECT 'trap'::name$$;
                """
            ).status == 0)
        let connection = try connect(database.url("options=-c%20search_path%3Dpublic,pg_catalog"))
        #expect(try connection.tableNames() == ["hit"])
        #expect(try connection.columnNames(of: "hit") == ["x"])
        _ = try connection.selfCheck { _ in }
        #expect(connection.qualified("a") == "\"public\".\"a\"")
        #expect(database.text("SELECT count(*) FROM hit") == "0")
    }

    // MARK: What stands in the way

    @Test func noSuchDatabase() throws {
        defer { database.remove() }
        let name = FreshDatabase.newName()
        let text = database.url.replacing("/\(database.name)?", with: "/\(name)?")
        #expect(try failure(text).kind == .missing)
        #expect(try backend.presence(of: url(text)) == .absent)
        #expect(try backend.presence(of: url()) == .present)
        try connect(text, .create).close()
        #expect(try backend.presence(of: url(text)) == .present)
        try backend.create(url(text))
        _ = database.cluster.psql("postgres", "DROP DATABASE \(name)")
    }

    @Test func aRoleThatMayNotMakeADatabaseGetsTheStatementForOneThatMay() throws {
        let role = try makeRole()
        defer { removeRole(role) }
        let name = "New \"one\""
        let text = "postgres://\(role)@/New%20%22one%22?host=\(database.cluster.socketFolder)"
        let error = try failure(text, .create)
        #expect(error.kind == .accessDenied)
        #expect(error.message == "the database \(name) does not exist, and the role \(role) may not make it")
        #expect(
            error.help
                == "have an administrator run: CREATE DATABASE \"New \"\"one\"\"\" OWNER \"\(role)\";")
    }

    @Test func aRoleThatIsNotLetIn() throws {
        defer { database.remove() }
        let error = try failure(database.url(as: "nobody_at_all"))
        #expect(error.kind == .accessDenied)
        #expect(error.serverCode == "28000")
        #expect(error.message.contains("nobody_at_all") && !error.message.contains("28000"))
        #expect(!error.message.contains("LOCATION"))
    }

    @Test func tooManyConnections() throws {
        let role = try makeRole("LOGIN CONNECTION LIMIT 1")
        defer { removeRole(role) }
        let first = try connect(database.url(as: role))
        let error = try failure(database.url(as: role))
        #expect(error.kind == .unreachable && error.serverCode == "53300")
        try first.close()
    }

    @Test(arguments: [
        ("postgres:///x?host=/nowhere", DriverError.Kind.unreachable, "No such file or directory"),
        ("postgres://127.0.0.1:1/x", .unreachable, "Connection refused"),
        ("postgres://localhost:1,127.0.0.1:1/x", .unreachable, "Connection refused"),
        ("postgres://no-such-host.invalid/x", .unreachable, "could not translate host name"),
        ("postgres://?service=no-such-service", .badURL, "no-such-service"),
        ("postgres://localhost/x?gssencmode=nonsense", .unreachable, ""),
        ("postgres://localhost/x?connect_timeout=1&hostaddr=10.0.0.1,10.0.0.2", .badURL, "could not match"),
        ("postgres://192.0.2.1/x?sslmode=prefer", .insecure, "192.0.2.1"),
        ("postgres://localhost,192.0.2.1/x?sslmode=allow", .insecure, "192.0.2.1"),
    ]) func aServerThatCannotBeReached(_ text: String, _ kind: DriverError.Kind, _ words: String) throws {
        defer { database.remove() }
        let error = try failure(text)
        #expect(error.kind == kind, "\(error.message)")
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() throws {
        defer { database.remove() }
        // Takes the connection and says nothing.
        let folder = ScratchFolder()
        let script =
            "import socket, time; s = socket.socket(socket.AF_UNIX); s.bind('.s.PGSQL.5432'); s.listen(); time.sleep(60)"
        let pid = Program.start(["python3", "-c", script], in: folder.path) ?? -1
        defer {
            ChildProcess.signal(pid, SIGKILL)
            _ = ChildProcess.wait(pid)
        }
        #expect(ChildProcess.waitUntil { folder.has(".s.PGSQL.5432") })
        let begun = ContinuousClock.now
        let error = try failure("postgres:///x?host=\(folder.path)&connect_timeout=2")
        #expect(error.kind == .unreachable)
        #expect(ContinuousClock.now - begun < .seconds(6))
    }

    @Test func aURLForReadingIsNotWrittenThrough() throws {
        defer { database.remove() }
        let text = database.url("mode=ro")
        #expect(try failure(text).kind == .readOnly)
        #expect(try failure(text, .create).kind == .readOnly)
        try connect(text, .read).close()
    }

    // MARK: Passwords

    @Test("I4: a password is used and not shown") func aPasswordIsUsedAndNotShown() throws {
        let role = try makeRole("LOGIN PASSWORD 'canary'")
        let cluster = database.cluster
        // For this role only, before the line that lets in everybody.
        let rules = cluster.dataFolder + "/pg_hba.conf"
        let before = TextFile.read(rules) ?? ""
        TextFile.write("local \(database.name) \(role) scram-sha-256\n" + before, to: rules)
        _ = database.psql("SELECT pg_reload_conf()")
        defer {
            TextFile.write(before, to: rules)
            _ = database.psql("SELECT pg_reload_conf()")
            removeRole(role)
        }
        let place = "@/\(database.name)?host=\(cluster.socketFolder)"
        #expect(ChildProcess.waitUntil { (try? failure("postgres://\(role)\(place)").kind) == .accessDenied })
        try connect("postgres://\(role):canary\(place)").close()
        let wrong = try failure("postgres://\(role):canary2\(place)")
        #expect(wrong.kind == .accessDenied && wrong.serverCode == "28P01")
        let none = try failure("postgres://\(role)\(place)")
        #expect(none.help?.contains("PGPASSWORD") == true)
        var shown = ""
        dump(wrong, to: &shown)
        dump(MartletError(wrong), to: &shown)
        #expect(!shown.contains("canary"))
    }

    // MARK: Losing it

    @Test func aSessionThatIsEndedIsAConnectionLost() throws {
        defer { database.remove() }
        let connection = try connect()
        let process = try #require(connection.query("SELECT pg_backend_pid()").first?.integer(0))
        try connection.begin()
        try connection.script("CREATE TABLE t (x int)")
        inAThread(after: .milliseconds(200)) { [database = Unchecked(database)] in
            _ = database.value.psql("SELECT pg_terminate_backend(\(process))")
        }
        let error = try driverError { () throws(DriverError) in try connection.script("SELECT pg_sleep(20)") }
        #expect(error.kind == .connectionLost && error.kind.code == .outOfReach)
        #expect(error.serverCode == "57P01")
        #expect(error.transactionLost && !error.isCommitUnknown)
        #expect(!connection.isInTransaction)
        #expect(
            try driverError { () throws(DriverError) in try connection.query("SELECT 1") }.kind == .connectionLost)
        #expect(database.text("SELECT to_regclass('t') IS NULL") == "t")
    }

    @Test(arguments: [(SIGTERM, false), (SIGKILL, true)])
    func aCommitWhoseAnswerIsLostIsUnknown(_ signal: Int32, _ isUnknown: Bool) throws {
        // A server that loses a session to a signal ends all the others.
        let cluster = try PostgresCluster()
        defer {
            cluster.stop()
            database.remove()
        }
        let connection = try connect("postgres://postgres@/postgres?host=\(cluster.socketFolder)")
        let process = try #require(connection.query("SELECT pg_backend_pid()").first?.integer(0))
        let server = try #require(connection as? any ServerDriver)
        inAThread(after: .milliseconds(200)) { kill(pid_t(process), signal) }
        let error = try driverError { () throws(DriverError) in
            try server.runBatch([.own("BEGIN"), .own("SELECT pg_sleep(20)"), .own("COMMIT")], within: nil)
        }
        #expect(error.kind == .connectionLost)
        #expect(error.isCommitUnknown == isUnknown)
        #expect(error.message.hasPrefix("the connection to the server is lost: "))
    }
}

/// A value that another thread uses while this one does not.
private struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
