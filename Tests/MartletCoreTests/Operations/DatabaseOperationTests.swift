import Glibc
import TestSupport
import Testing

@testable import MartletCore

@Suite struct DatabaseOperationTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func table(_ version: String, _ name: String) throws {
        try workshop.migration("\(version)_\(name)", "CREATE TABLE \(name) (x);\n-- ROLLBACK:\n-- DROP TABLE \(name);")
    }

    // MARK: Reading

    @Test func lookingAtNothingCreatesNothing() throws {
        try table("001", "a")
        try workshop.seed("001_s", "INSERT INTO a VALUES (1);")
        let before = try workshop.folder.names()
        let outcome = workshop.status()
        #expect(outcome.exitStatus == .answerIsNo)
        #expect(outcome.databases[0].isAbsent)
        #expect(workshop.migrate(dryRun: true).databases[0].plan?.steps.map(\.subject) == ["001"])
        #expect(HistoryOperation(workshop.context(), verify: true, log: 5).run().exitStatus == .done)
        #expect(try workshop.folder.names() == before)
    }

    /// A file that was being written when the machine stopped, such as by `new` in that very folder.
    @Test func whatACrashLeavesInTheFoldersDisturbsNothing() throws {
        try table("001", "a")
        try workshop.seed("001_s", "INSERT INTO a VALUES (1);")
        for folder in ["migrations/app", "seeds/app"] {
            try workshop.folder.write("CREATE TAB", to: "\(folder)/\(AtomicFile.temporaryPrefix)k3x9.tmp")
        }
        let next = try NewOperation(workshop.context(), name: "b").run()
        #expect(next.databases[0].files == ["migrations/app/002_b.sql"])
        try table("002", "b")
        #expect(SetupOperation(workshop.context()).run().exitStatus == .done)
        #expect(workshop.applied() == ["001", "002"])
    }

    @Test func lookingAtADatabaseChangesNoByteOfIt() throws {
        try table("001", "a")
        _ = workshop.sql("CREATE TABLE mine (x)")
        let before = try FileSystem.read(workshop.folder.path.appending("app.db"))
        let names = try workshop.folder.names()
        _ = workshop.status()
        _ = workshop.migrate(dryRun: true)
        _ = CheckOperation(workshop.context()).run()
        _ = DumpOperation(workshop.context(), .outcome).run()
        _ = HistoryOperation(workshop.context(), verify: true, log: 5).run()
        #expect(try FileSystem.read(workshop.folder.path.appending("app.db")) == before)
        #expect(try workshop.folder.names() == names)
    }

    @Test(arguments: ["CREATE TABLE martlet_migrations (x)", "CREATE VIEW martlet_migrations AS SELECT 1 AS x"])
    func aTableOfSomebodyElseStopsEverything(_ sql: String) throws {
        try table("001", "a")
        _ = workshop.sql(sql)
        #expect(workshop.status().codes == [.historyDamaged])
        #expect(workshop.migrate().codes == [.historyDamaged])
        #expect(workshop.tables().isEmpty)
    }

    @Test func aNewerHistoryIsReadButNotChanged() throws {
        try table("001", "a")
        workshop.migrate()
        _ = workshop.sql("ALTER TABLE martlet_migrations ADD COLUMN extra")
        try table("002", "b")
        #expect(workshop.states() == ["001": .applied, "002": .pending])
        #expect(workshop.status().codes == [.historyNewer])
        #expect(workshop.migrate().exitStatus == .needsPerson)
        #expect(workshop.applied() == ["001"])
    }

    // MARK: Rollback

    @Test func theRecordedWayBackIsUsedUnlessTheFilesIsAskedFor() throws {
        try table("001", "a")
        workshop.migrate()
        try workshop.migration(
            "001_a", "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n-- CREATE TABLE from_disk (x);")
        workshop.rollback(.steps(1))
        #expect(workshop.tables().isEmpty)
        workshop.migrate()
        try table("001", "a")
        workshop.rollback(.steps(1), fromDisk: true)
        #expect(workshop.tables().isEmpty)
    }

    @Test func aVersionWithoutAFileIsRolledBackFromTheHistory() throws {
        try table("001", "a")
        workshop.migrate()
        try workshop.removeMigration("001_a")
        #expect(workshop.states() == ["001": .missing])
        #expect(workshop.migrate().codes == [.missing])
        #expect(workshop.rollback(.from(MigrationVersion("001"))).endings == ["001 done"])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.states().isEmpty)
    }

    @Test func backAndForthEndsWhereItBegan() throws {
        for (index, name) in ["a", "b", "c"].enumerated() { try table("00\(index + 1)", name) }
        workshop.migrate()
        let schema = workshop.sql(".schema")
        #expect(workshop.rollback(.to(MigrationVersion("001"))).endings == ["003 done", "002 done"])
        #expect(workshop.tables() == ["a"])
        workshop.migrate()
        #expect(workshop.sql(".schema") == schema)
        #expect(
            RollbackOperation(workshop.context(), .steps(2), andBack: true).run().endings == [
                "003 done", "002 done", "002 done", "003 done",
            ])
        #expect(workshop.sql(".schema") == schema)
        #expect(workshop.chainIsWhole())
    }

    @Test func aFailingWayBackChangesNothingAndWritesTheLog() throws {
        try table("001", "a")
        try workshop.migration("002_b", "CREATE TABLE b (x);\n-- ROLLBACK:\n-- DROP TABLE b;\n-- DROP TABLE nowhere;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(2)).endings == ["002 failed", "001 not-run"])
        #expect(workshop.tables() == ["a", "b"])
        #expect(workshop.applied() == ["001", "002"])
        #expect(workshop.sql("SELECT subject, result FROM martlet_log WHERE action = 'rollback'") == ["002|failed"])
    }

    @Test func aVersionWithoutAWayBackStopsBeforeAnythingIsUndone() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try table("002", "b")
        workshop.migrate()
        #expect(workshop.rollback(.steps(2)).codes == [.irreversible])
        #expect(workshop.tables() == ["a", "b"])
    }

    // MARK: Stamp, reset, repair

    @Test func stampRecordsWithoutRunning() throws {
        try table("001", "a")
        try table("002", "b")
        #expect(InitOperation(workshop.context()).run().exitStatus == .done)
        #expect(StampOperation(workshop.context(), MigrationVersion("001")).run().endings == ["001 done"])
        #expect(workshop.tables().isEmpty)
        #expect(
            workshop.sql("SELECT version, kind, success, statements_applied FROM martlet_migrations") == [
                "001|stamp|1|0"
            ])
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.chainIsWhole())
    }

    @Test func resetDropsEverythingAndMigratesAgain() throws {
        try table("001", "a")
        workshop.migrate()
        _ = workshop.sql(
            "CREATE VIRTUAL TABLE f USING fts5(x); CREATE VIEW v AS SELECT * FROM a; CREATE TABLE \"odd \"\" name\" (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO \"odd \"\" name\" DEFAULT VALUES; CREATE TRIGGER tr AFTER INSERT ON a BEGIN SELECT 1; END;"
        )
        #expect(ResetOperation(workshop.context()).run().endings == ["001 done"])
        #expect(
            workshop.sql(
                "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'martlet%' AND name NOT LIKE 'sqlite%'") == [
                    "table|a"
                ])
        #expect(ResetOperation(workshop.context(), leavesEmpty: true).run().exitStatus == .done)
        #expect(workshop.sql("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'").isEmpty)
    }

    @Test func repairSettlesWhatAPersonAccepts() throws {
        try table("001", "a")
        try table("002", "b")
        try table("003", "c")
        workshop.migrate()
        try workshop.migration("001_a", "CREATE TABLE a (x, y);")
        try workshop.removeMigration("002_b")
        #expect(workshop.states() == ["001": .edited, "002": .missing, "003": .applied])
        #expect(workshop.repair("001").exitStatus == .done)
        #expect(workshop.repair("002").exitStatus == .done)
        #expect(workshop.states() == ["001": .applied, "003": .applied])
        #expect(workshop.repair("003").exitStatus != .done)
        #expect(workshop.chainIsWhole())
    }

    // MARK: The snapshot

    @Test func aDatabaseMadeFromTheSnapshotIsUpToDate() throws {
        try workshop.migration(
            "001_all",
            "CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT DEFAULT 'x;y'); CREATE TABLE a (b_id REFERENCES b); CREATE INDEX i ON a (b_id); CREATE VIEW z AS SELECT * FROM y; CREATE VIEW y AS SELECT * FROM a; CREATE TRIGGER tr AFTER INSERT ON a BEGIN UPDATE b SET t = 'a;b'; END; CREATE VIRTUAL TABLE f USING fts5(x);"
        )
        workshop.migrate()
        let text = try #require(DumpOperation(workshop.context(), .outcome).run().databases[0].schema)
        unlink(workshop.path())
        #expect(SQLiteClient.load(workshop.path(), text).everything == "status 0\n--- stdout\n--- stderr\n")
        #expect(workshop.states() == ["001": .applied])
        #expect(DumpOperation(workshop.context(), .outcome).run().databases[0].schema == text)
        #expect(workshop.migrate().endings.isEmpty)
        #expect(workshop.chainIsWhole())
    }
}
