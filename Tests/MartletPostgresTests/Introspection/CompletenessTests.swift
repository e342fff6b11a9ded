import DriverTestSupport
import MartletCore
import SQLText
import SchemaModel
import TestSupport
import Testing

/// Nothing of a user's is passed over in silence.
@Suite struct SchemaCompletenessTests {
    /// Whatever the server's catalogues know of, in whichever of them: also in one that a later version brings.
    @Test func everyObjectOfEveryCatalogueIsNamed() throws {
        let bench = try SchemaBench()
        defer { Self.dropSubscription(bench) }
        bench.load(SchemaFixture.script(bench.version) + Self.omitted.map(\.sql).joined(separator: "\n"))
        let catalogues = bench.database.text(
            """
            SELECT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'oid'
            WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND NOT c.relisshared
            """
        ).split(separator: "\n")
        #expect(catalogues.count > 30)
        // The server has no names for values of enumerations; other tests read them.
        let union = catalogues.filter { $0 != "pg_enum" }.map {
            "SELECT '\($0)'::regclass AS class, oid FROM \($0) WHERE oid >= 16384"
        }
        // What goes with another object has no life of its own: toast tables, row types, indexes of constraints.
        let told = bench.database.psql(
            """
            SELECT o.type || chr(9) || replace(COALESCE(o.name, regexp_replace(o.identity, '^for | on .*$', '', 'g')), '"', '')
            FROM (\(union.joined(separator: " UNION ALL "))) AS c
              CROSS JOIN LATERAL pg_identify_object(CASE c.class WHEN 'pg_largeobject_metadata'::regclass
                THEN 'pg_largeobject'::regclass ELSE c.class END, c.oid, 0) AS o
            WHERE o.schema IS DISTINCT FROM 'pg_toast' AND NOT EXISTS (SELECT FROM pg_depend AS d
              WHERE d.classid = c.class AND d.objid = c.oid AND (d.deptype IN ('i', 'e', 'P', 'S')
                OR EXISTS (SELECT FROM pg_depend AS e
                  WHERE e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e' AND d.deptype = 'a')))
            """
        )
        #expect(told.status == 0, "\(told.error)")
        let objects = told.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(objects.count > 250)
        let schema = try bench.schema()
        let text = "\(schema)".lowercased().replacing("\\\"", with: "").replacing("\"", with: "")
        // Their names are numbers, or those of others.
        let nameless: Set = [
            "large object", "default acl", "publication relation", "publication namespace",
            "operator of access method", "function of access method",
        ]
        let missing = objects.filter { object in
            guard object.count == 2, !nameless.contains(object[0]) else { return false }
            // Since 18 every NOT NULL has a name, which is told where it is not the usual one.
            if object[0].hasSuffix("constraint"), object[1].hasSuffix("_not_null") { return false }
            let name = object[0] == "cast" ? object[1] : String(object[1].prefix { $0 != "(" })
            return !text.contains((name.split(separator: ".").last ?? "").lowercased())
        }
        #expect(missing == [])
    }

    /// A database with a subscription cannot be removed.
    private static func dropSubscription(_ bench: SchemaBench) {
        for change in [
            "ALTER SUBSCRIPTION martlet_sub SET (slot_name = NONE)", "DROP SUBSCRIPTION IF EXISTS martlet_sub",
        ] {
            _ = bench.database.psql(change)
        }
    }

    /// What is told as left out.
    static let omitted: [(sql: String, kind: String, name: String)] = [
        ("CREATE TYPE only_named;", "shell type", "only_named"),
        (
            """
            CREATE TYPE in_c;
            CREATE FUNCTION in_c_in(cstring) RETURNS in_c LANGUAGE internal STRICT IMMUTABLE AS 'textin';
            CREATE FUNCTION in_c_out(in_c) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'textout';
            CREATE TYPE in_c (INPUT = in_c_in, OUTPUT = in_c_out, LIKE = text);
            """, "base type", "public.in_c"
        ),
        (
            """
            CREATE FUNCTION ahead(integer, integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR @@@@ (FUNCTION = ahead, LEFTARG = integer, RIGHTARG = integer, NEGATOR = !@@@@);
            """, "operator", "public.!@@@@(integer,integer)"
        ),
        (
            """
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER elsewhere FOREIGN DATA WRAPPER w;
            CREATE USER MAPPING FOR postgres SERVER elsewhere OPTIONS (password 'secret');
            """, "user mapping", "postgres on elsewhere"
        ),
        (
            """
            CREATE FUNCTION near(integer, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR ~~~~ (FUNCTION = near, LEFTARG = integer, RIGHTARG = text);
            ALTER OPERATOR FAMILY pg_catalog.integer_ops USING hash ADD OPERATOR 1 ~~~~ (integer, text);
            """, "operator family", "integer_ops"
        ),
        ("SELECT lo_create(0); SELECT lo_create(0);", "large objects", "2"),
        (
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;", "default privileges",
            "postgres in public: tables"
        ),
        (
            "CREATE SUBSCRIPTION martlet_sub CONNECTION 'password=secret' PUBLICATION p WITH (connect = false);",
            "subscription", "martlet_sub"
        ),
        (
            """
            CREATE TABLE ours (id integer PRIMARY KEY); CREATE TABLE theirs (id integer CONSTRAINT k REFERENCES ours);
            ALTER TABLE theirs DISABLE TRIGGER ALL;
            """, "trigger", "public.theirs"
        ),
        (
            "CREATE FUNCTION pg_catalog.stray() RETURNS integer LANGUAGE sql AS 'SELECT 1';", "routine",
            "pg_catalog.stray"
        ),
        (
            "CREATE TABLE marked (id integer PRIMARY KEY); COMMENT ON INDEX marked_pkey IS 'of a key';", "comment",
            "index public.marked_pkey"
        ),
        (
            """
            CREATE TABLE tallied (a integer); ALTER TABLE tallied ADD CONSTRAINT tallied_twice EXCLUDE ((a * 2) WITH =);
            ALTER INDEX tallied_twice ALTER COLUMN 1 SET STATISTICS 500;
            """, "index", "public.tallied_twice"
        ),
        ("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;", "rights", "language plpgsql"),
        (
            "CREATE TYPE dates AS RANGE (SUBTYPE = date); ALTER TYPE dates RENAME TO of_dates;", "function",
            "public.dates(date,date)"
        ),
        (
            """
            CREATE TYPE spell AS RANGE (SUBTYPE = date); CREATE SCHEMA apart;
            ALTER FUNCTION spell(date, date, text) SET SCHEMA apart;
            """, "function", "apart.spell"
        ),
    ]

    @Test("what cannot be told is named with a reason", arguments: omitted.indices)
    func omission(_ index: Int) throws {
        let (sql, kind, name) = Self.omitted[index]
        let bench = try SchemaBench(sql)
        defer { Self.dropSubscription(bench) }
        let omissions = try bench.schema().omissions
        #expect(omissions.contains { $0.kind == kind && $0.name.contains(name) && !$0.reason.isEmpty }, "\(omissions)")
        #expect(!"\(try bench.schema())".contains("secret"))
    }

    @Test func anIdentityThatOutlivesItsTableIsNamed() throws {
        let bench = try SchemaBench()
        guard bench.version >= 15 else { return }
        bench.load(
            """
            CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY); ALTER SEQUENCE t_id_seq SET UNLOGGED;
            CREATE UNLOGGED TABLE u (id integer GENERATED ALWAYS AS IDENTITY, n serial);
            """)
        let omissions = try bench.schema().omissions
        #expect(omissions.map(\.kind) == ["sequence"] && omissions.map(\.name) == ["public.t_id_seq"])
    }

    @Test func whatIsKeptInATablespaceIsNamed() throws {
        let bench = try SchemaBench()
        let name = "space_of_\(bench.database.name)"
        defer {
            for change in ["DROP TABLE t, martlet_migrations", "DROP TABLESPACE \(name)"] {
                _ = bench.database.psql(change)
            }
        }
        bench.load(
            """
            SET allow_in_place_tablespaces = on; CREATE TABLESPACE \(name) LOCATION '';
            CREATE TABLE t (id integer PRIMARY KEY USING INDEX TABLESPACE \(name)) TABLESPACE \(name);
            CREATE TABLE martlet_migrations (id integer) TABLESPACE \(name);
            """)
        let omissions = try bench.schema(excluding: ["martlet_migrations"]).omissions
        #expect(omissions.allSatisfy { $0.reason.contains(name) })
        #expect(omissions.map(\.name) == ["public.t", "public.t_pkey"])
    }

    @Test func aSettingOfTheDatabaseIsNamed() throws {
        let bench = try SchemaBench()
        _ = bench.database.psql("ALTER DATABASE \(bench.database.name) SET search_path = elsewhere")
        #expect(try bench.schema().omissions.map(\.name) == ["search_path"])
    }

    @Test func anEmptyDatabaseHasTheSchemaPublicAndNothingElse() throws {
        var expected = Schema(.postgres)
        expected.namespaces = [Namespace("public")]
        let schema = try SchemaBench().schema()
        #expect(schema == expected)
    }

    @Test func tablesOfMartletAreLeftOutWithAllThatBelongsToThem() throws {
        let bench = try SchemaBench(
            """
            CREATE TABLE martlet_migrations (version text PRIMARY KEY, id bigserial, n integer GENERATED ALWAYS AS IDENTITY,
                success boolean DEFAULT true CHECK (success), parent text REFERENCES martlet_migrations);
            CREATE INDEX ON martlet_migrations (success);
            COMMENT ON TABLE martlet_migrations IS 'ours';
            COMMENT ON COLUMN martlet_migrations.id IS 'ours';
            GRANT SELECT ON martlet_migrations TO PUBLIC;
            CREATE SCHEMA other;
            CREATE TABLE other.martlet_migrations (id integer);
            """)
        let schema = try bench.schema(excluding: ["martlet_migrations", "martlet_log"])
        #expect(schema.tables.map(\.name) == [ObjectName(schema: "other", "martlet_migrations")])
        #expect(schema.sequences.isEmpty && schema.dependencies.isEmpty && schema.omissions.isEmpty)
    }

    @Test func aHostileSearchPathChangesNothing() throws {
        let bench = try SchemaBench(SchemaFixture.tables[0].sql)
        let honest = try bench.schema()
        _ = bench.database.psql("ALTER DATABASE \(bench.database.name) SET search_path = evil, pg_catalog, public")
        bench.load(
            """
            CREATE SCHEMA evil;
            CREATE TABLE evil.pg_class (oid oid, relname name);
            CREATE FUNCTION evil.wrong(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT false';
            CREATE OPERATOR evil.!~ (FUNCTION = evil.wrong, LEFTARG = name, RIGHTARG = text);
            CREATE FUNCTION evil.format_type(oid, integer) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
            """)
        let schema = try bench.schema()
        #expect(schema.tables.filter { $0.name.schema == "public" } == honest.tables)
    }
}
