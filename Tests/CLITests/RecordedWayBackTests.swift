import TestSupport
import Testing

/// Ways back that only the history knows any more.
@Suite struct RecordedWayBackTests {
    @Test("a call that commits is run in no transaction, be it from its file or recorded", arguments: [true, false])
    func call(isRecorded: Bool) throws {
        let procedure = """
            CREATE TABLE t (x int);
            CREATE PROCEDURE undo() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; COMMIT; END $$;
            """
        let project = try ServerProject([
            "migrations/1_a.up.sql": procedure, "migrations/2_b.up.sql": "INSERT INTO t VALUES (1);\n",
            "migrations/2_b.down.sql": "CALL undo();\n",
        ])
        expectStatus(project.martlet("migrate"), 0)
        if isRecorded { project.folder.remove("migrations/2_b.down.sql") }
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM t") == "0")
        #expect(project.applied == "1")
    }
}
