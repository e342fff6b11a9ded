import SchemaModel

extension ServerChange {
    private static let table = ["CREATE TABLE t (a integer, b text)", "INSERT INTO t VALUES (1, 'x')"]

    /// Views, routines, triggers, policies and others.
    static let programs: [ServerChange] = [
        ServerChange(
            name: "a view gets a column, and those that read it stay",
            old: table + [
                "CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT a FROM v", "COMMENT ON VIEW v IS 'one'",
            ],
            new: table + [
                "CREATE VIEW v AS SELECT a, b FROM t", "CREATE VIEW w AS SELECT a FROM v", "COMMENT ON VIEW v IS 'two'",
            ],
            plan: ["CREATE OR REPLACE VIEW public.v", "COMMENT ON VIEW public.v IS 'two'"], hazards: [.changesMeaning],
            query: "SELECT b FROM v", values: ["x"]),
        ServerChange(
            name: "a view loses a column, and those that read it are made again",
            old: table + [
                "CREATE VIEW v AS SELECT a, b FROM t", "CREATE MATERIALIZED VIEW w AS SELECT a FROM v",
                "CREATE INDEX i ON w (a)",
                "COMMENT ON COLUMN w.a IS 'one'", "COMMENT ON INDEX i IS 'two'",
            ],
            new: table + [
                "CREATE VIEW v AS SELECT a FROM t", "CREATE MATERIALIZED VIEW w AS SELECT a FROM v",
                "CREATE INDEX i ON w (a)",
                "COMMENT ON COLUMN w.a IS 'one'", "COMMENT ON INDEX i IS 'two'",
            ],
            plan: [
                "DROP MATERIALIZED VIEW public.w", "DROP VIEW public.v", "CREATE VIEW public.v",
                "CREATE MATERIALIZED VIEW public.w",
                "CREATE INDEX i ON public.w (a)",
                "COMMENT ON COLUMN public.w.a IS 'one'", "COMMENT ON INDEX public.i IS 'two'",
                "REFRESH MATERIALIZED VIEW public.w",
            ], hazards: [.rewritesTable], online: true, query: "SELECT a::text FROM w", values: ["1"]),
        ServerChange(
            name: "options of views change",
            old: table + ["CREATE VIEW v AS SELECT a FROM t", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one"],
            new: table + [
                "CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION",
                "ALTER VIEW v ALTER a SET DEFAULT 5",
                "CREATE MATERIALIZED VIEW m WITH (fillfactor = 50) AS SELECT 1 AS one WITH NO DATA",
            ],
            plan: [
                "ALTER MATERIALIZED VIEW public.m SET (fillfactor='50')", "CREATE OR REPLACE VIEW public.v",
                "ALTER VIEW public.v ALTER COLUMN a SET DEFAULT 5",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "a column that a view does not name is dropped beside it",
            old: table + ["CREATE VIEW v AS SELECT a FROM t", "CREATE VIEW w AS SELECT x FROM t AS y(x, z)"],
            new: [
                "CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t",
                "CREATE VIEW w AS SELECT a AS x FROM t",
            ],
            plan: ["DROP VIEW public.w", "ALTER TABLE public.t DROP COLUMN b", "CREATE VIEW public.w"],
            hazards: [.deletesData]),
        ServerChange(
            name: "a function gets another body",
            old: [
                "CREATE FUNCTION f(n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT n'",
                "CREATE TABLE t (a integer, CHECK (f(a) > 0))",
            ],
            new: [
                "CREATE FUNCTION f(n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT n + 1'",
                "CREATE TABLE t (a integer, CHECK (f(a) > 0))",
            ],
            plan: ["CREATE OR REPLACE FUNCTION public.f"], hazards: [.changesMeaning]),
        ServerChange(
            name: "a function gives another type, and all that calls it is made again",
            old: [
                "CREATE FUNCTION f(n integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT n'",
                "CREATE TABLE t (a integer DEFAULT f(1), b integer GENERATED ALWAYS AS (f(a)) STORED, CONSTRAINT c CHECK (f(a) > 0))",
                "CREATE INDEX i ON t (f(a))", "CREATE VIEW v AS SELECT f(a) FROM t",
                "CREATE POLICY p ON t USING (f(a) > 0)",
                "CREATE DOMAIN d AS integer DEFAULT f(2) CONSTRAINT e CHECK (f(VALUE) > 0)",
            ],
            new: [
                "CREATE FUNCTION f(n integer) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT n::bigint'",
                "CREATE TABLE t (a integer DEFAULT f(1), b integer GENERATED ALWAYS AS (f(a)) STORED, CONSTRAINT c CHECK (f(a) > 0))",
                "CREATE INDEX i ON t (f(a))", "CREATE VIEW v AS SELECT f(a) FROM t",
                "CREATE POLICY p ON t USING (f(a) > 0)",
                "CREATE DOMAIN d AS integer DEFAULT f(2) CONSTRAINT e CHECK (f(VALUE) > 0)",
            ],
            plan: [
                "DROP POLICY p", "ALTER TABLE public.t DROP CONSTRAINT c", "DROP INDEX public.i",
                "ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT",
                "ALTER DOMAIN public.d DROP CONSTRAINT e", "ALTER DOMAIN public.d DROP DEFAULT", "DROP VIEW public.v",
                "ALTER TABLE public.t DROP COLUMN b", "DROP FUNCTION public.f(integer)",
                "CREATE OR REPLACE FUNCTION public.f",
                "ALTER DOMAIN public.d SET DEFAULT", "ALTER DOMAIN public.d ADD CONSTRAINT e",
                "ALTER TABLE public.t ADD COLUMN b", "ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT",
                "ALTER TABLE public.t\n    ADD CONSTRAINT c", "CREATE INDEX i", "CREATE VIEW public.v",
                "CREATE POLICY p",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable]),
        ServerChange(
            name: "triggers change and are switched",
            old: table + [
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            ],
            new: table + [
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER a BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
                "ALTER TABLE t DISABLE TRIGGER b",
            ],
            plan: [
                "DROP TRIGGER a ON public.t", "CREATE TRIGGER a BEFORE UPDATE",
                "ALTER TABLE public.t DISABLE TRIGGER b",
            ],
            hazards: [.changesMeaning]),
        ServerChange(
            name: "policies change",
            old: table + [
                "CREATE POLICY p ON t USING (a > 0)", "CREATE POLICY q ON t USING (a > 0) WITH CHECK (a > 1)",
            ],
            new: table + [
                "CREATE POLICY p ON t TO postgres USING (a > 1) WITH CHECK (true)",
                "CREATE POLICY q ON t USING (a > 0)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            ],
            plan: [
                "DROP POLICY q ON public.t",
                "ALTER POLICY p ON public.t\n    TO postgres\n    USING (a > 1)\n    WITH CHECK (true)",
                "CREATE POLICY q", "ALTER TABLE ONLY public.t ENABLE ROW LEVEL SECURITY",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "other objects change by being made again",
            old: table + [
                "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", "CREATE PUBLICATION p FOR TABLE t",
                "COMMENT ON RULE r ON t IS 'one'",
            ],
            new: table + [
                "CREATE RULE r AS ON DELETE TO t DO ALSO NOTIFY x", "CREATE PUBLICATION p FOR TABLE t",
                "COMMENT ON RULE r ON t IS 'one'",
            ],
            plan: ["DROP RULE r ON public.t", "CREATE RULE r AS", "COMMENT ON RULE r ON public.t IS 'one'"],
            hazards: [.changesMeaning]),
        ServerChange(
            name: "rights change",
            old: table + [
                "GRANT SELECT, INSERT ON t TO PUBLIC", "GRANT UPDATE (a) ON t TO PUBLIC",
                "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "REVOKE ALL ON FUNCTION f() FROM PUBLIC",
            ],
            new: table + [
                "GRANT SELECT ON t TO PUBLIC", "GRANT UPDATE (a) ON t TO PUBLIC",
                "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            ],
            plan: [
                "REVOKE ALL ON TABLE public.t FROM PUBLIC", "GRANT SELECT ON TABLE public.t TO PUBLIC",
                "REVOKE ALL (a) ON TABLE public.t FROM PUBLIC",
                "GRANT UPDATE (a) ON TABLE public.t TO PUBLIC", "REVOKE ALL ON FUNCTION public.f() FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION public.f() TO PUBLIC",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "objects that need one another go together",
            old: [
                "CREATE TABLE t (n integer)",
                "CREATE FUNCTION f() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT max(n) FROM t; END",
                "ALTER TABLE t ALTER n SET DEFAULT f()", "CREATE VIEW v AS SELECT 1 AS one",
                "CREATE FUNCTION g() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM v; END",
                "CREATE OR REPLACE VIEW v AS SELECT g()::integer AS one",
            ], new: [],
            plan: [
                "ALTER TABLE ONLY public.t ALTER COLUMN n DROP DEFAULT", "CREATE OR REPLACE VIEW public.v",
                "DROP FUNCTION public.g()", "DROP VIEW public.v",
                "DROP FUNCTION public.f()", "DROP TABLE public.t",
            ], hazards: [.changesMeaning, .deletesData], since: 14),
    ]

    private static let referredPartitions = [
        "CREATE TABLE m (id integer PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20)", "INSERT INTO m VALUES (1), (11)",
    ]

    /// Partitions, children and tables that are made anew.
    static let partitions: [ServerChange] = [
        ServerChange(
            name: "a partition goes from a table that others refer to",
            old: referredPartitions + ["CREATE TABLE r (m integer REFERENCES m)", "INSERT INTO r VALUES (1)"],
            new: Array(referredPartitions.prefix(2)) + ["CREATE TABLE r (m integer REFERENCES m)"],
            plan: ["ALTER TABLE public.m DETACH PARTITION public.m2", "DROP TABLE public.m2"],
            hazards: [.blocksWrites, .deletesData, .mayFail], query: "SELECT id::text FROM m", values: ["1"]),
        ServerChange(
            name: "a partition of a partition goes from a table that others refer to",
            old: Array(referredPartitions.prefix(2)) + [
                "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
                "CREATE TABLE m3 PARTITION OF m2 DEFAULT", "CREATE TABLE r (m integer REFERENCES m)",
            ],
            new: Array(referredPartitions.prefix(2)) + [
                "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id)",
                "CREATE TABLE r (m integer REFERENCES m)",
            ],
            plan: ["ALTER TABLE public.m2 DETACH PARTITION public.m3", "DROP TABLE public.m3"],
            hazards: [.blocksWrites, .deletesData, .mayFail]),
        ServerChange(
            name: "a partition goes with the tables that refer to it",
            old: referredPartitions + [
                "CREATE TABLE a (m integer REFERENCES m)", "CREATE TABLE z (m integer REFERENCES m)",
                "INSERT INTO a VALUES (11)", "INSERT INTO z VALUES (11)",
            ],
            new: Array(referredPartitions.prefix(2)),
            plan: [
                "ALTER TABLE public.a DROP CONSTRAINT", "DROP TABLE public.z", "DROP TABLE public.m2",
                "DROP TABLE public.a",
            ],
            hazards: [.deletesData]),
        ServerChange(
            name: "partitions come, go and change their place",
            old: [
                "CREATE TABLE m (id integer NOT NULL, v text) PARTITION BY RANGE (id)", "CREATE INDEX i ON m (v)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20)",
                "INSERT INTO m VALUES (1, 'a'), (11, 'b')",
            ],
            new: [
                "CREATE TABLE m (id integer NOT NULL, v text) PARTITION BY RANGE (id)", "CREATE INDEX i ON m (v)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (5)",
                "CREATE TABLE m2 (id integer NOT NULL, v text)",
                "CREATE INDEX m2_v_idx ON m2 (v)", "CREATE TABLE m3 PARTITION OF m DEFAULT",
            ],
            plan: [
                "ALTER TABLE public.m DETACH PARTITION public.m1", "ALTER TABLE public.m DETACH PARTITION public.m2",
                "ALTER TABLE ONLY public.m ATTACH PARTITION public.m1 FOR VALUES FROM (0) TO (5)",
                "CREATE TABLE public.m3",
                "CREATE INDEX m3_v_idx ON public.m3 (v)",
                "ALTER TABLE ONLY public.m ATTACH PARTITION public.m3 DEFAULT",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail], query: "SELECT v FROM m", values: ["a"]),
        ServerChange(
            name: "a partitioned table changes with its partitions",
            old: [
                "CREATE TABLE m (id integer NOT NULL, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10)",
                "INSERT INTO m VALUES (1, '7')",
            ],
            new: [
                "CREATE TABLE m (id integer PRIMARY KEY, v integer, n integer NOT NULL DEFAULT 3 CHECK (n > 0)) PARTITION BY RANGE (id)",
                "CREATE TABLE m1 (id integer CONSTRAINT own PRIMARY KEY, v integer, n integer NOT NULL DEFAULT 3 CONSTRAINT m_n_check CHECK (n > 0))",
                "ALTER TABLE m ATTACH PARTITION m1 FOR VALUES FROM (0) TO (10)", "CREATE INDEX i ON m (v)",
            ],
            plan: [
                "ALTER TABLE public.m\n    ALTER COLUMN v TYPE integer USING v::integer",
                "ALTER TABLE public.m ADD COLUMN n integer NOT NULL DEFAULT 3",
                "ALTER TABLE public.m\n    ADD CONSTRAINT m_n_check CHECK (n > 0) NOT VALID",
                "CREATE INDEX i ON ONLY public.m (v)",
                "! CREATE UNIQUE INDEX CONCURRENTLY own ON public.m1 (id)",
                "ALTER TABLE public.m1\n    ADD CONSTRAINT own PRIMARY KEY USING INDEX own",
                "ALTER TABLE public.m\n    ADD CONSTRAINT m_pkey PRIMARY KEY (id)",
                "! ALTER TABLE public.m VALIDATE CONSTRAINT m_n_check",
                "! CREATE INDEX CONCURRENTLY m1_v_idx ON public.m1 (v)",
                "ALTER INDEX public.i ATTACH PARTITION public.m1_v_idx",
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable], online: true, query: "SELECT (v + n)::text FROM m1",
            values: ["10"]),
        ServerChange(
            name: "a table is spread over partitions with its rows",
            old: [
                "CREATE TABLE m (id integer GENERATED ALWAYS AS IDENTITY, v text)",
                "INSERT INTO m (v) VALUES ('a'), ('b')", "CREATE VIEW w AS SELECT v FROM m",
            ],
            new: [
                "CREATE TABLE m (id integer GENERATED ALWAYS AS IDENTITY, v text) PARTITION BY LIST (id)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES IN (1)", "CREATE TABLE m2 PARTITION OF m DEFAULT",
                "CREATE VIEW w AS SELECT v FROM m",
            ],
            plan: [
                "LOCK TABLE public.m IN ACCESS EXCLUSIVE MODE",
                "CREATE TABLE public.m_rows AS SELECT * FROM ONLY public.m", "DROP VIEW public.w",
                "DROP TABLE public.m", "CREATE TABLE public.m",
                "CREATE TABLE public.m1", "ALTER TABLE ONLY public.m ATTACH PARTITION public.m1",
                "CREATE TABLE public.m2",
                "ALTER TABLE ONLY public.m ATTACH PARTITION public.m2", "CREATE VIEW public.w",
                "INSERT INTO public.m (id, v) OVERRIDING SYSTEM VALUE", "SELECT pg_catalog.setval(",
                "DROP TABLE public.m_rows",
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable],
            query: "INSERT INTO m (v) VALUES ('c') RETURNING id::text", values: ["3"]),
        ServerChange(
            name: "a child changes with its parent, and leaves it",
            old: [
                "CREATE TABLE p (a integer)", "CREATE TABLE c (b integer) INHERITS (p)",
                "CREATE TABLE d (b integer) INHERITS (p)", "INSERT INTO d VALUES (1, 2)",
            ],
            new: [
                "CREATE TABLE p (a bigint, n text)", "CREATE TABLE c (b integer) INHERITS (p)",
                "CREATE TABLE d (a integer, b integer)",
            ],
            plan: [
                "ALTER TABLE public.d NO INHERIT public.p", "ALTER TABLE public.p\n    ALTER COLUMN a TYPE bigint",
                "ALTER TABLE public.p ADD COLUMN n text",
            ], hazards: [.blocksWrites, .changesMeaning, .rewritesTable], query: "SELECT a::text FROM d", values: ["1"]),
        ServerChange(
            name: "a typed table follows its type",
            old: ["CREATE TYPE c AS (a integer, b text)", "CREATE TABLE t OF c", "INSERT INTO t VALUES (1, 'x')"],
            new: ["CREATE TYPE c AS (a integer, b text, d date)", "CREATE TABLE t OF c"],
            plan: [
                "ALTER TABLE public.t NOT OF", "ALTER TYPE public.c ADD ATTRIBUTE d date",
                "ALTER TABLE public.t ADD COLUMN d date",
                "ALTER TABLE public.t OF public.c",
            ], hazards: [.mayFail], query: "SELECT b FROM t", values: ["x"]),
    ]
}
