import SQLText
import Testing

@testable import MartletCore

/// Rows that refer to others survive what is done to the others.
@Suite struct ForeignKeyTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration(
            "001_base",
            """
            CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) ON DELETE CASCADE);
            CREATE TABLE note (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES Parent(id) ON DELETE SET NULL);
            CREATE TABLE late (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO parent VALUES (1, 'a'), (2, 'b');
            INSERT INTO child VALUES (1, 1), (2, 1), (3, 2);
            INSERT INTO note VALUES (1, 1), (2, 2);
            """)
        #expect(workshop.migrate().exitStatus == .done)
    }

    private func children() -> [String] {
        workshop.sql(
            "SELECT (SELECT group_concat(id || '>' || parent_id) FROM child), (SELECT group_concat(id || '>' || parent_id) FROM note)"
        )
    }

    private let untouched = ["1>1,2>1,3>2|1>1,2>2"]

    private static let rebuild = """
        CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        INSERT INTO parent_new SELECT id, name FROM parent;
        DROP TABLE parent;
        ALTER TABLE parent_new RENAME TO parent;
        """

    @Test(arguments: ["", "-- martlet: transaction=none\n"])
    func rebuildingAParentKeepsItsChildren(_ header: String) throws {
        try workshop.migration("002_rebuild", header + Self.rebuild)
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(children() == untouched)
        #expect(workshop.sql("SELECT sql FROM sqlite_schema WHERE name = 'parent'")[0].contains("NOT NULL"))
        #expect(workshop.sql("PRAGMA foreign_key_check").isEmpty)
    }

    @Test func foreignKeysHoldAgainAfterARebuild() throws {
        try workshop.migration("002_rebuild", Self.rebuild)
        try workshop.migration("003_orphan", "INSERT INTO child VALUES (9, 99);")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["002 done", "003 failed"])
        #expect(outcome.codes == [.foreignKeys])
    }

    @Test func aRebuildThatLosesAParentIsRefused() throws {
        try workshop.migration(
            "002_rebuild", Self.rebuild.replacing("FROM parent;", with: "FROM parent WHERE id = 1;"))
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["002 failed"])
        #expect(outcome.codes == [.foreignKeys])
        #expect(outcome.firstError?.notes.contains("child row 3 (parent_id = 2) has no match in parent") == true)
        #expect(children() == untouched)
        #expect(workshop.sql("SELECT count(*) FROM parent") == ["2"])
    }

    @Test func aRebuildThatLosesRowsOfAChildIsRefused() throws {
        try workshop.migration(
            "002_rebuild",
            Self.rebuild
                + "CREATE TABLE c2 AS SELECT * FROM child WHERE id > 1; DROP TABLE child; ALTER TABLE c2 RENAME TO child;"
        )
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.rowsLost])
        #expect(outcome.firstError?.message == "1 of 3 rows of child would be lost with the rebuild")
        #expect(children() == untouched)
    }

    @Test func rowsThatTheScriptDeletesItselfAreNotMissed() throws {
        try workshop.migration("002_rebuild", "DELETE FROM Child WHERE id = 1;\n" + Self.rebuild)
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.sql("SELECT count(*) FROM child") == ["2"])
    }

    @Test(arguments: [
        "DROP TABLE Parent; ALTER TABLE parent_new RENAME TO parent;",
        "DROP TABLE main.\"parent\"; ALTER TABLE [parent_new] RENAME TO \"Parent\";",
    ])
    func spellingDoesNotHideARebuild(_ end: String) throws {
        try workshop.migration(
            "002_rebuild",
            "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO parent_new SELECT * FROM parent; CREATE TABLE c2 AS SELECT * FROM child WHERE id > 1; DROP TABLE child; ALTER TABLE c2 RENAME TO child;"
                + end)
        #expect(workshop.migrate().codes == [.rowsLost])
        #expect(children() == untouched)
    }

    @Test func droppingAParentThatIsReferredToIsRefused() throws {
        try workshop.migration("002_drop", "DROP TABLE parent;")
        #expect(workshop.migrate().codes == [.foreignKeys])
        #expect(children() == untouched)
    }

    @Test func theOptionLetsDeletesCascade() throws {
        try workshop.migration(
            "002_drop", "-- martlet: foreign_keys=on\nDELETE FROM parent WHERE id = 1;\nDROP TABLE late;")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.sql("SELECT id FROM child") == ["3"])
    }

    @Test func theOptionSwitchesThemOffWithoutADropToo() throws {
        try workshop.migration(
            "002_swap",
            "-- martlet: foreign_keys=off\nUPDATE parent SET id = id + 10;\nUPDATE child SET parent_id = parent_id + 10;\nUPDATE note SET parent_id = parent_id + 10;"
        )
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.sql("SELECT parent_id FROM child") == ["11", "11", "12"])
        try workshop.migration("003_break", "-- martlet: foreign_keys=off\nUPDATE parent SET id = id + 10;")
        #expect(workshop.migrate().codes == [.foreignKeys])
        #expect(workshop.sql("SELECT id FROM parent") == ["11", "12"])
    }

    @Test func aDatabaseWithoutForeignKeysIsNotChecked() throws {
        workshop.configure { $0.foreignKeys = false }
        try workshop.migration("002_drop", "DROP TABLE parent;")
        #expect(workshop.migrate().endings == ["002 done"])
    }

    // MARK: Put off

    @Test func aBrokenDeferredKeyIsBlamedOnItsFile() throws {
        try workshop.migration("002_fine", "INSERT INTO late VALUES (1, 1);")
        try workshop.migration("003_broken", "INSERT INTO late VALUES (2, 99);")
        try workshop.migration("004_fine", "CREATE TABLE later (x);")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["002 done", "003 failed", "004 not-run"])
        #expect(outcome.firstError?.code == .foreignKeys)
        #expect(outcome.firstError?.location?.file == "migrations/app/003_broken.sql")
        #expect(outcome.firstError?.notes.contains("late row 2 (parent_id = 99) has no match in parent") == true)
        #expect(workshop.sql("SELECT id FROM late") == ["1"])
    }

    @Test func aDeferredKeyThatIsMendedInTheFileIsFine() throws {
        try workshop.migration("002_late", "INSERT INTO late VALUES (2, 99); INSERT INTO parent VALUES (99, 'z');")
        #expect(workshop.migrate().endings == ["002 done"])
    }

    @Test func deferKeysByPragmaIsForThatFileOnly() throws {
        try workshop.migration(
            "002_late",
            "PRAGMA defer_foreign_keys = ON; INSERT INTO child VALUES (9, 99); INSERT INTO parent VALUES (99, 'z');")
        try workshop.migration("003_now", "INSERT INTO child VALUES (10, 100); INSERT INTO parent VALUES (100, 'z');")
        #expect(workshop.migrate().endings == ["002 done", "003 failed"])
    }

    // MARK: Seeds

    @Test func aSeedThatBreaksADeferredKeyIsBlamed() throws {
        try workshop.seed("001_fine", "INSERT INTO late VALUES (1, 1);")
        try workshop.seed("002_broken", "INSERT INTO late VALUES (2, 99);")
        let outcome = SeedOperation(workshop.context()).run()
        #expect(outcome.endings == ["001_fine done", "002_broken failed"])
        #expect(outcome.firstError?.code == .foreignKeys)
        #expect(workshop.sql("SELECT id FROM late") == ["1"])
    }

    @Test func aSeedThatDropsAParentIsRefused() throws {
        try workshop.seed("001_drop", "DROP TABLE parent;")
        #expect(SeedOperation(workshop.context()).run().codes == [.foreignKeys])
        #expect(children() == untouched)
    }

    @Test func aRollbackThatDropsAParentIsRefused() throws {
        try workshop.migration("002_x", "CREATE TABLE x (y);\n-- ROLLBACK:\n-- DROP TABLE parent;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).codes == [.foreignKeys])
        #expect(children() == untouched)
        #expect(workshop.applied() == ["001", "002"])
    }
}
