import Testing

@testable import MartletCore

/// A fault at every single call of a run: each migration is applied and recorded, or neither, and the next run ends
/// where a run without faults does.
@Suite struct FaultSweepTests {
    /// Steps of every kind: shared, alone, with a rebuild, without a transaction.
    private static let files = [
        ("001_a", "CREATE TABLE a (x);"),
        ("002_b", "CREATE TABLE b (id INTEGER PRIMARY KEY); CREATE TABLE b_child (b REFERENCES b ON DELETE CASCADE);"),
        (
            "003_alone",
            "PRAGMA user_version = 3; CREATE TABLE c (x); INSERT INTO b VALUES (1); INSERT INTO b_child VALUES (1);"
        ),
        (
            "004_rebuild",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, x); INSERT INTO n (id) SELECT id FROM b; DROP TABLE b; ALTER TABLE n RENAME TO b;"
        ),
        (
            "005_steps",
            "-- martlet: transaction=none\nCREATE TABLE e (x); INSERT INTO e VALUES (1); VACUUM; INSERT INTO e VALUES (2);"
        ),
        ("006_f", "CREATE TABLE f (x);"),
    ]

    private static let schema = ["a", "b", "b_child", "c", "e", "f"]

    private func workshop() throws -> Workshop {
        let workshop = try Workshop()
        for (name, sql) in Self.files { try workshop.migration(name, sql) }
        workshop.configure { $0.lockTimeout = .zero }
        return workshop
    }

    /// How many calls a run without faults makes.
    private func calls() throws -> Int {
        let workshop = try workshop()
        let backend = FaultyBackend()
        workshop.backend = backend
        #expect(workshop.migrate().exitStatus == .done)
        return backend.count("")
    }

    @Test(arguments: [DriverError.Kind.storage, .busy, .interrupted], [false, true])
    func whateverFailsTheNextRunEndsWhereItShould(_ kind: DriverError.Kind, _ staysBroken: Bool) throws {
        let total = try calls()
        #expect(total > 80)
        for number in stride(from: 1, through: total, by: staysBroken ? 3 : 2) {
            try sweep(number, kind, staysBroken)
        }
    }

    private func sweep(_ number: Int, _ kind: DriverError.Kind, _ staysBroken: Bool) throws {
        let workshop = try workshop()
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.setFault { [unowned backend] _, _ in
            let count = backend.count("")
            let isHit = staysBroken ? count >= number : count == number
            return isHit ? DriverError(kind, "fault \(number)") : nil
        }
        _ = workshop.migrate()
        workshop.backend = FaultyBackend()
        let found = Set(workshop.sql("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        let applied = Set(
            found.contains("martlet_migrations")
                ? workshop.sql("SELECT version FROM martlet_migrations WHERE success = 1") : [])
        for (version, table) in [("001", "a"), ("002", "b_child"), ("003", "c"), ("006", "f")] {
            #expect(applied.contains(version) == found.contains(table), "\(version) after fault \(number)")
        }
        #expect(workshop.events.finished.allSatisfy(applied.contains), "told too soon with fault \(number)")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .done, "\(outcome.firstError?.message ?? "") after fault \(number)")
        #expect(workshop.tables() == Self.schema, "after fault \(number)")
        #expect(
            workshop.sql(
                "SELECT (SELECT group_concat(x) FROM e), (SELECT count(*) FROM b_child), (SELECT count(*) FROM martlet_migrations WHERE success = 1)"
            )
                == ["1,2|1|6"], "after fault \(number)")
        #expect(workshop.chainIsWhole(), "after fault \(number)")
    }
}
