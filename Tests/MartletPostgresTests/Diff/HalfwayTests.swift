import SQLText
import SchemaModel
import Testing

/// Scripts that stop halfway, as they run in more than one transaction.
@Suite struct HalfwayTests {
    private static let changes = (ServerChange.replacements + ServerChange.constraints + ServerChange.indexes).filter(
        \.online)

    @Test("wherever a script is stopped, a new plan leads the rest of the way", arguments: changes)
    func stops(_ change: ServerChange) throws {
        let database = try ChangedServerDatabase()
        guard try database.isSince(change.since) else { return }
        let wanted = try ChangedServerDatabase(change.new).schema
        var done = 0
        while true {
            try database.clear()
            for statement in change.old { try database.run(statement) }
            let plan = try PostgresChangePlan(from: try database.schema, to: wanted).statements
            try database.run(Array(plan.prefix(done)))
            let rest = try PostgresChangePlan(from: try database.schema, to: wanted)
            try database.run(rest)
            let result = try database.schema.withSortedColumns
            #expect(
                result == wanted.withSortedColumns,
                "\(done): \(result.differences(from: wanted.withSortedColumns).joined(separator: "\n"))")
            // What shares a transaction is done as a whole.
            let isCommitted = { (count: Int) in
                count == plan.count || plan[count].isOutsideTransaction || plan[count - 1].isOutsideTransaction
            }
            guard let next = (done + 1..<plan.count + 1).first(where: isCommitted) else { break }
            done = next
        }
    }

    @Test(
        "queries and rows are never without an index that is replaced", arguments: ServerChange.replacements.prefix(5))
    func replacements(_ change: ServerChange) throws {
        let database = try ChangedServerDatabase(change.old)
        let wanted = try ChangedServerDatabase(change.new).schema
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted, options: .init(online: change.online))
        let indexes = "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid"
        let least = try database.number(indexes)
        for statement in plan.statements {
            try database.run([statement])
            #expect(try database.number(indexes) >= least, "\(statement.sql)")
        }
    }

    /// A partitioned table with a partition whose bounds change, and what else changes.
    private static let partitioned = [
        "CREATE TABLE m (id integer NOT NULL, v integer) PARTITION BY RANGE (id)",
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)", "CREATE TABLE t (a integer)",
    ]

    @Test(
        "a partition is away for no moment that others see",
        arguments: [
            ([], ["CREATE INDEX i ON t (a)"]),
            (["CREATE INDEX i ON t (a)"], []),
            (["CREATE INDEX i ON m1 (v)"], []),
            ([], ["CREATE INDEX i ON m1 (v)"]),
            (["CREATE INDEX i ON m (v)"], []),
            ([], ["CREATE INDEX i ON m (v)"]),
            (["CREATE INDEX i ON m1 (v)"], ["CREATE INDEX i ON m1 (id)"]),
            ([], ["ALTER TABLE m ADD CONSTRAINT c CHECK (v > 0)"]),
            ([], ["ALTER TABLE m1 ADD CONSTRAINT c CHECK (v > 0)", "ALTER TABLE t ADD CHECK (a > 0)"]),
            ([], ["ALTER TABLE m ADD PRIMARY KEY (id)"]),
            ([], ["ALTER TABLE m ALTER v SET NOT NULL"]),
            ([], ["ALTER TABLE t ADD PRIMARY KEY (a)", "ALTER TABLE m ADD FOREIGN KEY (v) REFERENCES t"]),
            ([], ["ALTER TABLE t ADD PRIMARY KEY (a)", "ALTER TABLE m1 ADD FOREIGN KEY (v) REFERENCES t"]),
            (
                ["ALTER TABLE t ADD PRIMARY KEY (a)"],
                ["ALTER TABLE t ADD PRIMARY KEY (a)", "ALTER TABLE m ADD FOREIGN KEY (v) REFERENCES t"]
            ),
        ] as [([String], [String])])
    func partitions(_ old: [String], _ new: [String]) throws {
        let database = try ChangedServerDatabase(
            Self.partitioned + ["INSERT INTO t VALUES (1)", "INSERT INTO m VALUES (1, 1)"] + old)
        let further = Self.partitioned.map { $0.replacing("TO (10)", with: "TO (20)") } + new
        let wanted = try ChangedServerDatabase(further).schema
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted)
        #expect(plan.statements.contains { $0.sql.contains("DETACH") && $0.hazards.contains(.blocksWrites) })
        var isOpen = false
        for statement in plan.statements {
            isOpen = statement.sql.contains("DETACH PARTITION") || isOpen && !statement.sql.contains("ATTACH PARTITION")
            #expect(!isOpen || !statement.isOutsideTransaction, "\(statement.sql)")
        }
        try database.run(plan)
        #expect(try database.schema.withSortedColumns == wanted.withSortedColumns)
        #expect(try database.number("SELECT count(*) FROM m") == 1)
    }

    @Test func aChildIsAwayForNoMomentThatOthersSee() throws {
        let old = [
            "CREATE TABLE p (a integer)", "CREATE TABLE c (b integer) INHERITS (p)", "INSERT INTO c VALUES (1, 1)",
        ]
        let new = [
            "CREATE TABLE p (a integer)", "CREATE TABLE q (a integer)",
            "CREATE TABLE c (b integer NOT NULL CHECK (b > 0)) INHERITS (q)", "CREATE INDEX i ON c (b)",
        ]
        let database = try ChangedServerDatabase(old)
        let wanted = try ChangedServerDatabase(new).schema
        let plan = try PostgresChangePlan(from: try database.schema, to: wanted)
        #expect(plan.statements.allSatisfy { !$0.isOutsideTransaction })
        try database.run(plan)
        #expect(try database.number("SELECT count(*) FROM q") == 1)
    }
}
