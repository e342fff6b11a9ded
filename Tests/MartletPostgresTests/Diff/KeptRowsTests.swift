import DriverTestSupport
import MartletCore
import MartletPostgres
import SQLText
import SchemaModel
import TestSupport
import Testing

/// Tables that are made anew with their rows, while others write.
@Suite struct KeptRowsTests {
    /// A change, and what others write to.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var old: [String]
        var new: [String]
        /// Statements that write a row with the number `$1`.
        var writing = ["INSERT INTO t VALUES ($1)"]
        /// Queries for the numbers that are there.
        var reading = ["SELECT id::text FROM t"]

        var testDescription: String { name }
    }

    private static let plain = ["CREATE TABLE t (id integer)"]
    private static let partitioned = [
        "CREATE TABLE t (id integer) PARTITION BY RANGE (id)", "CREATE TABLE t1 PARTITION OF t DEFAULT",
    ]
    private static let referred = [
        "CREATE TABLE t (id integer PRIMARY KEY)", "INSERT INTO t VALUES (0)",
        "CREATE TABLE a (id integer REFERENCES t)", "ALTER TABLE t FORCE ROW LEVEL SECURITY",
    ]

    static let cases = [
        Case(name: "a table gets partitions", old: plain, new: partitioned),
        Case(name: "a table is without partitions", old: partitioned, new: plain),
        Case(
            name: "another key of partitions", old: partitioned,
            new: ["CREATE TABLE t (id integer) PARTITION BY LIST (id)", "CREATE TABLE t1 PARTITION OF t DEFAULT"],
            writing: ["INSERT INTO t1 VALUES ($1)"]),
        Case(
            name: "a parent", old: plain, new: ["CREATE TABLE p (id integer)", "CREATE TABLE t () INHERITS (p)"]),
        Case(
            name: "a partition leaves", old: partitioned,
            new: [
                "CREATE TABLE t (id integer) PARTITION BY LIST (id)", "CREATE TABLE t2 PARTITION OF t DEFAULT",
                "CREATE TABLE t1 (id integer)",
            ], writing: ["INSERT INTO t1 VALUES ($1)"], reading: ["SELECT id::text FROM t", "SELECT id::text FROM t1"]),
        Case(
            name: "a table that others refer to", old: referred,
            new: [
                "CREATE TABLE t (id integer PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE t1 PARTITION OF t DEFAULT", "CREATE TABLE a (id integer REFERENCES t)",
            ], writing: ["INSERT INTO t VALUES ($1)", "INSERT INTO a SELECT 0 FROM t WHERE id = 0 RETURNING $1"]),
    ]

    @Test("what others commit meanwhile is there afterwards", arguments: cases, [false, true])
    func others(_ change: Case, online: Bool) throws {
        let database = try ChangedServerDatabase(change.old)
        let other = try database.secondConnection()
        defer { other.close() }
        _ = try other.script("SET lock_timeout = '5ms'")
        let wanted = try ChangedServerDatabase(change.new).schema
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted, options: .init(online: online))
        var (written, refused) = ([String](), 0)
        func write() {
            for sql in change.writing {
                let number = String(written.count + refused + 1)
                do {
                    _ = try other.script(sql.replacing("$1", with: number))
                    if sql.hasPrefix(change.writing[0]) { written.append(number) }
                } catch { refused += 1 }
            }
        }
        for statement in plan.statements {
            if statement.isOutsideTransaction, database.connection.isInTransaction { try database.connection.commit() }
            if !statement.isOutsideTransaction, !database.connection.isInTransaction {
                try database.connection.begin()
            }
            write()
            try database.run(statement.sql)
        }
        if database.connection.isInTransaction { try database.connection.commit() }
        #expect(!written.isEmpty)
        #expect(refused > 0)
        let kept = Set(try change.reading.flatMap { try database.texts($0) })
        #expect(kept.isSuperset(of: written), "\(plan.statements.map(\.sql))")
        #expect(try database.schema.withSortedColumns == wanted.withSortedColumns)
    }

    @Test("tables are locked before anything else is done with them, those that refer to them first")
    func locks() throws {
        let database = try ChangedServerDatabase(Self.referred)
        let wanted = try ChangedServerDatabase(Self.partitioned).schema
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted)
        #expect(plan.statements.first?.sql == "LOCK TABLE public.a, public.t IN ACCESS EXCLUSIVE MODE")
        #expect(plan.statements.first?.hazards == [.blocksWrites])
    }
}
