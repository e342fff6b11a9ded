import PostgresTree
import SQLText
import Testing

/// What each statement locks, and what is done meanwhile, by the manual.
struct LockTests {
    @Test(arguments: [
        ("CREATE INDEX i ON t (a)", "t SHARE index"),
        ("CREATE INDEX CONCURRENTLY i ON t (a)", "t SHARE UPDATE EXCLUSIVE index"),
        ("ALTER TABLE t ADD COLUMN a int", "t ACCESS EXCLUSIVE catalogue"),
        ("ALTER TABLE t ADD COLUMN a int DEFAULT 1", "t ACCESS EXCLUSIVE catalogue"),
        ("ALTER TABLE t ADD COLUMN a uuid DEFAULT gen_random_uuid()", "t ACCESS EXCLUSIVE rewrite"),
        ("ALTER TABLE t ADD COLUMN a bigserial", "t ACCESS EXCLUSIVE rewrite"),
        (
            "ALTER TABLE t ADD COLUMN a int REFERENCES u",
            "t ACCESS EXCLUSIVE catalogue, u SHARE ROW EXCLUSIVE catalogue"
        ),
        (
            "ALTER TABLE t ADD COLUMN a int DEFAULT 1 REFERENCES u",
            "t ACCESS EXCLUSIVE scan, u SHARE ROW EXCLUSIVE catalogue"
        ),
        ("ALTER TABLE t INHERIT u", "t ACCESS EXCLUSIVE catalogue, u SHARE UPDATE EXCLUSIVE catalogue"),
        ("ALTER INDEX i RENAME TO j", "i SHARE UPDATE EXCLUSIVE catalogue"),
        ("DROP TRIGGER g ON t", "t ACCESS EXCLUSIVE catalogue"),
        ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", "t ROW EXCLUSIVE rows"),
        ("ALTER TABLE t ALTER a SET NOT NULL", "t ACCESS EXCLUSIVE scan"),
        ("ALTER TABLE t ALTER a TYPE bigint", "t ACCESS EXCLUSIVE rewrite"),
        ("ALTER TABLE t ADD CHECK (a > 0)", "t ACCESS EXCLUSIVE scan"),
        ("ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "t ACCESS EXCLUSIVE catalogue"),
        ("ALTER TABLE t VALIDATE CONSTRAINT c", "t SHARE UPDATE EXCLUSIVE scan"),
        (
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u",
            "t SHARE ROW EXCLUSIVE scan, u SHARE ROW EXCLUSIVE catalogue"
        ),
        ("ALTER TABLE t ADD UNIQUE USING INDEX i", "t ACCESS EXCLUSIVE catalogue"),
        ("ALTER TABLE t SET (fillfactor = 70)", "t SHARE UPDATE EXCLUSIVE catalogue"),
        (
            "ALTER TABLE t ATTACH PARTITION p DEFAULT",
            "t SHARE UPDATE EXCLUSIVE catalogue, p ACCESS EXCLUSIVE scan"
        ),
        ("CREATE TABLE p PARTITION OF t DEFAULT", "t ACCESS EXCLUSIVE catalogue"),
        ("CREATE TABLE n (a int REFERENCES t)", "t SHARE ROW EXCLUSIVE catalogue"),
        ("DROP TABLE t, u", "t ACCESS EXCLUSIVE catalogue, u ACCESS EXCLUSIVE catalogue"),
        ("DROP FUNCTION f", ""), ("CREATE VIEW v AS SELECT 1", ""),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", "v ACCESS EXCLUSIVE catalogue"),
        ("CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()", "t SHARE ROW EXCLUSIVE catalogue"),
        ("TRUNCATE t", "t ACCESS EXCLUSIVE catalogue"),
        ("LOCK TABLE t IN SHARE MODE", "t SHARE catalogue"),
        ("VACUUM FULL t", "t ACCESS EXCLUSIVE rewrite"),
        ("VACUUM (FULL false) t", "t SHARE UPDATE EXCLUSIVE scan"),
        ("REINDEX (CONCURRENTLY) TABLE t", "t SHARE UPDATE EXCLUSIVE index"),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", "v EXCLUSIVE rewrite"),
        ("UPDATE t SET a = 1", "t ROW EXCLUSIVE rows"),
        ("SELECT 1", ""),
    ])
    func statementsLockWhatTheManualSays(text: String, locks: String) throws {
        let found = try Reading.statement(text).locks.map { "\($0.relation.name) \($0.mode.name) \($0.work)" }
        #expect(found.joined(separator: ", ") == locks)
    }

    @Test func onlyTheStrongestKeepsReadersOut() {
        #expect(LockMode.allCases.filter(\.blocksReads) == [.accessExclusive])
        #expect(LockMode.allCases.filter(\.blocksWrites) == [.share, .shareRowExclusive, .exclusive, .accessExclusive])
    }
}
