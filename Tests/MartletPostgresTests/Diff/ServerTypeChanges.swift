import SchemaModel

extension ServerChange {
    /// Types and sequences.
    static let types: [ServerChange] = [
        ServerChange(
            name: "values are added to an enumeration at their places",
            old: ["CREATE TYPE mood AS ENUM ('b', 'd')", "CREATE TABLE t (m mood)", "INSERT INTO t VALUES ('d')"],
            new: ["CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e')", "CREATE TABLE t (m mood)"],
            plan: [
                "ALTER TYPE public.mood ADD VALUE 'a' BEFORE 'b'", "ALTER TYPE public.mood ADD VALUE 'c' AFTER 'b'",
                "ALTER TYPE public.mood ADD VALUE 'e'",
            ], query: "SELECT m::text FROM t", values: ["d"]),
        ServerChange(
            name: "a value that is used at once is added outside of the transaction",
            old: ["CREATE TYPE mood AS ENUM ('old')", "CREATE TABLE t (m mood)"],
            new: ["CREATE TYPE mood AS ENUM ('old', 'fresh')", "CREATE TABLE t (m mood DEFAULT 'fresh')"],
            plan: [
                "! ALTER TYPE public.mood ADD VALUE 'fresh'",
                "ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT 'fresh'::public.mood",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "a value that a row's text may become is added outside of the transaction",
            old: [
                "CREATE TYPE mood AS ENUM ('old')", "CREATE TABLE t (m text)", "INSERT INTO t VALUES ('it''s new')",
            ],
            new: ["CREATE TYPE mood AS ENUM ('old', 'it''s new')", "CREATE TABLE t (m mood)"],
            plan: [
                "! ALTER TYPE public.mood ADD VALUE 'it''s new'",
                "ALTER TABLE public.t\n    ALTER COLUMN m TYPE public.mood USING m::public.mood",
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT m::text FROM t",
            values: ["it's new"]),
        ServerChange(
            name: "a value with a quotation mark that is used at once is added outside of the transaction",
            old: ["CREATE TYPE mood AS ENUM ('old')", "CREATE TABLE t (m mood)"],
            new: ["CREATE TYPE mood AS ENUM ('old', 'it''s new')", "CREATE TABLE t (m mood DEFAULT 'it''s new')"],
            plan: [
                "! ALTER TYPE public.mood ADD VALUE 'it''s new'",
                "ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT 'it''s new'::public.mood",
            ], hazards: [.changesMeaning]),
        ServerChange(
            name: "an enumeration loses a value",
            old: [
                "CREATE TYPE mood AS ENUM ('a', 'b')", "CREATE TABLE t (m mood DEFAULT 'a', l mood[])",
                "INSERT INTO t VALUES ('a', '{a}')", "CREATE VIEW v AS SELECT m FROM t WHERE m = 'a'",
                "CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "CREATE INDEX i ON t (m)",
            ],
            new: [
                "CREATE TYPE mood AS ENUM ('a')", "CREATE TABLE t (m mood DEFAULT 'a', l mood[])",
                "CREATE VIEW v AS SELECT m FROM t WHERE m = 'a'",
                "CREATE FUNCTION f(mood) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "CREATE INDEX i ON t (m)",
            ],
            plan: [
                "ALTER TABLE ONLY public.t ALTER COLUMN m DROP DEFAULT", "DROP VIEW public.v",
                "DROP FUNCTION public.f(public.mood)", "ALTER TYPE public.mood RENAME TO mood_old",
                "CREATE TYPE public.mood",
                "CREATE OR REPLACE FUNCTION public.f",
                "ALTER TABLE public.t\n    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,\n"
                    + "    ALTER COLUMN l TYPE public.mood[] USING l::text::public.mood[]",
                "ALTER TABLE ONLY public.t ALTER COLUMN m SET DEFAULT", "CREATE VIEW public.v",
                "DROP TYPE public.mood_old",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            query: "SELECT m::text || l::text FROM t", values: ["a{a}"]),
        ServerChange(
            name: "a type that no column has any more goes when they are changed",
            old: ["CREATE TYPE mood AS ENUM ('a')", "CREATE TABLE t (m mood)", "INSERT INTO t VALUES ('a')"],
            new: ["CREATE TABLE t (m text)"],
            plan: ["ALTER TABLE public.t\n    ALTER COLUMN m TYPE text", "DROP TYPE public.mood"],
            hazards: [.blocksWrites, .changesMeaning, .rewritesTable], query: "SELECT m FROM t", values: ["a"]),
        ServerChange(
            name: "a domain changes in its place",
            old: [
                "CREATE DOMAIN d AS integer DEFAULT 1 CONSTRAINT c CHECK (VALUE > 0)", "CREATE TABLE t (a d)",
                "INSERT INTO t VALUES (5)",
            ],
            new: ["CREATE DOMAIN d AS integer NOT NULL CONSTRAINT c CHECK (VALUE > 1)", "CREATE TABLE t (a d)"],
            plan: [
                "ALTER DOMAIN public.d DROP CONSTRAINT c", "ALTER DOMAIN public.d DROP DEFAULT",
                "ALTER DOMAIN public.d SET NOT NULL",
                "ALTER DOMAIN public.d ADD CONSTRAINT c CHECK (VALUE > 1)",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail], query: "SELECT a::text FROM t", values: ["5"]),
        ServerChange(
            name: "a domain of another type is made anew",
            old: ["CREATE DOMAIN d AS integer", "CREATE TABLE t (a d)", "INSERT INTO t VALUES (5)"],
            new: ["CREATE DOMAIN d AS text", "CREATE TABLE t (a d)"],
            plan: [
                "ALTER DOMAIN public.d RENAME TO d_old", "CREATE DOMAIN public.d AS text",
                "ALTER TABLE public.t\n    ALTER COLUMN a TYPE public.d USING a::text::public.d",
                "DROP DOMAIN public.d_old",
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT a FROM t", values: ["5"]),
        ServerChange(
            name: "a composite type gains and loses attributes",
            old: [
                "CREATE TYPE c AS (a integer, b text)", "CREATE TABLE t (v c)", "INSERT INTO t VALUES (ROW(1, 'x'))",
                "CREATE VIEW w AS SELECT (v).a FROM t",
            ],
            new: ["CREATE TYPE c AS (b text, d date)", "CREATE TABLE t (v c)"],
            plan: [
                "DROP VIEW public.w", "ALTER TYPE public.c DROP ATTRIBUTE a",
                "ALTER TYPE public.c ADD ATTRIBUTE d date",
            ], hazards: [.changesMeaning, .deletesData], query: "SELECT v::text FROM t", values: ["(x,)"]),
        ServerChange(
            name: "a composite type that columns have changes a type within",
            old: [
                "CREATE TYPE c AS (a integer, b text)", "CREATE TABLE t (v c)",
                "INSERT INTO t VALUES (ROW(1, 'x')), (NULL)",
            ],
            new: ["CREATE TYPE c AS (a bigint, n integer)", "CREATE TABLE t (v c)"],
            plan: [
                "ALTER TYPE public.c RENAME TO c_old", "CREATE TYPE public.c",
                "ALTER TABLE public.t\n    ALTER COLUMN v TYPE public.c USING CASE WHEN v IS DISTINCT FROM NULL "
                    + "THEN ROW((v).a::text::bigint, NULL)::public.c END", "DROP TYPE public.c_old",
            ], hazards: [.blocksWrites, .deletesData, .mayFail, .rewritesTable], query: "SELECT v::text FROM t",
            values: ["(1,)", nil]),
        ServerChange(
            name: "a sequence counts otherwise",
            old: [
                "CREATE SEQUENCE s AS integer CACHE 5", "CREATE TABLE t (a integer)", "ALTER SEQUENCE s OWNED BY t.a",
            ],
            new: ["CREATE SEQUENCE s INCREMENT 2 MAXVALUE 100 CYCLE"],
            plan: [
                "ALTER SEQUENCE public.s OWNED BY NONE", "DROP TABLE public.t",
                "ALTER SEQUENCE public.s AS bigint INCREMENT BY 2 MINVALUE 1 MAXVALUE 100 CACHE 1 CYCLE",
            ], hazards: [.changesMeaning, .deletesData, .mayFail]),
        ServerChange(
            name: "schemas and extensions come and go",
            old: [
                "CREATE SCHEMA a", "CREATE EXTENSION citext SCHEMA a", "CREATE TABLE t (x a.citext)",
                "INSERT INTO t VALUES ('Y')",
            ],
            new: ["CREATE SCHEMA b", "CREATE EXTENSION pg_trgm SCHEMA b", "CREATE TABLE t (x text)"],
            plan: [
                "CREATE SCHEMA b", "CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA b",
                "ALTER TABLE public.t\n    ALTER COLUMN x TYPE text",
                "DROP EXTENSION citext", "DROP SCHEMA a",
            ], hazards: [.blocksWrites, .changesMeaning, .rewritesTable], query: "SELECT x FROM t", values: ["Y"]),
        ServerChange(
            name: "a collation that all kinds of objects use is made anew",
            old: collated("locale = 'C'"), new: collated("locale = 'POSIX'"),
            plan: [
                "LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE",
                "CREATE TABLE public.p_rows AS SELECT * FROM public.p", "ALTER COLLATION public.c RENAME TO c_old",
                "ALTER TABLE public.t DROP CONSTRAINT k", "DROP INDEX public.i", "DROP VIEW public.v",
                "DROP TABLE public.p", "ALTER DOMAIN public.d RENAME TO d_old", "ALTER TYPE public.r RENAME TO r_old",
                "CREATE COLLATION public.c (", "CREATE DOMAIN public.d AS text\n    COLLATE public.c",
                "CREATE TYPE public.r AS", "CREATE TABLE public.p (", "CREATE TABLE public.p1 (",
                "ALTER TABLE ONLY public.p ATTACH",
                "ALTER TABLE public.t\n    ALTER COLUMN a TYPE text COLLATE public.c",
                "ALTER TABLE public.t\n    ADD CONSTRAINT k", "CREATE INDEX i", "CREATE VIEW public.v",
                "INSERT INTO public.p", "DROP TABLE public.p_rows", "DROP TYPE public.r_old",
                "DROP DOMAIN public.d_old", "DROP COLLATION public.c_old",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            query: "SELECT a || b FROM t UNION ALL SELECT a FROM p UNION ALL SELECT b FROM v",
            values: ["xy", "aa", "y"]),
        ServerChange(
            name: "a collation is made anew while others write",
            old: collated("locale = 'C'"), new: collated("locale = 'POSIX'"), plan: [],
            online: true, query: "SELECT a || b FROM t", values: ["xy"], statementsUntil: 0),
        ServerChange(
            name: "a collation that nothing uses is made anew",
            old: ["CREATE COLLATION c (locale = 'C')"],
            new: ["CREATE COLLATION c (locale = 'POSIX')"],
            plan: ["DROP COLLATION public.c", "CREATE COLLATION public.c"]),
    ]

    /// A collation and what may use one.
    private static func collated(_ definition: String) -> [String] {
        [
            "CREATE COLLATION c (\(definition))", "CREATE DOMAIN d AS text COLLATE c",
            "CREATE TYPE r AS (x text COLLATE c)",
            "CREATE TABLE t (a text COLLATE c PRIMARY KEY, b text CONSTRAINT k CHECK (b > 'a' COLLATE c), e d, f r)",
            "CREATE INDEX i ON t (b COLLATE c)", "CREATE VIEW v AS SELECT b FROM t ORDER BY b COLLATE c",
            "CREATE TABLE p (a text COLLATE c) PARTITION BY RANGE (a)",
            "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('a') TO ('b')",
            "INSERT INTO t VALUES ('x', 'y', 'z', ROW('z'))", "INSERT INTO p VALUES ('aa')",
        ]
    }
}
