import MartletSQLite
import SQLText
import Synchronization
import TestSupport
import Testing

@testable import MartletCore

/// A project of SQLite databases in a folder of its own, and the operations on it.
///
/// What Martlet did is asked of the `sqlite3` client.
final class Workshop {
    let folder: TemporaryFolder
    var project: Project
    var backend: any Backend = SQLiteBackend()
    let cancellation = Cancellation()
    let events = EventLog()
    var wait: Duration = .seconds(10)
    /// Migrations of more bytes are not held in memory.
    var largeFile = LargeFile.threshold

    init(_ databases: String...) throws {
        folder = try TemporaryFolder()
        let root = folder.path
        let targets = (databases.isEmpty ? ["app"] : databases).map { name in
            var target = DatabaseTarget(
                name: name, url: .sqlite(root.appending(name + ".db")),
                migrations: root.appending("migrations/" + name),
                seeds: root.appending("seeds/" + name), backups: root.appending("backups"))
            target.lockTimeout = .milliseconds(500)
            return target
        }
        project = Project(name: "workshop", root: root, databases: targets)
        for target in targets {
            try FileSystem.createFolders(target.migrations)
            try FileSystem.createFolders(root.appending("seeds/" + target.name))
        }
    }

    // MARK: Files

    /// Writes a migration: `001_x.sql` under the database's folder.
    @discardableResult
    func migration(_ name: String, _ sql: String, in database: String = "app") throws -> FilePath {
        try folder.write(sql, to: "migrations/\(database)/\(name).sql")
    }

    func removeMigration(_ name: String, in database: String = "app") throws {
        try FileSystem.remove(folder.path.appending("migrations/\(database)/\(name).sql"))
    }

    func seed(_ name: String, _ sql: String, in database: String = "app") throws {
        try folder.write(sql, to: "seeds/\(database)/\(name).sql")
    }

    /// Changes what is set for every database.
    func configure(_ change: (inout DatabaseTarget) -> Void) {
        for index in project.databases.indices { change(&project.databases[index]) }
    }

    // MARK: Operations

    func context(dryRun: Bool = false) -> OperationContext {
        var context = OperationContext(
            project: project, backend: { [backend] _ in backend }, by: "tester@host",
            clock: .fixed(Timestamp(seconds: 1_800_000_000)), wait: wait, isDryRun: dryRun,
            cancellation: cancellation, events: { [events] in events.append($0) })
        context.largeFile = largeFile
        return context
    }

    @discardableResult
    func migrate(
        to target: String? = nil, steps: Int? = nil, outOfOrder: Bool = false, dryRun: Bool = false
    ) -> Outcome {
        let selection = MigrationSelection(
            to: target.map(MigrationVersion.init), steps: steps, allowsOutOfOrder: outOfOrder)
        return MigrateOperation(context(dryRun: dryRun), selection).run()
    }

    @discardableResult
    func rollback(_ extent: RollbackOperation.Extent, fromDisk: Bool = false) -> Outcome {
        RollbackOperation(context(), extent, fromDisk: fromDisk).run()
    }

    func repair(_ version: String? = nil, _ verdict: RepairOperation.Verdict = .none) -> Outcome {
        RepairOperation(context(), version.map(MigrationVersion.init), verdict: verdict).run()
    }

    func status() -> Outcome { StatusOperation(context(), check: true).run() }

    /// The states that `status` shows, by version.
    func states() -> [String: MigrationStatus.State] {
        let statuses = status().databases.flatMap { $0.migrations ?? [] }
        return Dictionary(statuses.map { ($0.version.text, $0.state) }) { first, _ in first }
    }

    /// Whether the history is an unbroken chain.
    func chainIsWhole(_ database: String = "app") -> Bool {
        HistoryOperation(context(), verify: true).run().databases.first { $0.name == database }?.exitStatus == .done
    }

    // MARK: What is there

    func path(_ database: String = "app") -> String { folder.path.appending(database + ".db").string }

    /// What the `sqlite3` client answers, a line per row.
    func sql(_ sql: String, in database: String = "app") -> [String] {
        SQLiteClient.query(path(database), sql).split(separator: "\n").map(String.init)
    }

    /// The applied versions, as the table has them, in the order of application.
    func applied(_ database: String = "app") -> [String] {
        sql("SELECT version FROM martlet_migrations WHERE success = 1 ORDER BY id", in: database)
    }

    func tables(_ database: String = "app") -> [String] {
        sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'martlet%' AND name NOT LIKE 'sqlite%' ORDER BY 1",
            in: database)
    }
}

/// The events of a run, for tests to look at.
final class EventLog: Sendable {
    private let events = Mutex<[RunEvent]>([])

    func append(_ event: RunEvent) { events.withLock { $0.append(event) } }

    var all: [RunEvent] { events.withLock { $0 } }

    /// The subjects that were told as done, in order.
    var finished: [String] {
        all.compactMap { if case .finished(_, let result) = $0 { result.subject } else { nil } }
    }
}

extension Outcome {
    /// Every step's ending by its subject: `001 done`.
    var endings: [String] {
        databases.flatMap { $0.run?.results ?? [] }.map { "\($0.subject) \($0.ending.rawValue)" }
    }

    var codes: [ErrorCode] { allDiagnostics.map(\.code) }

    var firstError: Diagnostic? { allDiagnostics.first { $0.severity == .error } }
}
