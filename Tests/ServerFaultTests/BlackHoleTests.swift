import Glibc
import TestSupport
import Testing

/// A network that swallows everything: no answer, no refusal, on either side.
@Suite struct BlackHoleTests {
    private static let endless = "CREATE TABLE n (x int);\nSELECT pg_sleep(300);\n"

    private let network: PrivateNetwork
    private let project: ServerProject

    init() throws {
        network = try PrivateNetwork()
        project = try ServerProject(database: FreshDatabase(on: network.cluster))
        expectStatus(project.martlet("migrate"), 0)
    }

    /// Runs it over the network until that swallows everything, and then to its end.
    /// - Parameters:
    ///   - statement: what says that the moment has come, asked over the socket.
    private func swallowed(_ arguments: [String], when statement: String) throws -> String {
        let (url, error) = (network.url(project.database.name), project.folder.path("error"))
        let run = try #require(
            Program.start(
                network.inside + [MartletBinary.path] + arguments + ["--url", url], in: project.folder.path,
                environment: MartletBinary.quietEnvironment, error: error))
        defer { ChildProcess.signal(run, SIGKILL) }
        #expect(ChildProcess.waitUntil { project.sql(statement) == "t" }, "\(TextFile.read(error) ?? "")")
        #expect(network.swallow(true))
        var status: Int32 = 0
        var tenths = 0
        while waitpid(run, &status, WNOHANG) == 0, tenths < 600 {
            usleep(100_000)
            tenths += 1
        }
        #expect(tenths < 600, "it goes on")
        #expect(status == 5 << 8)
        return TextFile.read(error) ?? ""
    }

    /// What other sessions of the database do.
    private static func session(_ condition: String) -> String {
        """
        SELECT count(*) > 0 FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND \(condition)
        """
    }

    /// The server hears as little: it notices by itself, or the lock stays for hours.
    private func expectEverythingFree(sourceLocation: SourceLocation = #_sourceLocation) {
        let sessions = Self.session("backend_type = 'client backend'")
        // Counted, and not timed: whoever stops this process for a while stops the server as well.
        for _ in 0..<300 where project.sql(sessions) == "t" { usleep(200_000) }
        #expect(project.sql(sessions) == "f", "the server keeps the sessions", sourceLocation: sourceLocation)
        #expect(project.sql("SELECT to_regclass('n') IS NULL") == "t", sourceLocation: sourceLocation)
        #expect(network.swallow(false), sourceLocation: sourceLocation)
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x int);\n")
        let next = MartletBinary.run(
            ["migrate", "--wait", "0s", "--url", network.url(project.database.name)], in: project.folder.path,
            under: network.inside)
        expectStatus(next, 0)
        #expect(project.applied == "001 002 003", sourceLocation: sourceLocation)
    }

    @Test("A9: while a statement runs: noticed on both sides in half a minute, and the lock is free")
    func whileAStatementRuns() throws {
        project.folder.write("migrations/003_endless.sql", Self.endless)
        let said = try swallowed(
            ["migrate"], when: Self.session("query LIKE '%pg_sleep(300)%' AND wait_event = 'PgSleep'"))
        expect(said, contains: "error[out-of-reach]: the connection to the server is lost: ")
        // The server was not to be asked: it may have gone on to the commit.
        expect(
            said, contains: "what of 003 is done is not certain, martlet status tells when the server can be reached")
        expectEverythingFree()
    }

    @Test("A9: while it waits for its turn") func whileItWaits() throws {
        project.folder.write("migrations/003_endless.sql", Self.endless)
        let other = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
        #expect(ChildProcess.waitUntil { project.sql(Self.session("wait_event = 'PgSleep'")) == "t" })
        // Not before it asks for the lock: a session that has done nothing yet has no settings of Martlet's either.
        let said = try swallowed(
            ["migrate", "--wait", "5m"],
            when: Self.session("client_port > 0 AND query LIKE '%pg_try_advisory_lock%'"))
        expect(said, contains: "error[out-of-reach]")
        ChildProcess.end(other)
        expectEverythingFree()
    }
}
