import TestSupport
import Testing

@testable import MartletCore

/// A database whose URL says `?mode=ro`: everything that would change it is refused, and nothing is touched.
@Suite struct ReadOnlyURLTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;")
        try workshop.seed("001_s", "INSERT INTO a VALUES (1);")
        #expect(SetupOperation(workshop.context()).run().exitStatus == .done)
        try workshop.migration("002_b", "CREATE TABLE b (x);")
    }

    private func close() { workshop.configure { $0.url = ConnectionURL($0.url.target, isReadOnly: true) } }

    /// Names and digests of all files.
    private func files() -> String {
        Program.run(
            ["find", ".", "-printf", "%p %y\n", "-type", "f", "-exec", "sha256sum", "{}", ";"],
            in: workshop.folder.path.string
        ).output
    }

    private typealias Command = (name: String, run: (OperationContext) -> Outcome)

    private func writers() -> [Command] {
        let folder = workshop.folder.path
        let backup = folder.appending("backups/app.db").string
        return [
            ("init", { InitOperation($0).run() }), ("migrate", { MigrateOperation($0).run() }),
            ("rollback", { RollbackOperation($0, .steps(1)).run() }),
            ("redo", { RollbackOperation($0, .steps(1), andBack: true).run() }),
            ("seed", { SeedOperation($0, force: true).run() }), ("setup", { SetupOperation($0).run() }),
            ("reset", { ResetOperation($0).run() }), ("reset --empty", { ResetOperation($0, leavesEmpty: true).run() }),
            ("stamp", { StampOperation($0, MigrationVersion("002")).run() }),
            ("repair", { RepairOperation($0).run() }),
            ("restore", { RestoreOperation($0, path: backup, currentFolder: folder).run() }),
        ]
    }

    private func expectRefusal(_ outcome: Outcome, _ name: String) {
        #expect(outcome.allDiagnostics.filter { $0.severity == .error }.map(\.code) == [.readOnly], "\(name)")
        #expect(outcome.exitStatus == .failed, "\(name)")
        #expect(outcome.firstError?.message.contains("for reading only") == true, "\(name)")
        #expect(outcome.firstError?.help?.contains("mode=ro") == true, "\(name)")
    }

    @Test func whatWouldChangeTheDatabaseIsRefused() throws {
        try FileSystem.createFolders(workshop.folder.path.appending("backups"))
        _ = SQLiteClient.query(workshop.path(), "VACUUM INTO '\(workshop.folder.path)/backups/app.db'")
        close()
        let before = files()
        for (name, run) in writers() {
            expectRefusal(run(workshop.context()), name)
            #expect(files() == before, "\(name)")
        }
    }

    @Test func noFolderIsMadeForADatabaseThatIsNotThere() throws {
        workshop.configure { [folder = workshop.folder.path] in $0.url = .sqlite(folder.appending("new/folder/x.db")) }
        close()
        let before = files()
        for (name, run) in writers() where ["init", "migrate", "setup", "reset"].contains(name) {
            expectRefusal(run(workshop.context()), name)
            #expect(files() == before, "\(name)")
        }
    }

    @Test func whatOnlyLooksWorks() {
        close()
        let before = files()
        #expect(workshop.status().exitStatus == .answerIsNo)
        #expect(workshop.migrate(dryRun: true).databases[0].plan?.steps.map(\.subject) == ["002"])
        #expect(CheckOperation(workshop.context()).run().exitStatus == .answerIsNo)
        #expect(HistoryOperation(workshop.context(), verify: true, log: 5).run().exitStatus == .done)
        #expect(files() == before)
        let backup = BackupOperation(workshop.context(), currentFolder: workshop.folder.path).run()
        #expect(backup.exitStatus == .done)
    }
}
