import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// What a PostgreSQL database would like to be told, in the words of SQLite where both have the matter.
@Suite struct PostgresAdviceTests {
    private func findings(_ statements: [String]) throws -> [CheckFinding] {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for sql in statements {
            try connection.script(sql)
            // What a session has counted is told to the others a second later, or when it is asked for.
            try connection.execute("SELECT pg_stat_force_next_flush()")
        }
        return try connection.selfCheck { _ in }
    }

    private func advice(_ statements: [String]) throws -> [String] {
        let found = try findings(statements)
        #expect(found.allSatisfy { $0.weight == .advice })
        return found.map(\.message)
    }

    // MARK: Foreign keys

    private static let parent = "CREATE TABLE p (id int PRIMARY KEY, a int, b int, UNIQUE (a, b))"
    private static let single = "no index on public.c (p_id), which refers to public.p"
    private static let double = "no index on public.c (x, y), which refers to public.p"

    static let keys: [(sql: [String], messages: [String])] = [
        ([], []),
        (["CREATE TABLE c (p_id int REFERENCES p)"], [single]),
        (["CREATE TABLE c (p_id int REFERENCES p)", "CREATE INDEX ON c (p_id)"], []),
        (["CREATE TABLE c (p_id int REFERENCES p)", "CREATE INDEX ON c USING hash (p_id)"], []),
        (["CREATE TABLE c (p_id int REFERENCES p)", "CREATE INDEX ON c USING brin (p_id)"], [single]),
        (["CREATE TABLE c (p_id int REFERENCES p, n text)", "CREATE INDEX ON c (p_id, n)"], []),
        (["CREATE TABLE c (p_id int REFERENCES p, n text)", "CREATE INDEX ON c (n, p_id)"], [single]),
        (["CREATE TABLE c (p_id int REFERENCES p, n text)", "CREATE INDEX ON c (n) INCLUDE (p_id)"], [single]),
        (["CREATE TABLE c (p_id int REFERENCES p, n text)", "CREATE INDEX ON c (lower(n), p_id)"], [single]),
        (["CREATE TABLE c (p_id int REFERENCES p)", "CREATE INDEX ON c (p_id) WHERE p_id > 5"], [single]),
        (["CREATE TABLE c (p_id int PRIMARY KEY REFERENCES p)"], []),
        (["CREATE TABLE c (x int, y int, FOREIGN KEY (x, y) REFERENCES p (a, b))", "CREATE INDEX ON c (x)"], [double]),
        (
            [
                "CREATE TABLE c (x int, y int, z int, FOREIGN KEY (x, y) REFERENCES p (a, b))",
                "CREATE INDEX ON c (y, x, z)",
            ], []
        ),
        (
            [
                "CREATE TABLE c (x int, y int, z int, FOREIGN KEY (x, y) REFERENCES p (a, b))",
                "CREATE INDEX ON c (z, x, y)",
            ], [double]
        ),
        // Of a partitioned table it is said once; so is that which a partition inherits.
        (
            [
                "CREATE TABLE c (p_id int REFERENCES p) PARTITION BY LIST (p_id)",
                "CREATE TABLE c1 PARTITION OF c FOR VALUES IN (1)", "CREATE TABLE c2 PARTITION OF c FOR VALUES IN (2)",
            ], [single]
        ),
        (
            [
                "CREATE SCHEMA s", "CREATE TABLE s.\"My c\" (\"P id\" int REFERENCES p)",
                "CREATE TEMP TABLE t (id int PRIMARY KEY)", "CREATE TEMP TABLE u (id int REFERENCES t)",
            ],
            ["no index on s.\"My c\" (\"P id\"), which refers to public.p"]
        ),
    ]

    @Test(arguments: keys.indices) func foreignKeysWithoutAnIndexAreToldOf(_ index: Int) throws {
        #expect(try advice([Self.parent] + Self.keys[index].sql) == Self.keys[index].messages)
    }

    /// An index that is not valid is told of as such; and the key has none.
    @Test func anIndexThatIsNotValidDoesNotCount() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for sql in [
            Self.parent, "INSERT INTO p VALUES (1)", "CREATE TABLE c (p_id int REFERENCES p)",
            "INSERT INTO c VALUES (1), (1)",
        ] { try connection.script(sql) }
        #expect(throws: DriverError.self) { try connection.script("CREATE UNIQUE INDEX CONCURRENTLY ON c (p_id)") }
        let found = try connection.selfCheck { _ in }
        #expect(found.map(\.weight) == [.violation, .advice] && found.last?.message == Self.single)
    }

    @Test func whatItAdvisesIsTheCure() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for sql in [
            "CREATE TABLE \"my parent\" (id serial PRIMARY KEY)", "CREATE TABLE p (id smallserial PRIMARY KEY)",
            "CREATE TABLE \"my order\" (\"select\" int REFERENCES \"my parent\", \"a b\" int REFERENCES p)",
            // The name that the index would have is taken by one that is of no help.
            "CREATE INDEX \"my order_select_idx\" ON \"my order\" (\"select\") WHERE \"a b\" > 1",
            "SELECT setval('\"my parent_id_seq\"', 2000000000), setval('p_id_seq', 32000)",
            "CREATE TABLE t (x int UNIQUE, y int)", "CREATE INDEX \"x again\" ON t (x)",
        ] { try connection.script(sql) }
        let found = try connection.selfCheck { _ in }
        #expect(found.count == 5, "\(found)")
        for finding in found {
            for sql in try #require(finding.help).split(separator: "; ") { try connection.script(String(sql)) }
        }
        #expect(try connection.selfCheck { _ in }.isEmpty)
    }

    // MARK: Statistics and dead rows

    /// Nobody but the test clears away or counts what is in it.
    private static let quiet = "CREATE TABLE t (x int) WITH (autovacuum_enabled = off)"
    private static func filling(_ rows: Int) -> String { "INSERT INTO t SELECT generate_series(1, \(rows))" }

    static let statistics: [(sql: [String], messages: [String])] = [
        ([quiet, filling(9_999)], []),
        (
            [quiet, filling(10_000)],
            ["no statistics on public.t (10000 rows): PostgreSQL guesses which index to use"]
        ),
        ([quiet, filling(10_000), "ANALYZE t"], []),
        ([quiet, filling(10_000), "ANALYZE t", filling(9_000)], []),
        (
            [quiet, filling(10_000), "ANALYZE t", "UPDATE t SET x = x + 1", filling(8_000), "VACUUM t"],
            []
        ),
        (
            [
                quiet, filling(20_000), "ANALYZE t", "DELETE FROM t WHERE x > 10000", filling(1_000),
                "UPDATE t SET x = 1",
                "VACUUM t",
            ],
            ["the statistics on public.t are old: 22000 changes since, and 11000 rows now"]
        ),
        (
            [quiet, filling(30_000), "ANALYZE t", "DELETE FROM t WHERE x <= 9999"], []
        ),
        ([quiet, filling(40_000), "ANALYZE t", "DELETE FROM t WHERE x <= 10000"], []),
        (
            [quiet, filling(39_999), "ANALYZE t", "DELETE FROM t WHERE x <= 10000"],
            ["25 % of the rows of public.t (10000) are dead: changed or deleted, and not cleared away"]
        ),
        ([quiet, filling(30_000), "ANALYZE t", "DELETE FROM t WHERE x <= 20000", "VACUUM ANALYZE t"], []),
    ]

    @Test(arguments: statistics.indices) func tablesThatAutovacuumDoesNotKeepUpWithAreToldOf(_ index: Int) throws {
        #expect(try advice(Self.statistics[index].sql) == Self.statistics[index].messages)
    }

    // MARK: Indexes

    static let indexes: [(sql: [String], messages: [String])] = [
        (["CREATE INDEX i ON t (x)", "CREATE INDEX j ON t (x, y)", "CREATE INDEX k ON t (y)"], []),
        (
            ["CREATE INDEX i ON t (x)", "CREATE INDEX j ON t (x)", "CREATE INDEX k ON t (x)"],
            [
                "the index public.j on public.t does nothing that public.i does not do",
                "the index public.k on public.t does nothing that public.i does not do",
            ]
        ),
        // The one that also keeps the rule stays.
        (
            ["CREATE INDEX i ON t (x)", "CREATE UNIQUE INDEX j ON t (x)"],
            ["the index public.i on public.t does nothing that public.j does not do"]
        ),
        (
            ["CREATE INDEX i ON t (id)"], ["the index public.i on public.t does nothing that public.t_pkey does not do"]
        ),
        (
            [
                "CREATE INDEX i ON t (x)", "CREATE INDEX j ON t (x DESC)", "CREATE INDEX k ON t (x) WHERE y > 1",
                "CREATE INDEX l ON t USING hash (x)", "CREATE INDEX m ON t (x) INCLUDE (y)",
                "CREATE INDEX n ON t ((x + 1))",
            ], []
        ),
        (["CREATE TABLE u (x int)", "CREATE INDEX i ON t (x)", "CREATE INDEX j ON u (x)"], []),
        // What belongs to a constraint, or to the table that it is a part of, cannot be dropped by itself.
        (["ALTER TABLE t ADD UNIQUE (id)"], []),
        (
            [
                "CREATE TABLE q (x int) PARTITION BY LIST (x)", "CREATE INDEX i ON q (x)", "CREATE INDEX j ON q (x)",
                "CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1)",
            ],
            ["the index public.j on public.q does nothing that public.i does not do"]
        ),
    ]

    @Test(arguments: indexes.indices) func indexesThatAreThereTwiceAreToldOf(_ index: Int) throws {
        let table = "CREATE TABLE t (id int PRIMARY KEY, x int, y int)"
        #expect(try advice([table] + Self.indexes[index].sql) == Self.indexes[index].messages)
    }

    // MARK: Numbers

    private static func spent(_ table: String, _ share: Int, of most: Int) -> [String] {
        ["the sequence public.t_id_seq, which numbers public.\(table) (id), has used \(share) % of its \(most) numbers"]
    }

    static let sequences: [(sql: [String], messages: [String], help: String?)] = [
        (["CREATE TABLE t (id serial)", "SELECT setval('t_id_seq', 1717986900)"], [], nil),
        (
            ["CREATE TABLE t (id serial)", "SELECT setval('t_id_seq', 1717986920)"], spent("t", 80, of: 2_147_483_647),
            "ALTER TABLE public.t ALTER id TYPE bigint; ALTER SEQUENCE public.t_id_seq AS bigint NO MAXVALUE;"
        ),
        (
            ["CREATE TABLE t (id smallint GENERATED ALWAYS AS IDENTITY)", "SELECT setval('t_id_seq', 32767)"],
            spent("t", 100, of: 32_767),
            "ALTER TABLE public.t ALTER id TYPE bigint; ALTER SEQUENCE public.t_id_seq AS bigint NO MAXVALUE;"
        ),
        (["CREATE TABLE t (id bigserial)", "SELECT setval('t_id_seq', 2000000000)"], [], nil),
        // The sequence is wide, and the column is not.
        (
            [
                "CREATE SEQUENCE t_id_seq", "CREATE TABLE t (id int DEFAULT nextval('t_id_seq'))",
                "CREATE TABLE u (id bigint DEFAULT nextval('t_id_seq'))", "SELECT setval('t_id_seq', 2000000000)",
            ], spent("t", 93, of: 2_147_483_647),
            "ALTER TABLE public.t ALTER id TYPE bigint; ALTER SEQUENCE public.t_id_seq AS bigint NO MAXVALUE;"
        ),
        // And the other way round.
        (
            [
                "CREATE TABLE t (id serial)", "ALTER TABLE t ALTER id TYPE bigint",
                "SELECT setval('t_id_seq', 2000000000)",
            ],
            spent("t", 93, of: 2_147_483_647), "ALTER SEQUENCE public.t_id_seq AS bigint NO MAXVALUE;"
        ),
        (
            ["CREATE SEQUENCE alone MAXVALUE 10", "SELECT setval('alone', 9)"],
            ["the sequence public.alone has used 90 % of its 10 numbers"],
            "ALTER SEQUENCE public.alone AS bigint NO MAXVALUE;"
        ),
        (["CREATE SEQUENCE round MAXVALUE 10 CYCLE", "SELECT setval('round', 9)"], [], nil),
        (
            ["CREATE SEQUENCE last", "SELECT setval('last', 9223372036854775807)"],
            ["the sequence public.last has used 100 % of its 9223372036854775807 numbers"], nil
        ),
    ]

    @Test(arguments: sequences.indices) func numbersThatComeToAnEndAreToldOf(_ index: Int) throws {
        let found = try findings(Self.sequences[index].sql)
        #expect(found.map(\.message) == Self.sequences[index].messages)
        #expect(found.first?.help == Self.sequences[index].help)
    }

    // MARK: Around it

    /// Martlet's own tables, and names that lead elsewhere, are nobody's trouble.
    @Test func aHostileSearchPathLeadsNowhere() throws {
        #expect(
            try advice([
                "CREATE SCHEMA evil",
                "CREATE FUNCTION evil.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT ''x'''",
                "CREATE FUNCTION evil.same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
                "CREATE OPERATOR evil.> (FUNCTION = evil.same, LEFTARG = int, RIGHTARG = int)",
                "SET search_path = evil, pg_catalog, public", "CREATE TABLE public.t (id serial PRIMARY KEY)",
            ]) == [])
    }

    @Test func aRoleThatMayReadNothingGetsNoError() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let role = "reader_\(bench.database?.name ?? "")"
        for sql in [
            Self.parent, "CREATE TABLE c (id serial, p_id int REFERENCES p)", "CREATE ROLE \(role)", "SET ROLE \(role)",
        ] {
            try connection.script(sql)
        }
        #expect(try connection.selfCheck { _ in }.map(\.message) == [Self.single])
        for sql in ["RESET ROLE", "DROP ROLE \(role)"] { try connection.script(sql) }
    }
}
