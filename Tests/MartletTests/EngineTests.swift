import Martlet
import Synchronization
import TestSupport
import Testing

/// Martlet inside a program; what it did is asked of the `sqlite3` client.
@Suite struct EngineTests {
    private let folder = ScratchFolder()

    private func engine() throws -> Engine {
        try Engine(
            url: "sqlite:" + folder.path("app.db"), migrations: folder.path("migrations"), seeds: folder.path("seeds"))
    }

    private func write(_ count: Int) {
        for number in 1...count {
            folder.write(
                "migrations/00\(number)_t\(number).sql",
                "CREATE TABLE t\(number) (x);\n-- ROLLBACK:\n-- DROP TABLE t\(number);\n")
        }
        folder.write("seeds/001_rows.sql", "INSERT INTO t1 VALUES (1), (2);\n")
    }

    private func asked(_ sql: String) -> String { Program.run(["sqlite3", folder.path("app.db"), sql]).output }

    private var tables: String { asked("SELECT group_concat(name) FROM sqlite_schema WHERE name LIKE 't_'") }

    @Test func everyOperationIsThereAndTellsItsOutcome() async throws {
        write(2)
        let engine = try engine()
        #expect(await engine.createDatabases().exitStatus == .done)
        #expect(await engine.status(check: true).exitStatus == .answerIsNo)
        #expect(await engine.migrate(MigrationSelection(steps: 1)).exitStatus == .done)
        #expect(tables == "t1\n")
        #expect(await engine.setUp().exitStatus == .done)
        #expect(tables == "t1,t2\n" && asked("SELECT count(*) FROM t1") == "2\n")
        #expect(await engine.status(check: true).exitStatus == .done)
        #expect(await engine.check().exitStatus == .done)
        #expect(await engine.history(verify: true).databases[0].migrations?.count == 2)
        #expect(await engine.dump(.outcome).databases[0].schema?.contains("CREATE TABLE t1") == true)
        #expect(await engine.redo().exitStatus == .done)
        #expect(await engine.backup(to: folder.path("copy.db")).exitStatus == .done)
        #expect(await engine.rollback().exitStatus == .done)
        #expect(tables == "t1\n")
        #expect(await engine.stamp(MigrationVersion("002")).exitStatus == .done)
        #expect(tables == "t1\n")
        #expect(await engine.restore(folder.path("copy.db")).exitStatus == .done)
        #expect(tables == "t1,t2\n")
        #expect(await engine.repair().exitStatus == .done)
        #expect(await engine.seed(force: true).exitStatus == .done)
        #expect(asked("SELECT count(*) FROM t1") == "4\n")
        #expect(await engine.reset(seeds: true).exitStatus == .done)
        #expect(asked("SELECT count(*) FROM t1") == "2\n")
        #expect(await engine.reset(leavesEmpty: true).exitStatus == .done)
        #expect(tables == "\n")
    }

    @Test func aDryRunPlansAndChangesNothing() async throws {
        write(2)
        let outcome = await (try engine()).dryRun.migrate()
        #expect(outcome.databases[0].plan?.steps.count == 2)
        #expect(Program.run(["test", "-e", folder.path("app.db")]).status == 1)
    }

    @Test func aProjectIsFoundAndItsVariablesAreTheCallers() async throws {
        write(1)
        folder.write(
            "martlet.yaml", "project: shop\ndatabases:\n  shop:\n    url: sqlite:${PLACE}\n    migrations: migrations\n"
        )
        let engine = try Engine(project: folder.path, environment: ["PLACE": "app.db"])
        #expect(await engine.migrate().databases.map(\.name) == ["shop"])
        #expect(tables == "t1\n")
        let error = #expect(throws: MartletError.self) { try Engine(project: folder.path, databases: ["shpo"]) }
        #expect(error?.diagnostics.map(\.code) == [.unknownDatabase])
    }

    @Test func aFailureIsAnOutcomeAndNothingIsThrown() async throws {
        write(1)
        folder.write("migrations/002_bad.sql", "CREATE TABLE t2 (x);\nCREATE TABEL t3 (x);\n")
        let outcome = await (try engine()).migrate()
        #expect(outcome.exitStatus == .failed && outcome.allDiagnostics.map(\.code) == [.sql])
        #expect(tables == "t1\n")
    }

    @Test(.timeLimit(.minutes(1))) func cancellingTheTaskInterruptsTheStatement() async throws {
        write(1)
        folder.write(
            "migrations/002_long.sql",
            "CREATE TABLE t2 AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n;\n"
        )
        var engine = try engine()
        let (started, signal) = AsyncStream.makeStream(of: Void.self)
        engine.context.events = { event in
            if case .started(_, _, "002", _) = event { signal.yield() }
        }
        let task = Task { [engine] in await engine.migrate() }
        for await _ in started { break }
        task.cancel()
        let outcome = await task.value
        #expect(outcome.allDiagnostics.map(\.code) == [.interrupted])
        // The first was in the same transaction, which SQLite gives up as a whole.
        #expect(tables == "\n")
        #expect(await engine.dryRun.migrate().databases[0].plan?.steps.count == 2)
    }

    @Test func operationsOfSeveralEnginesRunAtTheSameTime() async throws {
        let folders = (0..<8).map { _ in ScratchFolder() }
        await withTaskGroup(of: Outcome?.self) { group in
            for folder in folders {
                folder.write("migrations/001_a.sql", "CREATE TABLE a (x);\n")
                let (url, migrations) = ("sqlite:" + folder.path("app.db"), folder.path("migrations"))
                group.addTask { await (try? Engine(url: url, migrations: migrations))?.migrate() }
            }
            for await outcome in group { #expect(outcome?.exitStatus == .done) }
        }
    }
}
