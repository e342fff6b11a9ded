import SQLText
import Testing

@testable import MartletCore

/// A way back from the history, when its file is gone or leads back another way by now.
@Suite struct RecordedRollbackTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    /// What the file said of how it is run is gone with it.
    @Test func whatCannotShareATransactionRunsWithoutOne() throws {
        try workshop.migration(
            "001_a", "-- martlet: transaction=none\nCREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n-- VACUUM;")
        workshop.migrate()
        try workshop.removeMigration("001_a")
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
        #expect(workshop.tables().isEmpty)
        #expect(
            workshop.sql("SELECT result FROM martlet_log WHERE action = 'rollback'") == ["started", "done"])
    }

    /// Blanks inside of a quotation belong to what is written, also where all lines begin with some.
    @Test(arguments: [true, false])
    func aTextOfSeveralLinesIsRecordedAsItIs(_ isRecorded: Bool) throws {
        try workshop.migration(
            "001_a",
            """
            -- martlet:up
            CREATE TABLE a (x);
            -- martlet:down

                INSERT INTO a VALUES ('one
                two');

            """)
        workshop.migrate()
        if isRecorded { try workshop.removeMigration("001_a") }
        #expect(workshop.rollback(.steps(1), fromDisk: !isRecorded).endings == ["001 done"])
        #expect(workshop.sql("SELECT hex(x) FROM a") == ["6F6E650A2020202074776F"])
    }

    @Test func aPragmaThatATransactionWouldIgnoreHasItsEffect() throws {
        try workshop.migration(
            "001_a",
            """
            -- martlet: transaction=none
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (p REFERENCES parent ON DELETE CASCADE);
            INSERT INTO parent VALUES (1);
            INSERT INTO child VALUES (1);
            -- ROLLBACK:
            -- PRAGMA foreign_keys = OFF;
            -- DELETE FROM parent;
            """)
        workshop.migrate()
        try workshop.removeMigration("001_a")
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
        #expect(workshop.sql("SELECT count(*) FROM child") == ["1"])
    }

    @Test func oneThatFailsHalfWayNeedsAPerson() throws {
        try workshop.migration(
            "001_a",
            "-- martlet: transaction=none\nCREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n-- VACUUM;\n-- DROP TABLE b;"
        )
        workshop.migrate()
        try workshop.removeMigration("001_a")
        #expect(workshop.rollback(.steps(1)).endings == ["001 failed"])
        #expect(workshop.sql("SELECT state FROM martlet_migrations") == ["undoing"])
        #expect(workshop.rollback(.steps(1)).codes == [.halfRun])
    }

    @Test func placeholdersAreFilledIn() throws {
        workshop.configure { $0.placeholders = ["name": "a"] }
        try workshop.migration("001_a", "CREATE TABLE ${name} (x);\n-- ROLLBACK:\n-- DROP TABLE ${name};")
        workshop.migrate()
        #expect(workshop.sql("SELECT down_sql FROM martlet_migrations") == ["DROP TABLE ${name};"])
        try workshop.removeMigration("001_a")
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
        #expect(workshop.tables().isEmpty)
    }

    @Test func aPlaceholderWithoutAValueStopsBeforeAnythingRuns() throws {
        workshop.configure { $0.placeholders = ["name": "a"] }
        try workshop.migration("001_a", "CREATE TABLE ${name} (x);\n-- ROLLBACK:\n-- DROP TABLE ${name};")
        try workshop.migration("002_b", "CREATE TABLE b (x);\n-- ROLLBACK:\n-- DROP TABLE b;")
        workshop.migrate()
        try workshop.removeMigration("001_a")
        workshop.configure { $0.placeholders = ["nam": "a"] }
        let outcome = workshop.rollback(.steps(2))
        #expect(outcome.codes == [.config])
        #expect(outcome.firstError?.location?.file == "history of 001")
        #expect(workshop.tables() == ["a", "b"])
        // It is in the way of its own version only.
        #expect(workshop.rollback(.steps(1)).endings == ["002 done"])
    }
}
