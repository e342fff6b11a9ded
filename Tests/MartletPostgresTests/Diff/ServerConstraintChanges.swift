import SchemaModel

extension ServerChange {
    private static let table = [
        "CREATE TABLE t (a integer NOT NULL, b integer)", "INSERT INTO t VALUES (1, 1), (2, NULL)",
    ]

    /// Keys, conditions, foreign keys and indexes.
    static let constraints: [ServerChange] = [
        ServerChange(
            name: "keys are made while others write", old: table,
            new: ["CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE DEFERRABLE INITIALLY DEFERRED)"],
            plan: [
                "! CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (a)",
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey",
                "! CREATE UNIQUE INDEX CONCURRENTLY t_b_key ON public.t (b)",
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_b_key UNIQUE USING INDEX t_b_key DEFERRABLE INITIALLY DEFERRED",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "keys are made in one transaction", old: table,
            new: ["CREATE TABLE t (a integer PRIMARY KEY, b integer UNIQUE)"],
            plan: [
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_pkey PRIMARY KEY (a)",
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_b_key UNIQUE (b)",
            ], hazards: [.blocksWrites, .mayFail]),
        ServerChange(
            name: "constraints are validated while others write",
            old: table + ["CREATE TABLE p (id integer PRIMARY KEY)", "INSERT INTO p VALUES (1), (2)"],
            new: [
                "CREATE TABLE p (id integer PRIMARY KEY)",
                "CREATE TABLE t (a integer NOT NULL CONSTRAINT k REFERENCES p, b integer CONSTRAINT c CHECK (b > 0))",
            ],
            plan: [
                "ALTER TABLE public.t\n    ADD CONSTRAINT c CHECK (b > 0) NOT VALID",
                "ALTER TABLE public.t\n    ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES public.p (id) NOT VALID",
                "! ALTER TABLE public.t VALIDATE CONSTRAINT c", "! ALTER TABLE public.t VALIDATE CONSTRAINT k",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "a foreign key is checked at another time, and for all rows",
            old: table + [
                "CREATE TABLE p (id integer PRIMARY KEY)",
                "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (b) REFERENCES p NOT VALID", "DELETE FROM t",
            ],
            new: [
                "CREATE TABLE p (id integer PRIMARY KEY)",
                "CREATE TABLE t (a integer NOT NULL, b integer CONSTRAINT k REFERENCES p DEFERRABLE)",
            ],
            plan: [
                "ALTER TABLE public.t ALTER CONSTRAINT k DEFERRABLE INITIALLY IMMEDIATE",
                "ALTER TABLE public.t VALIDATE CONSTRAINT k",
            ], hazards: [.changesMeaning, .mayFail]),
        ServerChange(
            name: "a key goes after the foreign keys to it",
            old: ["CREATE TABLE p (id integer PRIMARY KEY)", "CREATE TABLE t (a integer REFERENCES p)"],
            new: ["CREATE TABLE p (id integer NOT NULL)", "CREATE TABLE t (a integer)"],
            plan: ["ALTER TABLE public.t DROP CONSTRAINT t_a_fkey", "ALTER TABLE public.p DROP CONSTRAINT p_pkey"],
            hazards: [.changesMeaning, .slowsQueries]),
        ServerChange(
            name: "tables that refer to one another go",
            old: [
                "CREATE TABLE a (id integer PRIMARY KEY, b integer)",
                "CREATE TABLE b (id integer PRIMARY KEY REFERENCES a)",
                "ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b) REFERENCES b",
            ], new: [],
            plan: ["ALTER TABLE public.a DROP CONSTRAINT to_b", "DROP TABLE public.b", "DROP TABLE public.a"],
            hazards: [.deletesData]),
        ServerChange(
            name: "indexes are built and dropped while others write",
            old: table + ["CREATE INDEX i ON t (a)", "CREATE INDEX j ON t (b)"],
            new: [
                "CREATE TABLE t (a integer NOT NULL, b integer)", "CREATE INDEX i ON t (a DESC) WITH (fillfactor = 70)",
                "CREATE UNIQUE INDEX l ON t (b) WHERE b > 0",
            ],
            plan: [
                "! CREATE INDEX CONCURRENTLY i_new ON public.t (a DESC) WITH (fillfactor='70')",
                "! DROP INDEX CONCURRENTLY public.i", "ALTER INDEX public.i_new RENAME TO i",
                "! CREATE UNIQUE INDEX CONCURRENTLY l ON public.t (b) WHERE (b > 0)",
                "! DROP INDEX CONCURRENTLY public.j",
            ], hazards: [.mayFail, .slowsQueries], online: true),
        ServerChange(
            name: "a new table is made without waiting for anybody", old: table,
            new: [
                "CREATE TABLE t (a integer NOT NULL, b integer)",
                "CREATE TABLE n (id integer PRIMARY KEY, t integer REFERENCES n, CHECK (t > 0))",
                "CREATE INDEX i ON n (t)",
            ],
            plan: [
                "CREATE TABLE public.n", "CREATE INDEX i ON public.n (t)",
                "ALTER TABLE public.n\n    ADD CONSTRAINT n_t_fkey",
            ],
            online: true),
        ServerChange(
            name: "rows that exclude each other", old: ["CREATE TABLE t (d daterange)"],
            new: ["CREATE TABLE t (d daterange, CONSTRAINT x EXCLUDE USING gist (d WITH &&))"],
            plan: ["ALTER TABLE public.t\n    ADD CONSTRAINT x EXCLUDE USING gist (d WITH &&)"],
            hazards: [.blocksWrites, .mayFail],
            online: true),
        ServerChange(
            name: "what identifies rows goes with its index",
            old: [
                "CREATE TABLE t (a integer NOT NULL)", "CREATE UNIQUE INDEX i ON t (a)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX i",
            ],
            new: ["CREATE TABLE t (a integer NOT NULL)", "CREATE INDEX j ON t (a)", "ALTER TABLE t CLUSTER ON j"],
            plan: [
                "DROP INDEX public.i", "CREATE INDEX j ON public.t (a)",
                "ALTER TABLE ONLY public.t REPLICA IDENTITY DEFAULT",
                "ALTER TABLE ONLY public.t CLUSTER ON j",
            ], hazards: [.blocksWrites, .changesMeaning, .slowsQueries]),
    ]
}
