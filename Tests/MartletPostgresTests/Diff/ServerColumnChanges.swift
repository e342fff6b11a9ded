import SQLText
import SchemaModel

extension ServerChange {
    private static let users = [
        "CREATE TABLE users (id integer PRIMARY KEY, name text, age integer)",
        "INSERT INTO users VALUES (1, 'Ada', 36), (2, NULL, 41)",
    ]

    /// Columns of tables.
    static let columns: [ServerChange] = [
        ServerChange(
            name: "a column is added", old: users,
            new: [
                "CREATE TABLE users (id integer PRIMARY KEY, name text, age integer, mail text NOT NULL DEFAULT 'none')"
            ],
            plan: ["ALTER TABLE public.users ADD COLUMN mail text NOT NULL DEFAULT 'none'::text"],
            query: "SELECT mail FROM users", values: ["none", "none"]),
        ServerChange(
            name: "a column with a value of each row's own rewrites the table", old: users,
            new: [
                "CREATE TABLE users (id integer PRIMARY KEY, name text, age integer, key uuid DEFAULT gen_random_uuid())"
            ],
            plan: ["ALTER TABLE public.users ADD COLUMN key uuid DEFAULT gen_random_uuid()"],
            hazards: [.blocksWrites, .rewritesTable], query: "SELECT count(DISTINCT key)::text FROM users",
            values: ["2"],
            since: 13),
        ServerChange(
            name: "a column is dropped with its index, condition and statistics",
            old: users + [
                "CREATE INDEX i ON users (age)", "ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0 AND name <> '')",
                "CREATE STATISTICS s ON name, age FROM users",
            ],
            new: ["CREATE TABLE users (id integer PRIMARY KEY, name text)"],
            plan: [
                "ALTER TABLE public.users DROP CONSTRAINT c", "DROP INDEX public.i", "DROP STATISTICS public.s",
                "ALTER TABLE public.users DROP COLUMN age",
            ],
            hazards: [.changesMeaning, .deletesData, .slowsQueries], query: "SELECT name FROM users",
            values: ["Ada", nil]),
        ServerChange(
            name: "a type grows without a rewrite",
            old: ["CREATE TABLE t (a varchar(10) DEFAULT 'x', b numeric(5,2))", "INSERT INTO t VALUES ('a', 1.25)"],
            new: ["CREATE TABLE t (a varchar(20) DEFAULT 'x', b numeric(8,2))"],
            plan: [
                "ALTER TABLE public.t\n    ALTER COLUMN a DROP DEFAULT,\n    ALTER COLUMN a TYPE character varying(20),\n"
                    + "    ALTER COLUMN a SET DEFAULT 'x'::character varying,\n    ALTER COLUMN b TYPE numeric(8,2)"
            ], query: "SELECT a || b FROM t", values: ["a1.25"]),
        ServerChange(
            name: "a number becomes a larger one with all that names it",
            old: users + [
                "CREATE TABLE pets (owner integer REFERENCES users)", "CREATE VIEW v AS SELECT id FROM users",
                "CREATE VIEW w AS SELECT id FROM v", "COMMENT ON VIEW w IS 'seen'", "GRANT SELECT ON w TO PUBLIC",
                "CREATE VIEW other AS SELECT age FROM users", "CREATE POLICY p ON users USING (id > 0)",
                "CREATE INDEX i ON users (id, age)",
            ],
            new: [
                "CREATE TABLE users (id bigint PRIMARY KEY, name text, age integer)",
                "CREATE TABLE pets (owner bigint REFERENCES users)", "CREATE VIEW v AS SELECT id FROM users",
                "CREATE VIEW w AS SELECT id FROM v", "COMMENT ON VIEW w IS 'seen'", "GRANT SELECT ON w TO PUBLIC",
                "CREATE VIEW other AS SELECT age FROM users", "CREATE POLICY p ON users USING (id > 0)",
                "CREATE INDEX i ON users (id, age)",
            ],
            plan: [
                "ALTER TABLE public.pets DROP CONSTRAINT pets_owner_fkey", "DROP POLICY p ON public.users",
                "DROP VIEW public.w", "DROP VIEW public.v",
                "ALTER TABLE public.pets\n    ALTER COLUMN owner TYPE bigint",
                "ALTER TABLE public.users\n    ALTER COLUMN id TYPE bigint", "CREATE VIEW public.v",
                "CREATE VIEW public.w",
                "ALTER TABLE public.pets\n    ADD CONSTRAINT pets_owner_fkey", "CREATE POLICY p ON public.users",
                "COMMENT ON VIEW public.w IS 'seen'", "REVOKE ALL ON TABLE public.w FROM PUBLIC",
                "GRANT SELECT ON TABLE public.w TO PUBLIC",
            ],
            hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable],
            query: "SELECT id::text FROM w ORDER BY 1",
            values: ["1", "2"]),
        ServerChange(
            name: "texts are read as numbers",
            old: ["CREATE TABLE t (a text DEFAULT '0')", "INSERT INTO t VALUES ('7')"],
            new: ["CREATE TABLE t (a integer DEFAULT 0)"],
            plan: [
                "ALTER TABLE public.t\n    ALTER COLUMN a DROP DEFAULT,\n    ALTER COLUMN a TYPE integer USING a::integer,\n"
                    + "    ALTER COLUMN a SET DEFAULT 0"
            ], hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT (a + 1)::text FROM t", values: ["8"]),
        ServerChange(
            name: "a type is shortened without cutting values",
            old: ["CREATE TABLE t (a text)", "INSERT INTO t VALUES ('abc')"],
            new: ["CREATE TABLE t (a varchar(3))"],
            plan: ["ALTER TABLE public.t\n    ALTER COLUMN a TYPE character varying(3)"],
            hazards: [.blocksWrites, .mayFail, .rewritesTable], query: "SELECT a FROM t", values: ["abc"]),
        ServerChange(
            name: "a column may not be NULL any more",
            old: ["CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)"],
            new: ["CREATE TABLE t (a integer NOT NULL)"],
            plan: [
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_a_is_set CHECK (a IS NOT NULL) NOT VALID",
                "! ALTER TABLE public.t VALIDATE CONSTRAINT t_a_is_set",
                "ALTER TABLE public.t ALTER COLUMN a SET NOT NULL",
                "ALTER TABLE public.t DROP CONSTRAINT t_a_is_set",
            ], hazards: [.mayFail], online: true),
        ServerChange(
            name: "a column may not be NULL any more, in one transaction",
            old: ["CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)"],
            new: ["CREATE TABLE t (a integer NOT NULL)"],
            plan: ["ALTER TABLE public.t ALTER COLUMN a SET NOT NULL"], hazards: [.blocksWrites, .mayFail]),
        ServerChange(
            name: "an identity counts otherwise", old: ["CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY)"],
            new: ["CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY (CACHE 5))"],
            plan: [
                "ALTER TABLE public.t\n    ALTER COLUMN a TYPE bigint",
                "ALTER TABLE public.t ALTER COLUMN a SET GENERATED BY DEFAULT SET MINVALUE 1 SET MAXVALUE 9223372036854775807 SET CACHE 5",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable]),
        ServerChange(
            name: "a computed column is computed anew",
            old: [
                "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)", "INSERT INTO t VALUES (1)",
            ],
            new: ["CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED)"],
            plan: [
                "ALTER TABLE public.t DROP COLUMN b",
                "ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 2) STORED",
            ], hazards: [.blocksWrites, .rewritesTable], query: "SELECT b::text FROM t", values: ["3"]),
        ServerChange(
            name: "a computed column is computed anew in its place, where the server can",
            old: [
                "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED CHECK (b > 0), c text)",
                "INSERT INTO t VALUES (1)", "CREATE INDEX i ON t (b)", "CREATE VIEW v AS SELECT b FROM t",
            ],
            new: [
                "CREATE TABLE t (a integer, d integer DEFAULT 7, b integer GENERATED ALWAYS AS (a + d) STORED CHECK (b > 0),"
                    + " c text)",
                "CREATE INDEX i ON t (b)", "CREATE VIEW v AS SELECT b FROM t",
            ],
            plan: [
                "ALTER TABLE public.t ADD COLUMN d integer DEFAULT 7",
                "ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (a + d)",
            ], hazards: [.blocksWrites, .changesMeaning, .mayFail, .rewritesTable], query: "SELECT b::text FROM v",
            values: ["8"], since: 17, knowsServer: true),
        ServerChange(
            name: "a column that is computed on reading is computed otherwise in its place",
            old: ["CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1))", "INSERT INTO t VALUES (1)"],
            new: ["CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2))"],
            plan: ["ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS"], hazards: [.changesMeaning],
            query: "SELECT b::text FROM t", values: ["3"], since: 18, knowsServer: true),
        ServerChange(
            name: "a column may not be NULL any more, by a constraint that is validated afterwards",
            old: ["CREATE TABLE t (a integer, b integer)", "INSERT INTO t VALUES (1, 1)"],
            new: ["CREATE TABLE t (a integer NOT NULL, b integer CONSTRAINT own NOT NULL)"],
            plan: [
                "ALTER TABLE public.t\n    ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID",
                "! ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null",
                "ALTER TABLE public.t\n    ADD CONSTRAINT own NOT NULL b NOT VALID",
                "! ALTER TABLE public.t VALIDATE CONSTRAINT own",
            ], hazards: [.mayFail], online: true, since: 18, knowsServer: true),
        ServerChange(
            name: "a computed column keeps its values",
            old: [
                "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED)", "INSERT INTO t VALUES (1)",
            ],
            new: ["CREATE TABLE t (a integer, b integer)"],
            plan: ["ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION"],
            hazards: [.changesMeaning], query: "SELECT b::text FROM t", values: ["2"], since: 13),
        ServerChange(
            name: "values are kept otherwise",
            old: [
                "CREATE TABLE t (a text, b text) WITH (fillfactor = 70)",
                "ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 9",
            ],
            new: [
                "CREATE UNLOGGED TABLE t (a text, b text) WITH (autovacuum_enabled = false)",
                "ALTER TABLE t ALTER b SET (n_distinct = 5)",
            ],
            plan: [
                "ALTER TABLE public.t SET UNLOGGED", "ALTER TABLE public.t SET (autovacuum_enabled='false')",
                "ALTER TABLE public.t RESET (fillfactor)",
                "ALTER TABLE ONLY public.t ALTER COLUMN a SET STORAGE EXTENDED",
                "ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS -1",
                "ALTER TABLE ONLY public.t ALTER COLUMN b SET (n_distinct='5')",
            ], hazards: [.blocksWrites, .rewritesTable]),
    ]

    /// Names that hints give.
    static let names: [ServerChange] = [
        ServerChange(
            name: "a table and a column are renamed with what names them",
            old: users + [
                "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17)",
                "CREATE INDEX by_age ON users ((age + 1)) WHERE age > 20",
                "CREATE TABLE pets (owner integer REFERENCES users)", "CREATE VIEW v AS SELECT id FROM users",
            ],
            new: [
                "CREATE TABLE people (id integer PRIMARY KEY, name text, years integer, CONSTRAINT adult CHECK (years > 17))",
                "ALTER TABLE people RENAME CONSTRAINT people_pkey TO users_pkey",
                "CREATE INDEX by_age ON people ((years + 1)) WHERE years > 20",
                "CREATE TABLE pets (owner integer REFERENCES people)", "CREATE VIEW v AS SELECT id FROM people",
            ],
            renames: [
                RenameHint(table: ObjectName(schema: "public", "users"), to: ObjectName(schema: "public", "people")),
                RenameHint(column: "age", of: ObjectName(schema: "public", "users"), to: "years"),
            ],
            plan: [
                "ALTER TABLE public.users RENAME TO people", "ALTER TABLE public.people RENAME COLUMN age TO years",
            ],
            hazards: [.changesMeaning], query: "SELECT years::text FROM people", values: ["36", "41"]),
        ServerChange(
            name: "a NOT NULL is renamed with its table and its column",
            old: ["CREATE TABLE t (a integer NOT NULL, b integer CONSTRAINT own NOT NULL)"],
            new: ["CREATE TABLE u (c integer NOT NULL, b integer CONSTRAINT own NOT NULL)"],
            renames: [
                RenameHint(table: ObjectName(schema: "public", "t"), to: ObjectName(schema: "public", "u")),
                RenameHint(column: "a", of: ObjectName(schema: "public", "t"), to: "c"),
            ],
            plan: [
                "ALTER TABLE public.t RENAME TO u", "ALTER TABLE public.u RENAME COLUMN a TO c",
                "ALTER TABLE public.u RENAME CONSTRAINT t_a_not_null TO u_c_not_null",
            ], hazards: [.changesMeaning],
            query: "SELECT string_agg(conname, ' ' ORDER BY conname) FROM pg_constraint "
                + "WHERE conrelid = 'u'::regclass", values: ["own u_c_not_null"], since: 18, knowsServer: true),
        ServerChange(
            name: "two tables take each other's names",
            old: ["CREATE TABLE a (x integer)", "CREATE TABLE b (y integer)", "INSERT INTO a VALUES (1)"],
            new: ["CREATE TABLE b (x integer)", "CREATE TABLE a (y integer)"],
            renames: [
                RenameHint(table: ObjectName(schema: "public", "a"), to: ObjectName(schema: "public", "b")),
                RenameHint(table: ObjectName(schema: "public", "b"), to: ObjectName(schema: "public", "a")),
            ],
            plan: ["ALTER TABLE", "ALTER TABLE", "ALTER TABLE", "ALTER TABLE"], hazards: [.changesMeaning],
            query: "SELECT x::text FROM b", values: ["1"]),
        ServerChange(
            name: "what only has another name is renamed",
            old: [
                "CREATE TABLE t (a integer CONSTRAINT k PRIMARY KEY, b integer CONSTRAINT u UNIQUE)",
                "CREATE INDEX i ON t (b, a)",
            ],
            new: [
                "CREATE TABLE t (a integer CONSTRAINT l PRIMARY KEY, b integer CONSTRAINT v UNIQUE)",
                "CREATE INDEX j ON t (b, a)",
            ],
            plan: [
                "ALTER TABLE public.t RENAME CONSTRAINT k TO l", "ALTER TABLE public.t RENAME CONSTRAINT u TO v",
                "ALTER INDEX public.i RENAME TO j",
            ]),
    ]
}
