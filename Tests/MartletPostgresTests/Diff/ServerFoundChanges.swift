import SQLText
import SchemaModel

extension ServerChange {
    /// What plans between random schemas once got wrong.
    static let found: [ServerChange] = [
        ServerChange(
            name: "row security goes with the last property of a table",
            old: ["CREATE TABLE t (a integer)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"],
            new: ["CREATE TABLE t (a integer)"],
            plan: [
                "ALTER TABLE ONLY public.t DISABLE ROW LEVEL SECURITY",
                "ALTER TABLE ONLY public.t NO FORCE ROW LEVEL SECURITY",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "a function is there before the column that is computed with it",
            old: ["CREATE TABLE t (a integer)", "INSERT INTO t VALUES (2)"],
            new: [
                "CREATE FUNCTION twice(n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2'",
                "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (twice(a)) STORED)",
            ],
            plan: ["CREATE OR REPLACE FUNCTION public.twice", "ALTER TABLE public.t ADD COLUMN b integer GENERATED"],
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT b::text FROM t", values: ["4"]),
        ServerChange(
            name: "a computed column goes before what it is computed from",
            old: ["CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED, c text)"],
            new: ["CREATE TABLE t (c text)"],
            plan: ["ALTER TABLE public.t DROP COLUMN b", "ALTER TABLE public.t DROP COLUMN a"], hazards: [.deletesData]),
        ServerChange(
            name: "a column is computed from one that changes its type, and from a new one",
            old: ["CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)"],
            new: ["CREATE TABLE t (c bigint GENERATED ALWAYS AS (a + b) STORED, a bigint, b integer DEFAULT 2)"],
            plan: [
                "ALTER TABLE public.t\n    ALTER COLUMN a TYPE bigint",
                "ALTER TABLE public.t ADD COLUMN b integer DEFAULT 2",
                "ALTER TABLE public.t ADD COLUMN c bigint GENERATED",
            ], hazards: [.blocksWrites, .rewritesTable], query: "SELECT c::text FROM t", values: ["3"]),
        ServerChange(
            name: "a condition that a child had of its own becomes its parent's",
            old: ["CREATE TABLE p (a integer)", "CREATE TABLE c (CONSTRAINT k CHECK (a > 0)) INHERITS (p)"],
            new: ["CREATE TABLE p (a integer CONSTRAINT k CHECK (a > 0))", "CREATE TABLE c () INHERITS (p)"],
            plan: [
                "ALTER TABLE public.c DROP CONSTRAINT k", "ALTER TABLE public.p\n    ADD CONSTRAINT k CHECK (a > 0)",
            ],
            hazards: [.blocksWrites, .mayFail]),
        ServerChange(
            name: "a foreign key that was not checked becomes a part of that of the partitioned table",
            old: [
                "CREATE TABLE u (id integer PRIMARY KEY)", "CREATE TABLE p (id integer) PARTITION BY RANGE (id)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9)",
                "ALTER TABLE p1 ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES u NOT VALID",
            ],
            new: [
                "CREATE TABLE u (id integer PRIMARY KEY)", "CREATE TABLE p (id integer) PARTITION BY RANGE (id)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9)",
                "ALTER TABLE p ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES u",
            ],
            plan: [
                "ALTER TABLE public.p1 DROP CONSTRAINT k",
                "ALTER TABLE public.p\n    ADD CONSTRAINT k FOREIGN KEY (id)",
            ], hazards: [.blocksWrites, .mayFail]),
        ServerChange(
            name: "indexes of partitions keep their names when a type changes",
            old: [
                "CREATE TABLE m (id integer, v integer) PARTITION BY LIST (id)",
                "CREATE TABLE m1 PARTITION OF m DEFAULT",
                "CREATE INDEX i ON ONLY m (v)", "CREATE INDEX \"Own\" ON m1 (v)",
                "ALTER INDEX i ATTACH PARTITION \"Own\"",
            ],
            new: [
                "CREATE TABLE m (id integer, v bigint) PARTITION BY LIST (id)",
                "CREATE TABLE m1 PARTITION OF m DEFAULT",
                "CREATE INDEX i ON ONLY m (v)", "CREATE INDEX \"Own\" ON m1 (v)",
                "ALTER INDEX i ATTACH PARTITION \"Own\"",
            ],
            plan: [
                "DROP INDEX public.i", "ALTER TABLE public.m\n    ALTER COLUMN v TYPE bigint",
                "CREATE INDEX i ON ONLY public.m (v)",
                "CREATE INDEX \"Own\" ON public.m1 (v)", "ALTER INDEX public.i ATTACH PARTITION public.\"Own\"",
            ], hazards: [.blocksWrites, .rewritesTable]),
        ServerChange(
            name: "a partitioned table that is made anew takes its partitions along",
            old: [
                "CREATE TABLE m (id integer) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (1) TO (9)",
                "INSERT INTO m VALUES (1), (2)",
            ],
            new: [
                "CREATE TABLE m (id integer) PARTITION BY LIST (id)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES IN (1, 2)",
            ],
            plan: [
                "LOCK TABLE public.m IN ACCESS EXCLUSIVE MODE",
                "CREATE TABLE public.m_rows AS SELECT * FROM public.m", "DROP TABLE public.m", "CREATE TABLE public.m",
                "CREATE TABLE public.m1", "ALTER TABLE ONLY public.m ATTACH PARTITION public.m1",
                "INSERT INTO public.m (id)",
                "DROP TABLE public.m_rows",
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT count(*)::text FROM m1", values: ["2"]
        ),
        ServerChange(
            name: "a key goes though a table refers to it that goes later",
            old: ["CREATE TABLE z (id integer PRIMARY KEY)", "CREATE TABLE a (z integer REFERENCES z)"],
            new: ["CREATE TABLE z (id integer NOT NULL)"],
            plan: [
                "ALTER TABLE public.a DROP CONSTRAINT a_z_fkey", "ALTER TABLE public.z DROP CONSTRAINT z_pkey",
                "DROP TABLE public.a",
            ], hazards: [.changesMeaning, .deletesData, .slowsQueries]),
        ServerChange(
            name: "a range that columns have is made anew",
            old: [
                "CREATE TYPE span AS RANGE (subtype = integer)", "CREATE TABLE t (a span DEFAULT '[1,2)', b span[])",
                "INSERT INTO t VALUES ('[1,3)', '{\"[1,2)\"}')", "CREATE VIEW v AS SELECT a FROM t",
            ],
            new: [
                "CREATE TYPE span AS RANGE (subtype = bigint)", "CREATE TABLE t (a span DEFAULT '[1,2)', b span[])",
                "CREATE VIEW v AS SELECT a FROM t",
            ],
            plan: [
                "ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT", "DROP VIEW public.v",
                "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE text USING a::text",
                "ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text", "DROP TYPE public.span",
                "CREATE TYPE public.span",
                "ALTER TABLE public.t\n    ALTER COLUMN a TYPE public.span USING a::public.span,\n"
                    + "    ALTER COLUMN b TYPE public.span[] USING b::text::public.span[]",
                "ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT", "CREATE VIEW public.v",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            query: "SELECT a::text || b::text FROM t",
            values: ["[1,3){\"[1,2)\"}"]),
        ServerChange(
            name: "a column is renamed with that of its children",
            old: ["CREATE TABLE p (a integer)", "CREATE TABLE c () INHERITS (p)", "INSERT INTO c VALUES (1)"],
            new: ["CREATE TABLE p (b integer)", "CREATE TABLE c () INHERITS (p)"],
            renames: [RenameHint(column: "a", of: ObjectName(schema: "public", "p"), to: "b")],
            plan: ["ALTER TABLE public.p RENAME COLUMN a TO b"], hazards: [.changesMeaning],
            query: "SELECT b::text FROM c",
            values: ["1"]),
        ServerChange(
            name: "the order of columns is no other statistics",
            old: ["CREATE TABLE t (a integer, b integer)", "CREATE STATISTICS s ON a, b FROM t"],
            new: ["CREATE TABLE t (b integer, a integer)", "CREATE STATISTICS s ON a, b FROM t"], plan: []),
        ServerChange(
            name: "a table becomes a partition when its constraints are there",
            old: [
                "CREATE TABLE m (id integer PRIMARY KEY, CONSTRAINT c CHECK (id > 0)) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 (id integer NOT NULL)", "INSERT INTO m1 VALUES (1)", "CREATE INDEX i ON m (id)",
            ],
            new: [
                "CREATE TABLE m (id integer PRIMARY KEY, CONSTRAINT c CHECK (id > 0)) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 (id integer CONSTRAINT k PRIMARY KEY, CONSTRAINT c CHECK (id > 0))",
                "CREATE INDEX j ON m1 (id)",
                "CREATE INDEX i ON m (id)", "ALTER TABLE m ATTACH PARTITION m1 FOR VALUES FROM (0) TO (9)",
            ],
            plan: [
                "ALTER TABLE public.m1\n    ADD CONSTRAINT c CHECK (id > 0) NOT VALID",
                "! CREATE UNIQUE INDEX CONCURRENTLY k",
                "ALTER TABLE public.m1\n    ADD CONSTRAINT k PRIMARY KEY USING INDEX k",
                "! ALTER TABLE public.m1 VALIDATE CONSTRAINT c",
                "! CREATE INDEX CONCURRENTLY j ON public.m1 (id)",
                "ALTER TABLE ONLY public.m ATTACH PARTITION public.m1",
            ], hazards: [.blocksWrites, .mayFail], online: true),
        ServerChange(
            name: "a partitioned table takes the keys that its partitions get",
            old: [
                "CREATE TABLE m (id integer NOT NULL) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 PARTITION OF m DEFAULT",
            ],
            new: [
                "CREATE TABLE m (id integer PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 PARTITION OF m DEFAULT",
            ],
            plan: [
                "! CREATE UNIQUE INDEX CONCURRENTLY m1_pkey ON public.m1 (id)",
                "ALTER TABLE public.m1\n    ADD CONSTRAINT m1_pkey PRIMARY KEY USING INDEX m1_pkey",
                "ALTER TABLE public.m\n    ADD CONSTRAINT m_pkey PRIMARY KEY (id)",
            ], hazards: [.blocksWrites, .mayFail], online: true),
        ServerChange(
            name: "a column of a domain with conditions is checked in every row",
            old: [
                "CREATE DOMAIN d AS integer DEFAULT 1 CHECK (VALUE > 0)", "CREATE TABLE t (a integer)",
                "INSERT INTO t VALUES (1)",
            ],
            new: ["CREATE DOMAIN d AS integer DEFAULT 1 CHECK (VALUE > 0)", "CREATE TABLE t (a integer, b d)"],
            plan: ["ALTER TABLE public.t ADD COLUMN b public.d"], hazards: [.blocksWrites, .rewritesTable],
            query: "SELECT b::text FROM t", values: ["1"]),
        ServerChange(
            name: "a table becomes a partition when its columns are never NULL",
            old: ["CREATE TABLE m (id integer NOT NULL) PARTITION BY LIST (id)", "CREATE TABLE m1 (id integer)"],
            new: [
                "CREATE TABLE m (id integer NOT NULL) PARTITION BY LIST (id)", "CREATE TABLE m1 PARTITION OF m DEFAULT",
            ],
            plan: [
                "ALTER TABLE public.m1\n    ADD CONSTRAINT m1_id_is_set CHECK",
                "! ALTER TABLE public.m1 VALIDATE CONSTRAINT m1_id_is_set",
                "ALTER TABLE public.m1 ALTER COLUMN id SET NOT NULL",
                "ALTER TABLE public.m1 DROP CONSTRAINT m1_id_is_set",
                "ALTER TABLE ONLY public.m ATTACH PARTITION public.m1 DEFAULT",
            ], hazards: [.blocksWrites, .mayFail], online: true, statementsUntil: 18),
        ServerChange(
            name: "a condition that rows may break comes to children by their parent",
            old: ["CREATE TABLE p (a integer)", "CREATE TABLE c () INHERITS (p)"],
            new: [
                "CREATE TABLE p (a integer)", "CREATE TABLE c () INHERITS (p)",
                "ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0) NOT VALID",
            ],
            plan: ["ALTER TABLE public.p\n    ADD CONSTRAINT k CHECK (a > 0) NOT VALID"]),
    ]
}
