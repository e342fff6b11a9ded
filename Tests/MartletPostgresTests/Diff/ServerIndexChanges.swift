import SchemaModel

extension ServerChange {
    /// A table with rows.
    static let plain = ["CREATE TABLE t (a integer, b integer)", "INSERT INTO t VALUES (1, 1), (2, 2)"]
    /// The same with an index.
    static let indexed = plain + ["CREATE INDEX i ON t (a)"]
    /// The same, as a CONCURRENTLY that failed leaves it.
    static let invalid = indexed + [broken]

    private static let broken = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass"

    /// Indexes that are not valid.
    static let indexes: [ServerChange] = [
        ServerChange(
            name: "an index that is not valid is built anew", old: invalid, new: indexed,
            plan: ["! DROP INDEX CONCURRENTLY public.i", "! CREATE INDEX CONCURRENTLY i ON public.t (a)"],
            online: true),
        ServerChange(
            name: "an index that is not valid is built anew in one transaction", old: invalid, new: indexed,
            plan: ["DROP INDEX public.i", "CREATE INDEX i ON public.t (a)"], hazards: [.blocksWrites]),
        ServerChange(
            name: "a unique index that is not valid is built anew, as nothing needs it",
            old: plain + ["CREATE UNIQUE INDEX i ON t (a)", broken],
            new: plain + ["CREATE UNIQUE INDEX i ON t (a)"],
            plan: ["! DROP INDEX CONCURRENTLY public.i", "! CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (a)"],
            hazards: [.mayFail], online: true),
        ServerChange(
            name: "a key is made where building its index has failed before",
            old: ["CREATE TABLE t (a integer NOT NULL)", "CREATE UNIQUE INDEX i ON t (a)", broken],
            new: ["CREATE TABLE t (a integer CONSTRAINT i PRIMARY KEY)"],
            plan: [
                "! DROP INDEX CONCURRENTLY public.i", "! CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (a)",
                "ALTER TABLE public.t\n    ADD CONSTRAINT i PRIMARY KEY USING INDEX i",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "an index that is not valid goes where nobody wants it", old: invalid, new: plain,
            plan: ["! DROP INDEX CONCURRENTLY public.i"], online: true),
        ServerChange(
            name: "an index of a materialized view that is not valid is built anew",
            old: plain + ["CREATE MATERIALIZED VIEW v AS SELECT a FROM t", "CREATE INDEX i ON v (a)", broken],
            new: plain + ["CREATE MATERIALIZED VIEW v AS SELECT a FROM t", "CREATE INDEX i ON v (a)"],
            plan: ["! DROP INDEX CONCURRENTLY public.i", "! CREATE INDEX CONCURRENTLY i ON public.v (a)"],
            online: true),
        ServerChange(
            name: "how much is gathered of an expression in an index",
            old: plain + ["CREATE INDEX i ON t (a, (a + b))"],
            new: plain + ["CREATE INDEX i ON t (a, (a + b))", "ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 9"],
            plan: ["ALTER INDEX public.i ALTER COLUMN 2 SET STATISTICS 9"]),
        ServerChange(
            name: "an index of which much is gathered", old: plain,
            new: plain + ["CREATE INDEX i ON t ((a + b))", "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 9"],
            plan: [
                "! CREATE INDEX CONCURRENTLY i ON public.t ((a + b))",
                "ALTER INDEX public.i ALTER COLUMN 1 SET STATISTICS 9",
            ], online: true),
        ServerChange(
            name: "by what a materialized view is sorted", old: kept + ["ALTER MATERIALIZED VIEW v CLUSTER ON i"],
            new: kept + ["ALTER MATERIALIZED VIEW v CLUSTER ON j", "ALTER TABLE v REPLICA IDENTITY FULL"],
            plan: [
                "ALTER MATERIALIZED VIEW public.v REPLICA IDENTITY FULL",
                "ALTER MATERIALIZED VIEW public.v CLUSTER ON j",
            ]),
        ServerChange(
            name: "a materialized view that is sorted by an index that goes",
            old: kept + ["ALTER MATERIALIZED VIEW v CLUSTER ON i"], new: kept + ["DROP INDEX i"],
            plan: ["DROP INDEX public.i"], hazards: [.slowsQueries]),
    ]

    static let kept =
        plain + [
            "CREATE MATERIALIZED VIEW v AS SELECT a FROM t", "CREATE INDEX i ON v (a)", "CREATE INDEX j ON v ((-a))",
        ]
}
