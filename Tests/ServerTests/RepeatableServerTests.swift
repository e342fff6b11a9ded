import TestSupport
import Testing

/// Repeatables on a PostgreSQL server: what needs what they make anew goes first, and comes back as it was.
@Suite struct RepeatableServerTests {
    private static let tables = [
        "migrations/001_users.sql": """
        CREATE TABLE users (id int PRIMARY KEY, name text, active boolean);
        INSERT INTO users VALUES (1, 'Ava', true), (2, 'Ben', false);

        """
    ]

    /// A project with these repeatables, applied, and with what somebody has added by hand.
    private func project(_ repeatables: [String: String], and statements: String = "") throws -> ServerProject {
        let project = try ServerProject(Self.tables)
        for (name, text) in repeatables { project.folder.write("migrations/R__\(name).sql", text) }
        expectStatus(project.martlet("migrate"), 0)
        if !statements.isEmpty { _ = project.sql(statements) }
        return project
    }

    /// The definitions of views, and who may do what with them.
    private static let views = """
        SELECT c.relname, pg_get_userbyid(c.relowner), c.relacl, obj_description(c.oid), pg_get_viewdef(c.oid, true)
        FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm') ORDER BY 1
        """

    /// A role of a test's own, which goes with everything that it owns.
    private func withRole(_ project: ServerProject, _ body: (String) -> Void) {
        let role = "r_" + project.database.name
        _ = project.sql("CREATE ROLE \(role)")
        defer { _ = project.sql("DROP OWNED BY \(role); DROP ROLE \(role)") }
        body(role)
    }

    private static let active = "CREATE OR REPLACE VIEW active AS SELECT id, name FROM users WHERE active;\n"

    @Test(
        "a view gets other columns, and what reads it comes back with owner, rights, comment and rule",
        arguments: [
            "CREATE OR REPLACE VIEW active AS SELECT name, id FROM users WHERE active;\n",
            "DROP VIEW IF EXISTS active;\nCREATE VIEW active AS SELECT name, id FROM users WHERE active;\n",
            "drop view active -- gone\n;\nCREATE VIEW active AS SELECT name, id FROM users WHERE active;\n",
            "DROP VIEW public.\"active\" RESTRICT;\nCREATE VIEW active AS SELECT name, id FROM users WHERE active;\n",
            "DROP VIEW active CASCADE;\nCREATE VIEW active AS SELECT name, id FROM users WHERE active;\n",
        ])
    func dependents(_ text: String) throws {
        let project = try project(
            ["active": Self.active],
            and: """
                CREATE VIEW names AS SELECT upper(name) AS name FROM active; COMMENT ON VIEW names IS 'loud';
                CREATE MATERIALIZED VIEW kept AS SELECT name FROM names; CREATE UNIQUE INDEX kept_name ON kept (name);
                CREATE MATERIALIZED VIEW empty AS SELECT name FROM names WITH NO DATA;
                CREATE RULE quiet AS ON INSERT TO names DO INSTEAD NOTHING;
                COMMENT ON VIEW active IS 'the living'; COMMENT ON COLUMN active.name IS 'first';
                CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER put INSTEAD OF INSERT ON active FOR EACH ROW EXECUTE FUNCTION put();
                """)
        withRole(project) { role in
            _ = project.sql(
                "ALTER VIEW names OWNER TO \(role); GRANT SELECT ON active, kept TO \(role); GRANT SELECT ON names TO PUBLIC"
            )
            let others = "SELECT * FROM (\(Self.views)) AS v WHERE relname <> 'active'"
            let before = project.sql(others)
            project.folder.write("migrations/R__active.sql", text)
            let result = project.martlet("migrate")
            expectStatus(result, 0)
            expect(result.output, contains: "1 repeated")
            #expect(project.sql(others) == before)
            #expect(before.contains("loud"))
            #expect(
                project.sql(
                    "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'active'::regclass"
                ) == "name id")
            #expect(
                project.sql(
                    "SELECT has_table_privilege('\(role)', 'active', 'SELECT'), obj_description('active'::regclass), col_description('active'::regclass, 1)"
                ) == "t|the living|first")
            #expect(
                project.sql("SELECT string_agg(tgname, ' ') FROM pg_trigger WHERE tgrelid = 'active'::regclass")
                    == "put")
            #expect(project.sql("SELECT name FROM kept") == "AVA")
            #expect(project.sql("SELECT relispopulated FROM pg_class WHERE relname = 'empty'") == "f")
            #expect(
                project.sql(
                    "SELECT to_regclass('kept_name') IS NOT NULL, count(*) FROM pg_rules WHERE rulename = 'quiet'")
                    == "t|1")
        }
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    /// What is said of materialised views and indexes after they are made, some of it by no statement that makes them.
    private static let keeping = """
        SELECT c.relname, c.reloptions, c.relreplident, am.amname, i.indisclustered, i.indisreplident, i.indisunique,
          (SELECT string_agg(concat_ws(' ', a.attname, a.attstattarget, a.attstorage, a.attoptions), ',' ORDER BY attnum)
            FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0),
          (SELECT string_agg(pg_get_statisticsobjdef(s.oid) || s.stxstattarget, ',')
            FROM pg_statistic_ext AS s WHERE s.stxrelid = c.oid), obj_description(c.oid)
        FROM pg_class AS c LEFT JOIN pg_index AS i ON i.indexrelid = c.oid LEFT JOIN pg_am AS am ON am.oid = c.relam
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^kept' ORDER BY 1
        """

    @Test(
        "a materialised view comes back with all that was said of it and of its indexes",
        arguments: [
            ("active", "CREATE OR REPLACE VIEW active AS SELECT name, id FROM users WHERE active;\n"),
            ("kept", "DROP MATERIALIZED VIEW IF EXISTS kept;\n\(kept) WHERE name <> '';\n"),
        ])
    func materialisedViews(_ name: String, _ text: String) throws {
        let project = try project(
            ["active": Self.active, "kept": "DROP MATERIALIZED VIEW IF EXISTS kept;\n\(Self.kept);\n"],
            and: """
                CREATE UNIQUE INDEX kept_id ON kept (id) WITH (fillfactor = 60);
                CREATE INDEX kept_upper ON kept (upper(name)); COMMENT ON INDEX kept_id IS 'by number';
                ALTER INDEX kept_upper ALTER COLUMN 1 SET STATISTICS 300;
                ALTER MATERIALIZED VIEW kept CLUSTER ON kept_id, ALTER name SET STATISTICS 42,
                  ALTER name SET STORAGE EXTERNAL, ALTER id SET (n_distinct = -0.5);
                CREATE STATISTICS kept_both ON id, name FROM kept; ALTER STATISTICS kept_both SET STATISTICS 9;
                ALTER TABLE kept REPLICA IDENTITY FULL;
                CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
                CREATE MATERIALIZED VIEW kept_too USING heap_too WITH (autovacuum_enabled = off) AS SELECT * FROM kept;
                CREATE INDEX kept_too_name ON kept_too (name); ALTER MATERIALIZED VIEW kept_too CLUSTER ON kept_too_name;
                """)
        let before = project.sql(Self.keeping)
        for part in ["n_distinct", "|by number", "kept_both", "heap_too", "name 42 e", "upper 300"] {
            #expect(before.contains(part), "\(part) in \(before)")
        }
        project.folder.write("migrations/R__\(name).sql", text)
        let result = project.martlet("migrate")
        expectStatus(result, 0)
        #expect(project.sql(Self.keeping) == before)
        #expect(project.sql("SELECT count(*) FROM kept_too") == "1")
    }

    private static let kept =
        "CREATE MATERIALIZED VIEW kept WITH (fillfactor = 70) AS SELECT id, name FROM active"

    private static let stamp = """
        DROP FUNCTION IF EXISTS stamp();
        CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';

        """

    @Test func whatATableHasOfAFunctionComesBackToo() throws {
        let next = "CREATE OR REPLACE FUNCTION next(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';\n"
        let project = try project(
            ["next": next, "stamp": Self.stamp],
            and: """
                CREATE TRIGGER stamp BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION stamp();
                ALTER TABLE users DISABLE TRIGGER stamp; COMMENT ON TRIGGER stamp ON users IS 'stamps';
                ALTER TABLE users ADD CONSTRAINT positive CHECK (next(id) > 0), ALTER id SET DEFAULT next(7);
                ALTER TABLE users ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON users USING (next(id) > 1);
                CREATE VIEW later AS SELECT next(id) AS id FROM users;
                REVOKE EXECUTE ON FUNCTION next(int) FROM PUBLIC; COMMENT ON FUNCTION next(int) IS 'one more';
                """)
        project.folder.write("migrations/R__next.sql", next.replacing("RETURNS int", with: "RETURNS bigint"))
        project.folder.write(
            "migrations/R__stamp.sql", Self.stamp.replacing("plpgsql", with: "plpgsql SECURITY DEFINER"))
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT tgenabled, obj_description(oid) FROM pg_trigger WHERE tgname = 'stamp'") == "D|stamps")
        #expect(project.sql("SELECT prosecdef FROM pg_proc WHERE proname = 'stamp'") == "t")
        #expect(
            project.sql(
                """
                SELECT (SELECT count(*) FROM pg_constraint WHERE conname = 'positive'), (SELECT count(*) FROM pg_policies),
                  (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'users'::regclass),
                  (SELECT pg_typeof(id) FROM later LIMIT 1), proacl, obj_description(oid) FROM pg_proc WHERE proname = 'next'
                """) == "1|1|next(7)|bigint|{postgres=X/postgres}|one more")
    }

    @Test(
        "a type never loses a condition or an attribute with a function",
        arguments: [
            (
                "CREATE DOMAIN pos AS int CONSTRAINT pos_ok CHECK (ok(VALUE)); CREATE TABLE pay (amount pos)",
                "type public.pos"
            ),
            ("CREATE TYPE pair AS (l a, r int)", "type public.pair"),
        ])
    func typesKeepWhatTheyHave(_ statements: String, _ type: String) throws {
        let function = "CREATE OR REPLACE FUNCTION ok(i int) RETURNS boolean LANGUAGE sql AS 'SELECT i > 0';\n"
        let view = "DROP VIEW IF EXISTS a;\nCREATE VIEW a AS SELECT 1 AS one;\n"
        let project = try project(["a": view, "ok": function], and: statements)
        project.folder.write(
            "migrations/R__ok.sql", "DROP FUNCTION ok(int);\n" + function.replacing("i > 0", with: "i >= 1"))
        project.folder.write("migrations/R__a.sql", view + "-- again\n")
        let types =
            "SELECT (SELECT count(*) FROM pg_constraint WHERE conname = 'pos_ok'), count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relname = 'pair'"
        let before = project.sql(types)
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: type)
        #expect(project.sql(types) == before)
    }

    @Test func whatCannotBeMadeAgainStopsTheRunAndIsNamed() throws {
        let project = try project(
            ["active": Self.active, "other": "CREATE OR REPLACE VIEW other AS SELECT 1 AS a;\n"],
            and: "CREATE VIEW names AS SELECT name FROM active")
        let (before, rows) = (
            project.sql(Self.views), "SELECT version, success, checksum, error FROM martlet_migrations ORDER BY id"
        )
        let history = project.sql(rows)
        project.folder.write("migrations/R__active.sql", "CREATE OR REPLACE VIEW active AS SELECT id FROM users;\n")
        project.folder.write("migrations/R__other.sql", "CREATE OR REPLACE VIEW other AS SELECT 2 AS a;\n")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.output, contains: "✗ R__active")
        expect(result.output, contains: "R__other  other  undone with a later one")
        expect(result.error, contains: "what R__active takes away cannot be made again: column ")
        expect(result.error, contains: "it takes away: the view public.names")
        expect(result.error, contains: "no repeatable of this run changed anything")
        #expect(project.sql(Self.views) == before)
        #expect(project.sql(rows) == history)
        #expect(
            project.sql("SELECT result FROM martlet_log WHERE action = 'repeat' ORDER BY id DESC LIMIT 1") == "failed")
        // What needs it is mended with it, whatever their names.
        project.folder.write(
            "migrations/R__a_names.sql", "CREATE OR REPLACE VIEW names AS SELECT id AS name FROM active;\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT string_agg(name::text, ',') FROM names") == "1,2")
    }

    @Test func aTypeWithRowsIsNotTakenAway() throws {
        let project = try project(
            ["mood": "DROP TYPE IF EXISTS mood;\nCREATE TYPE mood AS ENUM ('a');\n"],
            and: "ALTER TABLE users ADD COLUMN mood mood")
        project.folder.write(
            "migrations/R__mood.sql", "DROP TYPE IF EXISTS mood;\nCREATE TYPE mood AS ENUM ('a', 'b');\n")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "R__mood takes the column mood of public.users away, which holds rows")
        #expect(
            project.sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'mood'")
                == "1")
    }

    @Test("files that need each other come in their order, which names do not tell") func order() throws {
        let project = try ServerProject(Self.tables)
        // What stands in a body is read by the server, and not by Martlet.
        project.folder.write(
            "migrations/R__a.sql",
            "CREATE FUNCTION a() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM ' 'z';\n".replacing(
                "' '", with: ""))
        project.folder.write("migrations/R__m.sql", "CREATE VIEW m AS SELECT * FROM z;\n")
        project.folder.write("migrations/R__z.sql", "CREATE VIEW z AS SELECT * FROM users;\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 R__z R__m R__a" || project.applied == "001 R__z R__a R__m")
        expect(project.martlet("history").output, contains: "repeatable")
    }

    @Test func aCircleFailsWithWhatItMisses() throws {
        let project = try ServerProject(Self.tables)
        project.folder.write("migrations/R__a.sql", "CREATE VIEW a AS SELECT * FROM b;\n")
        project.folder.write("migrations/R__b.sql", "CREATE VIEW b AS SELECT * FROM a;\n")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "relation \"b\" does not exist")
        #expect(
            project.sql("SELECT string_agg(version || ' ' || success, ',' ORDER BY id) FROM martlet_migrations")
                == "001 true,R__a false")
        #expect(project.sql(Self.views) == "")
    }

    @Test func ofSeveralRoutinesOfANameTheOneThatIsMeantGoes() throws {
        let one = "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        let project = try project(
            ["f": one],
            and: """
                CREATE FUNCTION f(a text) RETURNS int LANGUAGE sql RETURN f(1); CREATE VIEW v AS SELECT f('x') AS x
                """)
        project.folder.write("migrations/R__f.sql", one.replacing("(a int)", with: "(b int)"))
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT x, f(2) FROM v") == "1|1")
        #expect(project.sql("SELECT proargnames FROM pg_proc WHERE proname = 'f' ORDER BY oid") == "{b}\n{a}")
    }

    @Test func withOneTransactionForAllTheVersionsGoBackToo() throws {
        let project = try ServerProject(Self.tables, settings: ["transaction: all"])
        project.folder.write("migrations/R__a.sql", "CREATE VIEW a AS SELECT missing FROM users;\n")
        expectStatus(project.martlet("migrate"), 1)
        #expect(project.sql("SELECT to_regclass('users') IS NULL") == "t")
        project.folder.write("migrations/R__a.sql", "CREATE VIEW a AS SELECT id FROM users;\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a") == "2")
    }

    @Test func aSnapshotKnowsThem() throws {
        let project = try project(["active": "CREATE VIEW active AS SELECT id FROM users;\n"])
        let dump = project.martlet("dump")
        expectStatus(dump, 0)
        let other = try ServerProject(Self.tables)
        other.folder.write("migrations/R__active.sql", "CREATE VIEW active AS SELECT id FROM users;\n")
        expectStatus(other.database.psql(dump.output), 0)
        let result = other.martlet("migrate")
        expectStatus(result, 0)
        expect(result.output, contains: "up to date")
    }

    @Test("a plan says what goes and comes back with what a repeatable makes anew")
    func whatAPlanTells() throws {
        let function = "CREATE OR REPLACE FUNCTION loud(t text) RETURNS text LANGUAGE sql AS 'SELECT upper(t)';\n"
        let project = try project(
            ["active": Self.active, "loud": function],
            and: """
                CREATE VIEW names AS SELECT loud(name) AS name FROM active; CREATE VIEW all_names AS TABLE names;
                CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER put INSTEAD OF INSERT ON active FOR EACH ROW EXECUTE FUNCTION put();
                """)
        project.folder.write(
            "migrations/R__active.sql",
            "DROP VIEW active;\nCREATE OR REPLACE VIEW active AS SELECT name, id FROM users WHERE active;\n")
        project.folder.write("migrations/R__loud.sql", function.replacing("upper", with: "lower"))
        let plan = project.martlet("plan")
        expectStatus(plan, 0)
        let told = plan.output.split(separator: "\n").filter { $0.contains("goes and comes back") }
        let views = ["the view public.all_names", "the view public.names"]
        let expected = (["the trigger put of public.active"] + views + views).map {
            "     goes and comes back where this has to be dropped: \($0)"
        }
        #expect(told.map(String.init) == expected, "\(plan.everything)")
        #expect(
            plan.output.contains("ACCESS EXCLUSIVE on public.active: an instant")
                || plan.output.contains("ACCESS EXCLUSIVE on active: an instant"))
        let document = project.martlet("plan", "--json")
        let said = try JSONSchema.outcome.validate(["plan.json": document.output])
        #expect(said.status == 0, "\(said.everything)")
        expectStatus(project.martlet("plan", "--out", "plan.json"), 0)
        expectStatus(project.martlet("migrate", "--plan", "plan.json"), 0)
        #expect(
            project.sql("SELECT count(*) FROM pg_views WHERE schemaname = 'public' AND viewname LIKE '%names'") == "2")
    }
}
