import DriverTestSupport
import MartletCore
import MartletPostgres
import MartletSQLite
import SchemaModel
import TestSupport
import Testing

/// Real databases of both engines, read by the drivers and held against each other.
@Suite struct SchemaParityTests {
    private func parity(sqlite: String, postgres: String, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> SchemaParity
    {
        let file = try DriverUnderTest.sqliteMemory.makeBench()
        let server = try DriverUnderTest.postgres.makeBench()
        defer {
            file.remove()
            server.remove()
        }
        let one = try #require(try file.connect() as? SQLiteConnection)
        for statement in sqlite.split(separator: ";\n") { try one.script(String(statement)) }
        let made = try #require(server.database).psql(postgres)
        expectStatus(made, 0, sourceLocation: sourceLocation)
        let other = try #require(try server.connect() as? PostgresConnection)
        return SchemaParity(sqlite: try one.schema(excluding: []), postgres: try other.schema(excluding: []))
    }

    /// The same shop for both, each in its own words.
    private static let sqlite = """
        CREATE TABLE customers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL CHECK (trim(name) <> ''),
            email TEXT COLLATE NOCASE UNIQUE CHECK (email LIKE '%_@_%' AND trim(email) <> ''),
            kind TEXT NOT NULL DEFAULT 'new' CHECK (kind IN ('new', 'old', 'gone')),
            active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
            score REAL CHECK (score BETWEEN 0 AND 1.5),
            balance INTEGER NOT NULL DEFAULT -1,
            site TEXT CHECK (site GLOB 'https://?*' OR site IS NULL),
            note TEXT CHECK (length(note) <= 100),
            extra TEXT DEFAULT '{}' CHECK (json_valid(extra)),
            photo BLOB,
            born TEXT CHECK (born = date(born)),
            created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                CHECK (created_at = strftime('%Y-%m-%dT%H:%M:%SZ', created_at)),
            total INTEGER AS (balance * 2 + 1) STORED
        );
        CREATE TABLE orders (
            customer INTEGER NOT NULL REFERENCES customers ON DELETE CASCADE ON UPDATE NO ACTION,
            "number" INTEGER NOT NULL,
            referrer INTEGER REFERENCES customers (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            paid BOOLEAN NOT NULL DEFAULT FALSE CHECK (paid IN (0, 1)),
            status TEXT NOT NULL CHECK (status IN ('open', 'done')),
            UNIQUE (number, referrer),
            PRIMARY KEY (customer, number),
            CHECK (paid = 0 OR status <> 'open')
        );
        CREATE INDEX orders_open ON orders (customer, number DESC) WHERE paid = 0 AND status IN ('open');
        CREATE INDEX customers_name ON customers (name COLLATE NOCASE, id);
        CREATE VIEW debtors AS SELECT id, name FROM customers WHERE balance < 0;
        CREATE TRIGGER orders_paid AFTER UPDATE OF paid, status ON orders BEGIN SELECT 1; END
        """

    private static let postgres = """
        CREATE EXTENSION citext;
        CREATE TYPE status AS ENUM ('open', 'done');
        CREATE DOMAIN site AS text CHECK (VALUE LIKE 'https://_%');
        CREATE TABLE customers (
            id bigserial PRIMARY KEY,
            name text NOT NULL CHECK (trim(name) <> ''),
            email citext CHECK (email LIKE '%_@_%' AND trim(email) <> ''),
            kind varchar NOT NULL DEFAULT 'new' CHECK (kind IN ('old', 'new', 'gone')),
            active boolean NOT NULL DEFAULT true,
            score double precision CHECK (score >= 0 AND score <= 1.5),
            balance bigint NOT NULL DEFAULT -1,
            site site,
            note varchar(100),
            extra jsonb DEFAULT '{}',
            photo bytea,
            born date,
            created_at timestamptz NOT NULL DEFAULT now(),
            total bigint GENERATED ALWAYS AS (balance * 2 + 1) STORED
        );
        CREATE UNIQUE INDEX ON customers (email);
        CREATE TABLE orders (
            customer bigint NOT NULL REFERENCES customers ON DELETE CASCADE,
            number bigint NOT NULL,
            referrer bigint REFERENCES customers ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            paid boolean NOT NULL DEFAULT false,
            status status NOT NULL,
            PRIMARY KEY (customer, number), UNIQUE (number, referrer), CHECK (NOT paid OR status <> 'open')
        );
        CREATE INDEX orders_open ON orders (customer, number DESC) WHERE NOT paid AND status = 'open';
        CREATE INDEX customers_name ON customers (lower(name), id);
        CREATE VIEW debtors AS SELECT id, name FROM customers WHERE balance < 0;
        CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER orders_paid AFTER UPDATE OF status, paid ON orders FOR EACH ROW EXECUTE FUNCTION nothing();
        """

    @Test func oneProjectIsTheSameOnBoth() throws {
        let parity = try parity(sqlite: Self.sqlite, postgres: Self.postgres)
        #expect(parity.isEmpty)
        #expect(
            parity.lines == [
                "! view debtors: what views ask is code of each engine, not compared",
                "! trigger orders.orders_paid: what triggers do is code of each engine, not compared",
                "! extension citext: PostgreSQL's own, not compared",
                "! routine nothing: PostgreSQL's own, not compared",
            ])
    }

    /// Conditions as somebody writes them for each engine; the server writes its own back in its way.
    static let conditions: [(sqlite: String, postgres: String)] = [
        ("a BETWEEN 1 AND 9", "a BETWEEN 1 AND 9"), ("a NOT BETWEEN 1 AND 9", "a NOT BETWEEN 1 AND 9"),
        ("a > -1", "a > -1"), ("a IN (1, 2)", "a IN (2, 1)"), ("a NOT IN (1, 2)", "a NOT IN (1, 2)"),
        ("v IN ('x', 'y')", "v IN ('x', 'y')"), ("v = 'x'", "v = 'x'"), ("v <> ''", "v <> ''"),
        ("t LIKE '%@%'", "t LIKE '%@%'"), ("t LIKE 'ab%'", "t ILIKE 'ab%'"), ("t NOT LIKE '% %'", "t NOT LIKE '% %'"),
        ("t GLOB '[a-z]*'", "t ~ '^[a-z]'"), ("t NOT GLOB '*[^a-z]*'", "t !~ '[^a-z]'"),
        ("t LIKE 'a\\b%'", "t ILIKE E'a\\\\\\\\b%'"),
        ("t <> 'a\\b'", "t <> 'a\\b'"), ("length(v) >= 3", "char_length(v) >= 3"), ("trim(v) <> ''", "trim(v) <> ''"),
        ("rtrim(t) = t", "trim(trailing from t) = t"), ("r >= 0", "r >= 0"), ("r < 1.50", "r < 1.5"),
        ("n > 0.5", "n > 0.5"),
        ("a IS NOT NULL OR t IS NOT NULL", "a IS NOT NULL OR t IS NOT NULL"), ("a IS b", "a IS NOT DISTINCT FROM b"),
        ("(a IS NULL) = (b IS NULL)", "(a IS NULL) = (b IS NULL)"), ("coalesce(a, b, 0) > 0", "coalesce(a, b, 0) > 0"),
        ("CASE WHEN a > 0 THEN b ELSE 1 END > 0", "CASE WHEN a > 0 THEN b ELSE 1 END > 0"),
        ("a + b * 2 > 0", "a + b * 2 > 0"),
        ("f = 1 OR a > 0", "f OR a > 0"), ("f = 0 OR a > 0", "f = false OR a > 0"),
        ("NOT (a > 0 AND b > 0)", "NOT (a > 0 AND b > 0)"),
        ("nullif(a, b) > 0", "nullif(a, b) > 0"), ("substr(t, 1, 2) = 'ab'", "substring(t from 1 for 2) = 'ab'"),
        ("instr(t, '@') > 1", "position('@' in t) > 1"), ("a % 2 = 0", "a % 2 = 0"), ("lower(v) = v", "lower(v) = v"),
        ("at > '2020-01-01T00:00:00Z'", "at > '2020-01-01T00:00:00Z'"),
    ]

    @Test func conditionsAreReadAsTheServerWritesThemBack() throws {
        let columns = "a bigint, b bigint, v varchar, t text, r double precision, n numeric, f boolean, at timestamptz"
        let sqlite = Self.conditions.enumerated().map { number, texts in
            "CREATE TABLE t\(number) (a INTEGER, b INTEGER, v VARCHAR, t TEXT, r REAL, n NUMERIC, f INTEGER CHECK (f IN (0, 1)), "
                + "at TEXT CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at)), CHECK (\(texts.sqlite)))"
        }
        let postgres = Self.conditions.enumerated().map { "CREATE TABLE t\($0) (\(columns), CHECK (\($1.postgres)));" }
        let parity = try parity(
            sqlite: sqlite.joined(separator: ";\n"),
            postgres: "SET timezone = 'UTC';\n" + postgres.joined(separator: "\n"))
        #expect(parity.isEmpty, "\(parity.lines)")
    }
}
