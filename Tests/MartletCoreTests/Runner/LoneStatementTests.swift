import SQLText
import Testing

@testable import MartletCore

/// What is done about a statement that can share no transaction, by what there was and what there is.
@Suite struct LoneStatementTests {
    private typealias Finding = ServerProbe.Finding

    private static func work(_ sql: String) -> ConcurrentWork {
        Array(sql.utf8).withUnsafeBufferPointer { ConcurrentWork($0) }
    }

    @Test(
        arguments: [
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"a b\" ON ONLY app.\"T\" (x)",
                .createIndex(name: "\"a b\"", table: "app.\"T\"", toleratesExisting: true)
            ),
            ("create index concurrently i on t(x);", .createIndex(name: "i", table: "t", toleratesExisting: false)),
            ("CREATE INDEX CONCURRENTLY ON t (x)", .createIndex(name: nil, table: "t", toleratesExisting: false)),
            ("DROP INDEX CONCURRENTLY IF EXISTS app . i", .dropIndex(name: "app . i")),
            ("REINDEX (VERBOSE) TABLE CONCURRENTLY t", .reindex(name: "t")),
            ("REINDEX INDEX CONCURRENTLY app.i", .reindex(name: "app.i")),
            ("REINDEX SCHEMA CONCURRENTLY app", .reindexAll(schema: "app")),
            ("REINDEX (VERBOSE) DATABASE CONCURRENTLY", .reindexAll(schema: nil)),
            (
                "ALTER TABLE IF EXISTS a.t DETACH PARTITION a.p CONCURRENTLY",
                .detachPartition(name: "a.p", table: "a.t")
            ),
            ("ALTER TABLE t DETACH PARTITION p", .other), ("CREATE DATABASE d OWNER x", .createDatabase(name: "d")),
            ("DROP DATABASE IF EXISTS \"d\" WITH (FORCE)", .dropDatabase(name: "\"d\"")), ("VACUUM t", .other),
        ] as [(String, ConcurrentWork)])
    func statementsAreRead(_ sql: String, _ expected: ConcurrentWork) { #expect(Self.work(sql) == expected) }

    private static let create = "CREATE INDEX CONCURRENTLY i ON t (x)"

    private func decision(
        _ sql: String, _ earlier: Finding.State?, _ now: Finding.State, _ before: [String] = [], _ left: [String] = []
    ) -> LoneStatement.Decision {
        LoneStatement(work: Self.work(sql), number: 2).decision(
            earlier.map { Finding(what: "x", state: $0, leftovers: before, name: "app.i") },
            Finding(what: "x", state: now, leftovers: left, name: "app.i"))
    }

    @Test func anIndexIsMadeFinishedOrTakenAway() {
        #expect(decision(Self.create, nil, .absent) == .run)
        #expect(decision(Self.create, nil, .present) == .run)
        #expect(decision(Self.create, .absent, .absent) == .run)
        #expect(decision(Self.create, .absent, .present) == .isDone)
        #expect(decision(Self.create, .absent, .unfinished) == .clean(["app.i"]))
        #expect(decision(Self.create, .present, .present) == .run)
        for earlier in [nil, .present, .unfinished] as [Finding.State?] {
            guard case .refuse = decision(Self.create, earlier, .unfinished) else {
                Issue.record("\(String(describing: earlier))")
                continue
            }
        }
    }

    @Test func anIndexWithoutANameIsForAPersonToFind() {
        let sql = "CREATE INDEX CONCURRENTLY ON t (x)"
        #expect(decision(sql, nil, .absent, [], ["a"]) == .run)
        #expect(decision(sql, .absent, .absent, ["a"], ["a"]) == .run)
        guard case .refuse(let fact, _) = decision(sql, .absent, .absent, ["a"], ["a", "b"]) else {
            Issue.record("not refused")
            return
        }
        #expect(fact.contains("there is b"))
    }

    @Test func anIndexWithoutANameThatIsNotValidIsMadeAgain() {
        let lone = LoneStatement(work: Self.work("CREATE INDEX CONCURRENTLY ON t (x)"), number: 2)
        let earlier = Finding(what: "x", state: .absent, leftovers: ["a"])
        let now = Finding(what: "x", state: .absent, leftovers: ["a", "b"], broken: ["a", "b"])
        #expect(lone.decision(earlier, now) == .clean(["b"]))
        #expect(lone.leftovers(earlier, now) == ["b"])
        // One of the two may be what was wanted.
        guard
            case .refuse = lone.decision(
                earlier, Finding(what: "x", state: .absent, leftovers: ["a", "b", "c"], broken: ["b"]))
        else {
            Issue.record("not refused")
            return
        }
    }

    @Test func whatIsTakenAwayIsNotTakenAwayTwice() {
        for sql in ["DROP INDEX CONCURRENTLY i", "DROP DATABASE i"] {
            #expect(decision(sql, nil, .absent) == .run)
            #expect(decision(sql, .present, .absent) == .isDone)
            #expect(decision(sql, .present, .unfinished) == .run)
        }
        #expect(decision("CREATE DATABASE d", .absent, .present) == .isDone)
        #expect(decision("CREATE DATABASE d", nil, .present) == .run)
    }

    @Test func partitionsAndReindexingGoOn() {
        let detach = "ALTER TABLE t DETACH PARTITION p CONCURRENTLY"
        #expect(decision(detach, nil, .present) == .run)
        #expect(decision(detach, .present, .unfinished) == .finish("ALTER TABLE t DETACH PARTITION p FINALIZE"))
        #expect(decision(detach, nil, .unfinished) == .run)
        #expect(decision(detach, .present, .absent) == .isDone)
        let reindex = "REINDEX TABLE CONCURRENTLY t"
        #expect(decision(reindex, nil, .absent, [], ["x_ccnew"]) == .run)
        #expect(decision(reindex, .absent, .absent, ["x_ccnew"], ["x_ccnew", "y_ccnew"]) == .clean(["y_ccnew"]))
    }

    @Test func aNoteIsReadAsItWasWritten() {
        let finding = Finding(what: "index i", state: .absent, leftovers: ["a", "\"b;c\""], name: "app.i")
        let note = finding.note(ofStatement: 3)
        #expect(Finding(what: "index i", state: .present, name: "app.i").earlier(from: note, ofStatement: 3) == finding)
        #expect(finding.earlier(from: note, ofStatement: 2) == nil)
        #expect(Finding(what: "index j", state: .absent).earlier(from: note, ofStatement: 3) == nil)
    }

    @Test(arguments: [
        ("SELECT 'geheim', $$a;$$, 4711 FROM \"t\" -- x", "SELECT '…', '…', … FROM \"t\""),
        ("ALTER ROLE a PASSWORD 'geh", "ALTER ROLE a PASSWORD …"), ("  a\n\n  b ", "a b"), ("", ""),
    ])
    func valuesOfOthersAreNotShown(_ query: String, _ shown: String) { #expect(LockBlocker.shown(query) == shown) }
}
