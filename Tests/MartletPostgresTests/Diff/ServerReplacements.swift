import SchemaModel

extension ServerChange {
    private static let rows = [
        "CREATE TABLE t (a integer NOT NULL, b integer NOT NULL)", "INSERT INTO t VALUES (1, 1), (2, 2)",
    ]

    private static func rows(_ statements: String...) -> [String] { rows + statements }

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
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "a key whose columns may be NULL goes first",
            old: rows("ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY (a)"),
            new: ["CREATE TABLE t (a integer, b integer NOT NULL, CONSTRAINT p PRIMARY KEY (b))"],
            plan: [
                "ALTER TABLE public.t DROP CONSTRAINT p", "ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL",
                "! CREATE UNIQUE INDEX CONCURRENTLY p ON public.t (b)", "ALTER TABLE public.t\n    ADD CONSTRAINT p",
            ], hazards: [.changesMeaning, .mayFail], online: true),
        ServerChange(
            name: "an index of a column that changes goes first", old: rows("CREATE INDEX i ON t ((a + b))"),
            new: ["CREATE TABLE t (a bigint NOT NULL, b integer NOT NULL)", "CREATE INDEX i ON t ((a - b))"],
            plan: [
                "! DROP INDEX CONCURRENTLY public.i", "ALTER TABLE public.t\n    ALTER COLUMN a TYPE bigint",
                "! CREATE INDEX CONCURRENTLY i ON public.t ((a - b))",
            ], hazards: [.blocksWrites, .rewritesTable], online: true),
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
