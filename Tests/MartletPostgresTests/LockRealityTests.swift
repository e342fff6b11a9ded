import DriverTestSupport
import MartletCore
import MartletPostgres
import PostgresTree
import SQLText
import TestSupport
import Testing

/// What is told of a statement's locks, rewrites and scans against what a server does.
@Suite struct LockRealityTests {
    /// A statement, and what it does that is not to be seen in it.
    struct Case: Sendable {
        let sql: String
        /// Locks on other tables, from those on that keep writers or one another out.
        var beside: [String] = []
        /// Whether the work that is told is spared here.
        var isSpared = false

        init(_ sql: String, beside: String..., isSpared: Bool = false) {
            (self.sql, self.beside, self.isSpared) = (sql, beside, isSpared)
        }
    }

    static let groups: [String: [Case]] = [
        "indexes and columns": [
            Case("CREATE INDEX i ON t (a)"), Case("CREATE INDEX i ON pt (d)", beside: "p1 SHARE", "pd SHARE"),
            Case("ALTER TABLE t ADD COLUMN z int"), Case("ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 1"),
            Case("ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()"),
            Case("ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"),
            Case("ALTER TABLE t ADD COLUMN z bigserial"),
            Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY"),
            Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a + 1) STORED"),
            Case("ALTER TABLE t ADD COLUMN z int REFERENCES u"),
            Case("ALTER TABLE t ADD COLUMN z int DEFAULT 1 REFERENCES u"),
            Case("ALTER TABLE t ADD COLUMN z int UNIQUE"), Case("ALTER TABLE t ADD COLUMN z int CHECK (z > 0)"),
            Case("ALTER TABLE t DROP COLUMN a"), Case("ALTER TABLE t ALTER a SET NOT NULL"),
            Case("ALTER TABLE t ALTER id SET NOT NULL", isSpared: true), Case("ALTER TABLE t ALTER a DROP NOT NULL"),
            Case("ALTER TABLE t ALTER a SET DEFAULT 3"), Case("ALTER TABLE t ALTER a TYPE bigint"),
            Case("ALTER TABLE t ALTER v TYPE varchar(20)", isSpared: true),
            Case("ALTER TABLE t ALTER v TYPE text", isSpared: true),
            Case("ALTER TABLE t ALTER b TYPE varchar(5)"), Case("ALTER TABLE t ALTER a TYPE int USING a + 1"),
            Case("ALTER TABLE t ALTER a SET STATISTICS 100"), Case("ALTER TABLE t ALTER b SET STORAGE EXTERNAL"),
        ],
        "constraints": [
            Case("ALTER TABLE t ADD CHECK (a > 0)"), Case("ALTER TABLE t ADD CHECK (a > 0) NOT VALID"),
            Case("ALTER TABLE t VALIDATE CONSTRAINT c"), Case("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u"),
            Case("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID"),
            Case("ALTER TABLE t ADD UNIQUE USING INDEX ti"), Case("ALTER TABLE t ADD UNIQUE (a)"),
            Case("ALTER TABLE u ADD UNIQUE (id)"), Case("ALTER TABLE t ADD PRIMARY KEY (id)"),
            Case("ALTER TABLE t ADD EXCLUDE (a WITH =)"), Case("ALTER TABLE t DROP CONSTRAINT c"),
            Case("ALTER TABLE t DROP CONSTRAINT t_u_fkey", beside: "u ACCESS EXCLUSIVE"),
            Case("ALTER TABLE u DROP CONSTRAINT u_pkey CASCADE", beside: "t ACCESS EXCLUSIVE"),
        ],
        "tables": [
            Case("ALTER TABLE t SET (fillfactor = 70)"), Case("ALTER TABLE t SET UNLOGGED"),
            Case("ALTER TABLE t ENABLE ROW LEVEL SECURITY"), Case("ALTER TABLE t DISABLE TRIGGER g"),
            Case("ALTER TABLE t OWNER TO CURRENT_USER"), Case("ALTER TABLE t CLUSTER ON ti"),
            Case("ALTER TABLE t REPLICA IDENTITY FULL"), Case("ALTER TABLE t RENAME TO t9"),
            Case("ALTER TABLE t RENAME COLUMN a TO z"), Case("ALTER TABLE t RENAME CONSTRAINT c TO c9"),
            Case("ALTER TABLE lone SET SCHEMA s2"), Case("ALTER TABLE lone INHERIT par"),
            Case("ALTER TABLE ch NO INHERIT par"), Case("ALTER TABLE lone ADD y int, ALTER x TYPE bigint"),
            Case("ALTER TABLE par ADD COLUMN y int", beside: "ch ACCESS EXCLUSIVE"),
            Case(
                "ALTER TABLE pt ATTACH PARTITION p2 FOR VALUES FROM (20) TO (30)", beside: "pd ACCESS EXCLUSIVE"),
            Case("ALTER TABLE pt DETACH PARTITION p1", beside: "pd ACCESS EXCLUSIVE"),
            Case("ALTER INDEX ta RENAME TO ta9"), Case("ALTER INDEX ta SET (fillfactor = 70)"),
            Case("ALTER VIEW w RENAME TO w9"),
        ],
        "what is made": [
            Case("CREATE TABLE p PARTITION OF pt FOR VALUES FROM (50) TO (60)", beside: "pd ACCESS EXCLUSIVE"),
            Case("CREATE TABLE n (a int REFERENCES u)"), Case("CREATE TABLE n () INHERITS (par)"),
            Case("CREATE TABLE n (LIKE t)"), Case("CREATE TABLE n AS SELECT * FROM t"),
            Case("CREATE VIEW w2 AS SELECT * FROM t"), Case("CREATE OR REPLACE VIEW w AS SELECT 2 AS x"),
            Case("CREATE TRIGGER g2 BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
            Case("CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"), Case("CREATE POLICY y ON t USING (true)"),
            Case("CREATE STATISTICS st ON id, a FROM t", beside: "t SHARE UPDATE EXCLUSIVE"),
            Case("COMMENT ON TABLE t IS 'x'", beside: "t SHARE UPDATE EXCLUSIVE"), Case("GRANT SELECT ON t TO PUBLIC"),
        ],
        "what goes": [
            Case("DROP TABLE t", beside: "u ACCESS EXCLUSIVE"),
            Case("DROP TABLE lone, par CASCADE", beside: "ch ACCESS EXCLUSIVE"),
            Case("DROP TABLE p1", beside: "pd ACCESS EXCLUSIVE", "pt ACCESS EXCLUSIVE"), Case("DROP TABLE ch"),
            Case("DROP VIEW w"), Case("DROP MATERIALIZED VIEW m"), Case("DROP INDEX ta", beside: "t ACCESS EXCLUSIVE"),
            Case("DROP TRIGGER g ON t"), Case("DROP POLICY o ON t"),
            Case("DROP FUNCTION f CASCADE", beside: "t ACCESS EXCLUSIVE"), Case("TRUNCATE lone"),
        ],
        "rows and upkeep": [
            Case("LOCK TABLE t IN SHARE MODE"), Case("REINDEX TABLE t"), Case("REINDEX INDEX ta", beside: "t SHARE"),
            Case("REFRESH MATERIALIZED VIEW m"), Case("REFRESH MATERIALIZED VIEW CONCURRENTLY m"),
            Case("CLUSTER t USING ti"), Case("ANALYZE t"), Case("INSERT INTO t (id) SELECT id + 9 FROM u"),
            Case("UPDATE t SET a = 2"), Case("DELETE FROM t WHERE a = 1"), Case("SELECT * FROM t"),
            Case("MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE"),
            Case("WITH x AS (DELETE FROM t RETURNING id) INSERT INTO lone SELECT id FROM x"),
        ],
    ]

    private static let setUp = [
        "CREATE TABLE u (id int PRIMARY KEY, a int)",
        "CREATE TABLE t (id int NOT NULL, a int, b text, v varchar(10), u int REFERENCES u)",
        "INSERT INTO u VALUES (1, 1)", "INSERT INTO t VALUES (1, 1, 'b', 'v', 1)",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", "CREATE UNIQUE INDEX ti ON t (id)",
        "CREATE INDEX ta ON t (a)", "CREATE TABLE pt (id int, d int) PARTITION BY RANGE (id)",
        "CREATE TABLE p1 PARTITION OF pt FOR VALUES FROM (0) TO (10)", "CREATE TABLE pd PARTITION OF pt DEFAULT",
        "CREATE TABLE p2 (id int, d int)", "CREATE TABLE par (x int)", "CREATE TABLE ch () INHERITS (par)",
        "CREATE TABLE lone (x int)", "CREATE VIEW w AS SELECT 1 AS x", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS x",
        "CREATE UNIQUE INDEX mi ON m (x)", "CREATE SCHEMA s2", "CREATE POLICY o ON t USING (true)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
    ]

    @Test(arguments: groups.keys.sorted())
    func serversDoWhatIsTold(_ group: String) throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for sql in Self.setUp { try connection.script(sql) }
        let server = try #require(connection as? any WorkObserving)
        for example in try #require(Self.groups[group]) { try check(example, on: server) }
    }

    private func check(_ example: Case, on server: any WorkObserving) throws {
        let text = SourceText(example.sql, name: "a.sql", dialect: .postgres)
        let statement = try #require(SQLScript.statements(in: text).first)
        let parsed = try PostgresParser.parse(statement, of: text).get()
        let told = ([parsed.statement] + parsed.inner).flatMap(\.locks)
        try server.begin()
        defer { try? server.rollback() }
        let before = byIdentity(try server.observedTables())
        do throws(DriverError) {
            try server.script(example.sql)
        } catch {
            Issue.record("\(example.sql): \(error.message)")
            return
        }
        let after = byIdentity(try server.observedTables())
        var left = before.keys.sorted()
        for lock in told {
            let identity = try #require(
                before.first { $0.value.name == lock.relation.name.description }?.key, "\(example.sql)")
            left.removeAll { $0 == identity }
            let held = after[identity]?.lock.flatMap { LockMode(name: $0) }
            #expect(held == lock.mode, "\(example.sql): \(lock.relation.name)")
            guard !lock.isIndex, let old = before[identity], let new = after[identity], new.name != nil else {
                continue
            }
            check(lock, example, old, new)
        }
        let others = left.compactMap { identity -> String? in
            guard let table = before[identity], !table.isIndex, let name = table.name,
                let mode = after[identity]?.lock.flatMap({ LockMode(name: $0) }), mode > .rowExclusive
            else { return nil }
            return "\(name) \(mode.name)"
        }
        #expect(others.sorted() == example.beside.sorted(), "\(example.sql)")
    }

    /// Whether a table was written or read as a whole.
    private func check(_ lock: TableLock, _ example: Case, _ old: ObservedTable, _ new: ObservedTable) {
        if example.isSpared { #expect(lock.sparing != nil || lock.work == .catalogue, "\(example.sql)") }
        let isRewritten = old.storage != new.storage
        let isRead = new.scanCount > old.scanCount
        let comment = Comment(rawValue: "\(example.sql): \(lock.relation.name)")
        switch lock.work {
        case _ where example.sql.hasPrefix("TRUNCATE"): #expect(isRewritten, comment)
        case .rewrite where example.sql.contains("CONCURRENTLY"): #expect(isRead, comment)
        case .rewrite: #expect(isRewritten != example.isSpared, comment)
        case .scan, .index, .copy:
            // A partitioned table has no rows itself.
            if old.storage != 0, example.sql != "ANALYZE t" { #expect(isRead != example.isSpared, comment) }
            #expect(!isRewritten, comment)
        case .catalogue: #expect(!isRewritten && !isRead, comment)
        case .rows: #expect(!isRewritten, comment)
        }
    }

    private func byIdentity(_ tables: [ObservedTable]) -> [String: ObservedTable] {
        Dictionary(tables.map { ($0.identity, $0) }) { first, _ in first }
    }
}
