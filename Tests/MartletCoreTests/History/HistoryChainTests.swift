import Testing

@testable import MartletCore

/// The chain of digests finds what was altered behind Martlet's back.
@Suite struct HistoryChainTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        for number in 1...4 {
            try workshop.migration(
                "00\(number)_t\(number)", "CREATE TABLE t\(number) (x);\n-- ROLLBACK:\n-- DROP TABLE t\(number);")
        }
    }

    private func problem() -> Diagnostic? {
        HistoryOperation(workshop.context(), verify: true).run().firstError
    }

    @Test func whatMartletWroteIsWhole() {
        workshop.migrate()
        #expect(problem() == nil)
        workshop.rollback(.steps(2))
        #expect(problem() == nil)
        workshop.migrate()
        #expect(problem() == nil)
    }

    @Test(arguments: [
        ("DELETE FROM martlet_migrations WHERE version >= '003'", "the row of 003, and 1 after it"),
        ("DELETE FROM martlet_migrations WHERE version = '004'", "the row of 004"),
        ("DROP TABLE martlet_migrations", "the row of 001, and 3 after it"),
    ])
    func rowsGoneFromTheEndAreMissedByTheLog(_ sql: String, _ what: String) throws {
        workshop.migrate()
        _ = workshop.sql(sql)
        #expect(problem()?.message == "the history has lost \(what)")
        #expect(CheckOperation(workshop.context()).run().codes.contains(.historyDamaged))
    }

    @Test func whatWasTakenBackOnPurposeIsNotMissed() throws {
        workshop.migrate()
        workshop.rollback(.steps(2))
        #expect(problem() == nil)
        _ = StampOperation(workshop.context(), MigrationVersion("004")).run()
        try workshop.removeMigration("004_t4")
        #expect(RepairOperation(workshop.context(), MigrationVersion("004")).run().exitStatus == .done)
        #expect(problem() == nil)
        _ = ResetOperation(workshop.context(), leavesEmpty: true).run()
        #expect(problem() == nil)
    }

    /// Every column of a row is tied into the next one.
    @Test(arguments: HistorySchema.historyColumns.map(\.name).filter { $0 != "version" })
    func anAlteredColumnIsLocated(_ column: String) throws {
        workshop.migrate()
        let value =
            ["id": "-5", "success": "0", "statements_applied": "9", "previous_hash": "'f00'"][column] ?? "'altered'"
        #expect(
            workshop.sql("UPDATE martlet_migrations SET \(column) = \(value) WHERE version = '002'; SELECT changes()")
                == ["1"])
        let found = try #require(problem())
        #expect(found.code == .historyDamaged)
        #expect(found.message.contains("002") || found.message.contains("003") || column == "id")
    }

    @Test(
        arguments: [
            ("UPDATE martlet_migrations SET version = '0020' WHERE version = '002'", "003"),
            ("DELETE FROM martlet_migrations WHERE version = '002'", "003"),
            ("DELETE FROM martlet_migrations WHERE version = '001'", "002"),
            ("UPDATE martlet_migrations SET up_sql = CAST(up_sql AS BLOB) WHERE version = '003'", "004"),
            ("UPDATE martlet_migrations SET up_sql = up_sql || ' ' WHERE version = '001'", "002"),
            ("UPDATE martlet_migrations SET error = '' WHERE version = '001'", "002"),
        ])
    func theFirstRowThatDoesNotFitIsNamed(_ change: String, _ version: String) throws {
        workshop.migrate()
        #expect(workshop.sql(change).isEmpty)
        #expect(try #require(problem()).message.contains(version))
    }

    @Test func aRowPutInBetweenIsNoticed() throws {
        workshop.migrate()
        _ = workshop.sql(
            "UPDATE martlet_migrations SET id = id * 10; INSERT INTO martlet_migrations (id, version) VALUES (15, '0015')"
        )
        #expect(problem()?.code == .historyDamaged)
    }

    @Test func rowsThatAScriptWroteDoNotBreakIt() throws {
        try workshop.migration(
            "005_self", "INSERT INTO martlet_migrations (version, description) VALUES ('005', 'own words');")
        try workshop.migration(
            "006_two",
            "INSERT INTO martlet_migrations (version) VALUES ('006'); INSERT INTO martlet_migrations (version) VALUES ('0061');"
        )
        try workshop.migration("007_after", "CREATE TABLE t7 (x);")
        workshop.migrate()
        #expect(workshop.applied() == ["001", "002", "003", "004", "005", "006", "0061", "007"])
        #expect(problem() == nil)
    }

    @Test func aTryThatFailedAndSucceededLaterDoesNotBreakIt() throws {
        try workshop.migration("005_bad", "CREATE TABLE t1 (x);")
        workshop.migrate()
        try workshop.migration("005_bad", "CREATE TABLE t5 (x);")
        try workshop.migration("006_six", "CREATE TABLE t6 (x);")
        workshop.migrate()
        #expect(workshop.applied().count == 6)
        #expect(problem() == nil)
    }

    @Test func aFailedTryThatIsStampedLaterDoesNotBreakIt() throws {
        try workshop.migration("005_bad", "CREATE TABLE t1 (x);")
        workshop.migrate()
        try workshop.removeMigration("005_bad")
        try workshop.migration("006_six", "CREATE TABLE t6 (x);")
        workshop.migrate()
        try workshop.migration("005_bad", "CREATE TABLE t1 (x);")
        #expect(StampOperation(workshop.context(), MigrationVersion("006")).run().endings == ["005 done"])
        #expect(problem() == nil)
    }

    @Test func repairTiesTheRowsAnew() throws {
        workshop.migrate()
        try workshop.migration("002_t2", "CREATE TABLE t2 (x, y);")
        #expect(workshop.repair("002").exitStatus == .done)
        #expect(problem() == nil)
        #expect(workshop.states()["002"] == .applied)
    }
}
