import SQLText
import SchemaModel

extension ServerChange {
    private static let rows = [
        "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL)", "INSERT INTO t VALUES (1, 1), (2, 2)",
    ]

    private static func rows(_ statements: String...) -> [String] { rows + statements }

    /// A table over one partition.
    private static func partitioned(_ statements: String...) -> [String] {
        [
            "CREATE TABLE t (a integer, b integer) PARTITION BY LIST (a)", "CREATE TABLE t1 PARTITION OF t DEFAULT",
            "INSERT INTO t VALUES (1, 1), (2, 2)",
        ] + statements
    }

    /// A table over a partition with these bounds, to which rows of others refer, and of partitions of another.
    private static func referred(_ bounds: String) -> [String] {
        [
            "CREATE TABLE t (a integer PRIMARY KEY) PARTITION BY RANGE (a)", "CREATE TABLE t1 PARTITION OF t \(bounds)",
            "CREATE TABLE r (a integer CONSTRAINT k REFERENCES t)", "COMMENT ON CONSTRAINT k ON r IS 'x'",
            "CREATE TABLE own (a integer CONSTRAINT own_k REFERENCES t) PARTITION BY LIST (a)",
            "CREATE TABLE own1 PARTITION OF own DEFAULT", "INSERT INTO t VALUES (1), (2)",
            "INSERT INTO r VALUES (1), (2)",
            "INSERT INTO own VALUES (2)",
        ]
    }

    /// Indexes and keys that get another definition: the old one goes when the new one is there.
    static let replacements: [ServerChange] = [
        ServerChange(
            name: "an index is built beside the one whose place it takes", old: rows("CREATE INDEX i ON t (a)"),
            new: rows("CREATE INDEX i ON t (a, b) WITH (fillfactor = 70)", "COMMENT ON INDEX i IS 'two'"),
            plan: [
                "! CREATE INDEX CONCURRENTLY i_new ON public.t (a, b) WITH (fillfactor='70')",
                "! DROP INDEX CONCURRENTLY public.i", "ALTER INDEX public.i_new RENAME TO i",
                "COMMENT ON INDEX public.i IS 'two'",
            ], online: true),
        ServerChange(
            name: "an index is built beside the old one in one transaction too", old: rows("CREATE INDEX i ON t (a)"),
            new: rows("CREATE INDEX i ON t (b)"),
            plan: [
                "CREATE INDEX i_new ON public.t (b)", "DROP INDEX public.i", "ALTER INDEX public.i_new RENAME TO i",
            ], hazards: [.blocksWrites]),
        ServerChange(
            name: "two unique indexes change places, with what identifies and sorts rows",
            old: rows(
                "CREATE UNIQUE INDEX i ON t (a)", "CREATE UNIQUE INDEX j ON t (b)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX i", "ALTER TABLE t CLUSTER ON j",
                "COMMENT ON INDEX i IS 'x'"),
            new: rows(
                "CREATE UNIQUE INDEX i ON t (b)", "CREATE UNIQUE INDEX j ON t (a)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX i", "ALTER TABLE t CLUSTER ON j",
                "COMMENT ON INDEX i IS 'x'"),
            plan: [
                "! CREATE UNIQUE INDEX CONCURRENTLY i_new ON public.t (b)", "! DROP INDEX CONCURRENTLY public.i",
                "ALTER INDEX public.i_new RENAME TO i",
                "! CREATE UNIQUE INDEX CONCURRENTLY j_new ON public.t (a)", "! DROP INDEX CONCURRENTLY public.j",
                "ALTER INDEX public.j_new RENAME TO j", "ALTER TABLE ONLY public.t REPLICA IDENTITY USING INDEX i",
                "ALTER TABLE ONLY public.t CLUSTER ON j", "COMMENT ON INDEX public.i IS 'x'",
            ], hazards: [.changesMeaning, .mayFail], online: true),
        ServerChange(
            name: "keys are made of indexes that were built beside the old ones",
            old: rows("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a), ADD CONSTRAINT u UNIQUE (b)"),
            new: rows("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a, b), ADD CONSTRAINT u UNIQUE (b, a) DEFERRABLE"),
            plan: [
                "! CREATE UNIQUE INDEX CONCURRENTLY p_new ON public.t (a, b)",
                "ALTER TABLE public.t\n    DROP CONSTRAINT p,\n    ADD CONSTRAINT p PRIMARY KEY USING INDEX p_new",
                "! CREATE UNIQUE INDEX CONCURRENTLY u_new ON public.t (b, a)",
                "ALTER TABLE public.t\n    DROP CONSTRAINT u,\n    ADD CONSTRAINT u UNIQUE USING INDEX u_new DEFERRABLE",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "a primary key takes the place of one with another name",
            old: rows("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a)", "COMMENT ON CONSTRAINT p ON t IS 'x'"),
            new: rows("ALTER TABLE t ADD CONSTRAINT q PRIMARY KEY (b)", "COMMENT ON CONSTRAINT q ON t IS 'x'"),
            plan: [
                "! CREATE UNIQUE INDEX CONCURRENTLY q ON public.t (b)",
                "ALTER TABLE public.t\n    DROP CONSTRAINT p,\n    ADD CONSTRAINT q PRIMARY KEY USING INDEX q",
                "COMMENT ON CONSTRAINT q ON public.t IS 'x'",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "a key that something needs goes first",
            old: rows(
                "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a), ADD UNIQUE (a, b)",
                "CREATE TABLE r (a integer CONSTRAINT k REFERENCES t)"),
            new: rows(
                "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (b), ADD UNIQUE (a, b)",
                "CREATE TABLE r (a integer CONSTRAINT k REFERENCES t)"),
            plan: [
                "ALTER TABLE public.r DROP CONSTRAINT k", "ALTER TABLE public.t DROP CONSTRAINT p",
                "! CREATE UNIQUE INDEX CONCURRENTLY p ON public.t (b)", "ALTER TABLE public.t\n    ADD CONSTRAINT p",
                "ALTER TABLE public.r\n    ADD CONSTRAINT k", "! ALTER TABLE public.r VALIDATE CONSTRAINT k",
            ], hazards: [.changesMeaning, .mayFail, .slowsQueries], online: true),
        ServerChange(
            name: "a key whose columns may be NULL goes first",
            old: rows("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a)"),
            new: ["CREATE TABLE t (a integer, b integer NOT NULL, CONSTRAINT p PRIMARY KEY (b))"],
            plan: [
                "ALTER TABLE public.t DROP CONSTRAINT p", "ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL",
                "! CREATE UNIQUE INDEX CONCURRENTLY p ON public.t (b)", "ALTER TABLE public.t\n    ADD CONSTRAINT p",
            ], hazards: [.changesMeaning, .mayFail, .slowsQueries], online: true),
        ServerChange(
            name: "an index of a column that changes goes first", old: rows("CREATE INDEX i ON t ((a + b))"),
            new: ["CREATE TABLE t (a bigint NOT NULL, b integer NOT NULL)", "CREATE INDEX i ON t ((a - b))"],
            plan: [
                "! DROP INDEX CONCURRENTLY public.i", "ALTER TABLE public.t\n    ALTER COLUMN a TYPE bigint",
                "! CREATE INDEX CONCURRENTLY i ON public.t ((a - b))",
            ], hazards: [.blocksWrites, .rewritesTable, .slowsQueries], online: true),
        ServerChange(
            name: "an index of a partitioned table is built beside, with its parts",
            old: partitioned("CREATE UNIQUE INDEX i ON t (a)"), new: partitioned("CREATE UNIQUE INDEX i ON t (a, b)"),
            plan: [
                "CREATE UNIQUE INDEX i_new ON ONLY public.t (a, b)",
                "! CREATE UNIQUE INDEX CONCURRENTLY t1_a_b_idx ON public.t1 (a, b)",
                "ALTER INDEX public.i_new ATTACH PARTITION public.t1_a_b_idx", "DROP INDEX public.i",
                "ALTER INDEX public.i_new RENAME TO i",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "parts of an index keep their names",
            old: partitioned("CREATE INDEX i ON t (a)", "COMMENT ON INDEX t1_a_idx IS 'x'"),
            new: partitioned(
                "CREATE INDEX i ON t (b)", "ALTER INDEX t1_b_idx RENAME TO t1_a_idx", "COMMENT ON INDEX t1_a_idx IS 'x'"
            ),
            plan: [
                "CREATE INDEX i_new ON ONLY public.t (b)", "CREATE INDEX t1_a_idx_new ON public.t1 (b)",
                "ALTER INDEX public.i_new ATTACH PARTITION public.t1_a_idx_new", "DROP INDEX public.i",
                "ALTER INDEX public.i_new RENAME TO i", "ALTER INDEX public.t1_a_idx_new RENAME TO t1_a_idx",
                "COMMENT ON INDEX public.t1_a_idx IS 'x'",
            ], hazards: [.blocksWrites]),
        ServerChange(
            name: "an index of a table with other partitions goes first, and somebody has to know",
            old: partitioned("CREATE UNIQUE INDEX i ON t (a)"),
            new: partitioned("CREATE TABLE t2 PARTITION OF t FOR VALUES IN (7)", "CREATE UNIQUE INDEX i ON t (a, b)"),
            plan: [
                "DROP INDEX public.i", "CREATE TABLE public.t2", "ALTER TABLE ONLY public.t ATTACH PARTITION",
                "CREATE UNIQUE INDEX i ON ONLY public.t (a, b)", "CREATE UNIQUE INDEX t2_a_b_idx",
                "ALTER INDEX public.i ATTACH", "! CREATE UNIQUE INDEX CONCURRENTLY t1_a_b_idx ON public.t1 (a, b)",
                "ALTER INDEX public.i ATTACH",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .slowsQueries], online: true),
        ServerChange(
            name: "rows refer to a partition whose bounds change", old: referred("FOR VALUES FROM (1) TO (10)"),
            new: referred("FOR VALUES FROM (1) TO (20)"),
            plan: [
                "ALTER TABLE public.own DROP CONSTRAINT own_k", "ALTER TABLE public.r DROP CONSTRAINT k",
                "ALTER TABLE public.t DETACH PARTITION public.t1",
                "ALTER TABLE ONLY public.t ATTACH PARTITION public.t1",
                "ALTER TABLE public.own\n    ADD CONSTRAINT own_k", "ALTER TABLE public.r\n    ADD CONSTRAINT k",
                "! ALTER TABLE public.r VALIDATE CONSTRAINT k",
                "COMMENT ON CONSTRAINT k ON public.r IS 'x'",
            ], hazards: [.blocksWrites, .mayFail], online: true, query: "SELECT count(*)::text FROM r JOIN t USING (a)",
            values: ["2"]),
        ServerChange(
            name: "rows refer to a partition whose bounds change in one transaction",
            old: referred("FOR VALUES FROM (1) TO (10)"), new: referred("FOR VALUES FROM (1) TO (20)"),
            plan: [
                "ALTER TABLE public.own DROP CONSTRAINT own_k", "ALTER TABLE public.r DROP CONSTRAINT k",
                "ALTER TABLE public.t DETACH PARTITION public.t1",
                "ALTER TABLE ONLY public.t ATTACH PARTITION public.t1",
                "ALTER TABLE public.own\n    ADD CONSTRAINT own_k", "ALTER TABLE public.r\n    ADD CONSTRAINT k",
                "COMMENT ON CONSTRAINT k ON public.r IS 'x'",
            ], hazards: [.blocksWrites, .mayFail]),
        ServerChange(
            name: "tables that take each other's names keep their keys and indexes",
            old: [
                "CREATE TABLE a (id serial PRIMARY KEY, v integer UNIQUE, b integer)", "CREATE INDEX a_b_idx ON a (b)",
                "CREATE TABLE b (id serial PRIMARY KEY, v integer UNIQUE, b integer REFERENCES a)",
                "CREATE INDEX b_b_idx ON b (b)", "INSERT INTO a (v) VALUES (7)", "ALTER TABLE b CLUSTER ON b_b_idx",
            ],
            new: [
                "CREATE TABLE b (id serial PRIMARY KEY, v integer UNIQUE, b integer)", "CREATE INDEX b_b_idx ON b (b)",
                "CREATE TABLE a (id serial PRIMARY KEY, v integer UNIQUE, b integer REFERENCES b)",
                "CREATE INDEX a_b_idx ON a (b)", "ALTER TABLE a CLUSTER ON a_b_idx",
            ],
            renames: [
                RenameHint(table: ObjectName(schema: "public", "a"), to: ObjectName(schema: "public", "b")),
                RenameHint(table: ObjectName(schema: "public", "b"), to: ObjectName(schema: "public", "a")),
            ],
            plan: [
                "ALTER TABLE public.a RENAME TO b_new", "ALTER TABLE public.b RENAME TO a_new",
                "ALTER TABLE public.b_new RENAME TO b", "ALTER TABLE public.a_new RENAME TO a",
                "ALTER SEQUENCE public.a_id_seq RENAME", "ALTER SEQUENCE public.b_id_seq RENAME",
                "ALTER SEQUENCE public.b_id_seq_new RENAME", "ALTER SEQUENCE public.a_id_seq_new RENAME",
                "ALTER TABLE public.a RENAME CONSTRAINT b_pkey TO a_pkey_new",
                "ALTER TABLE public.a RENAME CONSTRAINT b_v_key TO a_v_key_new",
                "ALTER TABLE public.a RENAME CONSTRAINT b_b_fkey TO a_b_fkey",
                "ALTER INDEX public.b_b_idx RENAME TO a_b_idx_new",
                "ALTER TABLE public.b RENAME CONSTRAINT a_pkey TO b_pkey",
                "ALTER TABLE public.b RENAME CONSTRAINT a_v_key TO b_v_key",
                "ALTER INDEX public.a_b_idx RENAME TO b_b_idx",
                "ALTER TABLE public.a RENAME CONSTRAINT a_pkey_new TO a_pkey",
                "ALTER TABLE public.a RENAME CONSTRAINT a_v_key_new TO a_v_key",
                "ALTER INDEX public.a_b_idx_new RENAME TO a_b_idx",
            ], hazards: [.changesMeaning], online: true, query: "SELECT v::text FROM b", values: ["7"]),
        ServerChange(
            name: "what was built by a script that was stopped is not built again",
            old: rows(
                "CREATE INDEX i ON t (a)", "CREATE INDEX i_new ON t (b)",
                "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a)",
                "CREATE UNIQUE INDEX p_new ON t (b)"),
            new: rows("CREATE INDEX i ON t (b)", "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (b)"),
            plan: [
                "ALTER TABLE public.t\n    DROP CONSTRAINT p,\n    ADD CONSTRAINT p PRIMARY KEY USING INDEX p_new",
                "! DROP INDEX CONCURRENTLY public.i", "ALTER INDEX public.i_new RENAME TO i",
            ], online: true),
        ServerChange(
            name: "what a build that failed has left goes",
            old: rows(
                "CREATE INDEX i ON t (a)", "CREATE INDEX i_new ON t (b)",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i_new'::regclass"),
            new: rows("CREATE INDEX i ON t (b)"),
            plan: [
                "! DROP INDEX CONCURRENTLY public.i_new", "! CREATE INDEX CONCURRENTLY i_new2 ON public.t (b)",
                "! DROP INDEX CONCURRENTLY public.i", "ALTER INDEX public.i_new2 RENAME TO i",
            ], online: true),
        ServerChange(
            name: "an index that goes for good makes queries slow",
            old: rows("CREATE INDEX i ON t (a)", "CREATE UNIQUE INDEX j ON t (b)"), new: rows,
            plan: ["DROP INDEX public.j", "! DROP INDEX CONCURRENTLY public.i"],
            hazards: [.changesMeaning, .slowsQueries], online: true),
    ]
}
