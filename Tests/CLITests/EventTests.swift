import Glibc
import TestSupport
import Testing

/// `--format ndjson`: events while they happen, one JSON document a line, the outcome last.
@Suite struct EventTests {
    /// What was printed, line by line: events, and the outcome behind them.
    private struct Stream {
        var events: [String]
        var outcome: String

        init(_ text: String) throws {
            var lines = text.split(separator: "\n").map(String.init)
            outcome = try #require(lines.last, "nothing was printed")
            lines.removeLast()
            events = lines
            #expect(text.hasSuffix("\n"), "the last line has no end")
        }

        var names: [String] { events.compactMap { $0.firstMatch(of: /"event":"([a-z]+)"/).map { String($0.1) } } }

        func validate() throws {
            if !events.isEmpty { expectStatus(try JSONSchema.event.validate(lines: events), 0) }
            expectStatus(try JSONSchema.outcome.validate(lines: [outcome]), 0)
        }
    }

    /// The names of all events, as the schema has them.
    private static let allNames: Set<String> = {
        let text = TextFile.read(JSONSchema.event.path) ?? ""
        let list = text.firstMatch(of: /"event": \{"enum": \[([^\]]*)\]/).map { String($0.1) } ?? ""
        return Set(list.matches(of: /"([a-z]+)"/).map { String($0.1) })
    }()

    /// A migration without a transaction, which is finished at once, and one without an end.
    private static func busyProject() -> ScratchProject {
        ScratchProject([
            "migrations/001_first.sql": "-- martlet: transaction=none\nCREATE TABLE a (x INTEGER);\n",
            "migrations/002_endless.sql": """
            CREATE TABLE n (x INTEGER);
            INSERT INTO n WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c WHERE x < 0;

            """,
        ])
    }

    @Test(arguments: JSONSchema.allCases)
    func theSchemasAreSchemas(_ schema: JSONSchema) throws { expectStatus(try schema.validateItself(), 0) }

    @Test func everyLineOfEveryCommandIsInTheSchema() throws {
        let project = ScratchProject(ScratchProject.seeded)
        project.folder.write("migrations/003_wrong.sql", "CREATE TABEL c (x);\n")
        var events: [String] = []
        var outcomes: [String] = []
        let commands = [
            "init", "status", "plan", "migrate --to 002", "migrate", "redo --yes", "seed", "setup",
            "rollback --yes", "rollback", "check", "history --log 9", "dump", "backup", "backup --output copy.db",
            "restore copy.db --yes", "reset --yes", "stamp 002", "stamp 009", "repair", "completions fish",
            "completions --list versions", "version", "help", "help migrate", "migrate --dry-run", "nonsense",
            "status --nonsense", "", "restore nothing.db", "new more", "migrate", "--project /nowhere status",
            "migrate --to",
        ]
        for command in commands {
            let arguments = command.split(separator: " ").map(String.init) + ["--format", "ndjson"]
            let result = MartletBinary.run(arguments, in: project.folder.path)
            let stream = try Stream(result.output)
            events += stream.events
            outcomes.append(stream.outcome)
            #expect(stream.outcome.contains("\"exit_code\":\(result.status),"), "\(command): \(result.everything)")
        }
        #expect(events.count > 20)
        expectStatus(try JSONSchema.event.validate(lines: events), 0)
        expectStatus(try JSONSchema.outcome.validate(lines: outcomes), 0)
    }

    @Test func aRunTellsOfEachStep() throws {
        let result = ScratchProject(ScratchProject.seeded).martlet("setup", "--format", "ndjson")
        expectStatus(result, 0)
        #expect(result.error == "")
        let stream = try Stream(result.output)
        #expect(stream.names.first == "planned")
        #expect(stream.names.count { $0 == "started" } == 4 && stream.names.count { $0 == "finished" } == 4)
        #expect(stream.outcome.contains("\"schema\":\"martlet/1\""))
        try stream.validate()
    }

    /// What is heard while the run goes on, and how it ends when it is interrupted.
    @Test(arguments: [SIGINT, SIGTERM]) func eventsComeWhileTheRunGoesOn(_ signal: Int32) throws {
        let project = Self.busyProject()
        let output = project.folder.path("output")
        let pid = ChildProcess.start(["migrate", "--format", "ndjson"], in: project, output: output)
        let isHeard = ChildProcess.waitUntil {
            let text = TextFile.read(output) ?? ""
            return text.contains("\"event\":\"finished\"")
                && text.contains("\"event\":\"started\",\"kind\":\"apply\",\"subject\":\"002\"")
        }
        #expect(isHeard, "\(TextFile.read(output) ?? "")")
        // It cannot have ended, as it has no end.
        #expect(kill(pid, 0) == 0)
        #expect(TextFile.read(output)?.contains("martlet/1") == false)
        kill(pid, signal)
        let status = ChildProcess.wait(pid)
        #expect(status == (signal == SIGINT ? 130 : 143))
        let stream = try Stream(TextFile.read(output) ?? "")
        #expect(stream.outcome.contains("\"exit_code\":\(status),"))
        #expect(stream.outcome.contains("\"code\":\"interrupted\""))
        try stream.validate()
    }

    @Test func whoWaitsTellsForWhom() throws {
        let project = Self.busyProject()
        let holder = ChildProcess.start(["migrate"], in: project)
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        let result = project.martlet("migrate", "--wait", "100ms", "--format", "ndjson")
        expectStatus(result, 6)
        let stream = try Stream(result.output)
        #expect(stream.events.contains { $0.contains("\"event\":\"waiting\"") && $0.contains("\"process\":\(holder)") })
        try stream.validate()
        kill(holder, SIGINT)
        #expect(ChildProcess.wait(holder) == 130)
    }

    @Test func aLongStepTellsHowFarItIs() throws {
        let rows = String(repeating: "INSERT INTO a VALUES (1);\n", count: 400_000)
        let project = ScratchProject(["migrations/001_a.sql": "CREATE TABLE a (x INTEGER);\n" + rows])
        let result = project.martlet("migrate", "--format", "ndjson")
        expectStatus(result, 0)
        let stream = try Stream(result.output)
        #expect(stream.names.contains("progress"))
        try stream.validate()
    }

    /// The page, the schema and the program name the same events.
    @Test func everyEventIsOnItsPage() throws {
        #expect(Self.allNames.count == 10)
        let page = try #require(TextFile.read(MartletBinary.packageRoot + "/docs/reference/json.md"))
        #expect(Set(page.matches(of: /\n### `([a-z]+)`/).map { String($0.1) }) == Self.allNames)
        let source = try #require(
            TextFile.read(MartletBinary.packageRoot + "/Sources/CLI/Engine/EventReporter.swift"))
        #expect(Set(source.matches(of: /console\.event\("([a-z]+)"\)/).map { String($0.1) }) == Self.allNames)
    }

    /// It is what one goes back to if the run takes long and is stopped.
    @Test func aBackupBeforeARunIsToldWhenItIsWritten() throws {
        let project = ScratchProject.migrated(settings: ["backup: {before: [migrate]}"])
        project.folder.write("migrations/003_more.sql", "CREATE TABLE more (x INTEGER);\n")
        let stream = try Stream(project.martlet("migrate", "--format", "ndjson").output)
        try stream.validate()
        #expect(stream.names.filter { $0 != "working" } == ["wrote", "planned", "started", "finished"])
        #expect(stream.events.contains { $0.contains("\"file\":\"backups/app_before_migrate_") })
        expect(stream.outcome, contains: "\"files\":[\"backups/app_before_migrate_")
        project.folder.write("migrations/004_more.sql", "CREATE TABLE once_more (x INTEGER);\n")
        let lines = project.martlet("migrate").output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("wrote backups/app_before_migrate_") == true, "\(lines)")
        #expect(lines.count { $0.contains("wrote") } == 1 && lines.count == 3, "\(lines)")
        // Whoever wants to hear of failures only, hears of it with the failure.
        project.folder.write("migrations/005_wrong.sql", "CREATE TABEL c (x);\n")
        let failed = project.martlet("migrate", "--quiet")
        expectStatus(failed, 1)
        #expect(failed.output.split(separator: "\n").count { $0.contains("wrote backups/") } == 1, "\(failed.output)")
    }

    @Test func theSchemaRefusesWhatIsNotInIt() throws {
        let stream = try Stream(ScratchProject().martlet("migrate", "--format", "ndjson").output)
        let started = try #require(stream.events.first { $0.contains("\"started\"") })
        let wrong = [
            started.replacing("\"subject\"", with: "\"subjekt\""), started.replacing("{", with: "{\"more\":1,"),
            started.replacing("\"started\"", with: "\"begun\""), started.replacing("\"apply\"", with: "\"applying\""),
            started.replacing("\"started\"", with: "\"finished\""), started.replacing(/"at":"[^"]*",/, with: ""),
        ]
        for text in wrong {
            #expect(text != started)
            #expect(try JSONSchema.event.validate(lines: [text]).status == 1, "accepted: \(text)")
        }
    }

    /// A check of a large database takes long, and is stopped like everything else; so does the proof of a copy.
    @Test(arguments: [
        (["check"], "integrity_check", SIGINT), (["restore", "copy.db", "--yes"], "proving the backup", SIGINT),
        (["restore", "copy.db", "--yes"], "proving the backup", SIGTERM),
    ])
    func anInterruptedCheckEndsWithItsOutcome(_ command: [String], _ moment: String, _ signal: Int32) throws {
        let project = ScratchProject.migrated()
        let rows = """
            CREATE TABLE big (id INTEGER PRIMARY KEY, a INTEGER, b TEXT);
            INSERT INTO big WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000000)
                SELECT x, x * 7919 % 2000003, x FROM c;
            CREATE INDEX big_a ON big (a);
            """
        #expect(project.sql(rows) == "")
        #expect(Program.run(["cp", project.database, project.folder.path("copy.db")]).status == 0)
        let output = project.folder.path("output")
        let pid = ChildProcess.start(command + ["--format", "ndjson"], in: project, output: output)
        #expect(ChildProcess.waitUntil { TextFile.read(output)?.contains(moment) == true })
        ChildProcess.signal(pid, signal)
        #expect(ChildProcess.wait(pid) == (signal == SIGINT ? 130 : 143))
        let stream = try Stream(TextFile.read(output) ?? "")
        #expect(stream.outcome.contains("\"code\":\"interrupted\""), "\(stream.outcome)")
        try stream.validate()
    }
}
