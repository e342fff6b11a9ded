import Glibc
import TestSupport
import Testing

/// Commands that make a database for a while, and are stopped while they use it.
@Suite struct ScratchSignalTests {
    /// A command that does not end by itself.
    struct Endless: Sendable, CustomTestStringConvertible {
        var arguments: [String]
        /// The file in which the endless statement is.
        var file: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    private static let commands = [
        Endless(arguments: ["diff", "migrations", "app"], file: "migrations/003_endless.sql"),
        Endless(arguments: ["diff", "app", "endless.sql", "--sql"], file: "endless.sql"),
        Endless(arguments: ["diff", "--parity", "sqlite:other.db", "endless.sql"], file: "endless.sql"),
        Endless(arguments: ["new", "more", "--from-diff", "endless.sql"], file: "endless.sql"),
    ]

    @Test("A6: a signal stops a comparison, whose scratch database goes", arguments: commands, [SIGINT, SIGTERM])
    func comparison(_ command: Endless, _ signal: Int32) throws {
        let project = try ServerProject.migrated()
        // Other tests use databases for a while on the same server.
        let mark = "\(project.database.name)_sleeps"
        project.folder.write(command.file, "CREATE TABLE n (x int);\nSELECT pg_sleep(60) AS \(mark);\n")
        expectStatus(SQLiteClient.load(project.folder.path("other.db"), "CREATE TABLE n (x int);"), 0)
        let run = MartletBinary.start(command.arguments, in: project.folder.path) ?? -1
        let session = "FROM pg_stat_activity WHERE datname LIKE '.martlet-test-%' AND query LIKE '%\(mark)%'"
        #expect(ChildProcess.waitUntil { project.sql("SELECT count(*) \(session)") == "1" })
        let scratch = project.sql("SELECT datname \(session)")
        let begun = ContinuousClock.now
        ChildProcess.signal(run, signal)
        #expect(ChildProcess.wait(run) == (signal == SIGINT ? 130 : 143))
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(project.sql("SELECT count(*) FROM pg_database WHERE datname = '\(scratch)'") == "0")
        #expect(!project.folder.names().contains { $0.contains("_more") })
    }

    @Test("A6: a signal stops documentation that waits for a lock", arguments: [SIGINT, SIGTERM])
    func documentation(_ signal: Int32) throws {
        let project = try ServerProject.migrated(settings: ["lock_timeout: 60s"])
        _ = project.sql("CREATE VIEW names AS SELECT name FROM users")
        let statement = "BEGIN; LOCK TABLE users, names; SELECT pg_sleep(60)"
        let psql = project.database.cluster.programs + "/psql"
        let holder = Program.start([psql, "-X", "-c", statement, project.database.url], in: "/") ?? -1
        #expect(ChildProcess.waitUntil { sessions(project, "wait_event = 'PgSleep'") == "1" })
        let run = MartletBinary.start(["docs", "--output", "pages"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { sessions(project, "wait_event_type = 'Lock'") == "1" })
        let begun = ContinuousClock.now
        ChildProcess.signal(run, signal)
        #expect(ChildProcess.wait(run) == (signal == SIGINT ? 130 : 143))
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(!project.folder.names().contains("pages"))
        ChildProcess.signal(holder, SIGINT)
        _ = ChildProcess.wait(holder)
    }

    private func sessions(_ project: ServerProject, _ condition: String) -> String {
        project.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND \(condition)")
    }
}
