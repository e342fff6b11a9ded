import SQLText
import Testing

@testable import Lint

/// What the rules for SQLite find in a statement or two, and what they leave alone.
struct SQLiteRuleTests {
    @Test(arguments: [
        RuleCase("add-column-unique", "ALTER TABLE users ADD COLUMN mail TEXT ▸UNIQUE"),
        RuleCase("add-column-unique", "ALTER TABLE users ADD id INTEGER ▸PRIMARY KEY"),
        RuleCase("add-column-unique", "ALTER TABLE users ADD COLUMN mail TEXT DEFAULT 'unique'"),
        RuleCase("add-column-not-null", "ALTER TABLE users\n  ADD COLUMN age INTEGER ▸NOT NULL"),
        RuleCase("add-column-not-null", "ALTER TABLE users ADD COLUMN age INTEGER ▸NOT NULL DEFAULT NULL"),
        RuleCase("add-column-not-null", "ALTER TABLE users ADD COLUMN age INTEGER NOT NULL DEFAULT 0"),
        RuleCase("add-column-not-null", "CREATE TABLE users (a); ALTER TABLE users ADD COLUMN b NOT NULL"),
        RuleCase("add-column-not-null", "ALTER TABLE users ADD COLUMN b AS (a) NOT NULL"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD at TEXT ▸DEFAULT CURRENT_TIMESTAMP"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD at TEXT ▸DEFAULT (datetime('now'))"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD at TEXT ▸DEFAULT (1 + 1)"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD n INTEGER DEFAULT (-1)"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD n INTEGER DEFAULT TRUE"),
        RuleCase("add-column-default-not-constant", "ALTER TABLE a ADD n TEXT DEFAULT 'now'"),
        RuleCase("add-column-default-not-constant", "CREATE TABLE a (at DEFAULT CURRENT_TIMESTAMP)"),
        RuleCase("add-column-stored", "ALTER TABLE a ADD b INTEGER AS (c + 1) ▸STORED"),
        RuleCase("add-column-stored", "ALTER TABLE a ADD b INTEGER AS (c + 1)"),
        RuleCase("add-column-stored", "CREATE TABLE a (c, b INTEGER AS (c + 1) STORED)"),
        RuleCase("add-column-reference-default", "ALTER TABLE a ADD b INTEGER DEFAULT 1 ▸REFERENCES c (d)"),
        RuleCase("add-column-reference-default", "ALTER TABLE a ADD b INTEGER REFERENCES c (d)"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ▸ALTER COLUMN b TYPE TEXT"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ▸MODIFY b TEXT"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ADD ▸CONSTRAINT c CHECK (b > 0)"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a DROP ▸CONSTRAINT c"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ADD COLUMN b TEXT▸, ADD COLUMN c TEXT"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ADD ▸FOREIGN KEY (b) REFERENCES c (d)"),
        RuleCase("alter-table-unsupported", "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0)").with {
            $0.version = EngineVersion(3, 53)
        },
        RuleCase("alter-table-unsupported", "ALTER TABLE a ALTER COLUMN b SET NOT NULL").with {
            $0.version = EngineVersion(3, 53)
        },
        RuleCase("alter-table-unsupported", "ALTER TABLE a ADD COLUMN b DECIMAL(10,2); ALTER TABLE a RENAME b TO c"),
        RuleCase("autoincrement-not-allowed", "CREATE TABLE a (id INT PRIMARY KEY ▸AUTOINCREMENT)"),
        RuleCase("autoincrement-not-allowed", "CREATE TABLE a (id INTEGER PRIMARY KEY ▸AUTOINCREMENT) WITHOUT ROWID"),
        RuleCase("autoincrement-not-allowed", "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)"),
        RuleCase("autoincrement-needless", "CREATE TABLE a (id INTEGER PRIMARY KEY ▸AUTOINCREMENT)"),
        RuleCase("autoincrement-needless", "CREATE TABLE a (id INTEGER PRIMARY KEY)"),
        RuleCase("check-with-subquery", "CREATE TABLE a (b CHECK (b IN (▸SELECT c FROM d)))"),
        RuleCase("check-with-subquery", "CREATE TABLE a (b CHECK (b IN (1, 2)))"),
        RuleCase("check-with-subquery", "CREATE TABLE a AS SELECT 1"),
        RuleCase("now-in-constraint", "CREATE TABLE a (b CHECK (b <= ▸date('now')))"),
        RuleCase("now-in-constraint", "CREATE INDEX i ON a (b) WHERE b > ▸datetime('now', '-1 day')"),
        RuleCase("now-in-constraint", "CREATE TABLE a (b CHECK (date(b) IS NOT NULL))"),
        RuleCase("now-in-constraint", "CREATE TABLE a (b DEFAULT (date('now')))"),
    ])
    func findsInDefinitions(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }

    @Test(arguments: [
        RuleCase("compared-with-null", "UPDATE a SET b = NULL WHERE c ▸= NULL"),
        RuleCase("compared-with-null", "SELECT 1 FROM a WHERE b ▸<> NULL OR b ▸!= NULL"),
        RuleCase("compared-with-null", "CREATE TABLE a (b CHECK (b ▸<> NULL))"),
        RuleCase("compared-with-null", "UPDATE a SET d = 1, b = NULL WHERE c IS NULL"),
        RuleCase("compared-with-null", "INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO UPDATE SET c = NULL"),
        RuleCase("default-bare-word", "CREATE TABLE a (b TEXT DEFAULT ▸now)"),
        RuleCase("default-bare-word", "CREATE TABLE a (b TEXT DEFAULT current_timestamp, c DEFAULT TRUE)"),
        RuleCase("double-quoted-string", "CREATE TABLE a (b TEXT DEFAULT ▸\"new\")"),
        RuleCase("double-quoted-string", "INSERT INTO \"a\" (\"b\") VALUES (▸\"new\", 'x')"),
        RuleCase("double-quoted-string", "CREATE TABLE a (\"b\" TEXT CHECK (\"b\" IN (▸\"x\", 'y')))"),
        RuleCase("double-quoted-string", "INSERT INTO a (b) VALUES ('new') ON CONFLICT (\"b\") DO NOTHING"),
        RuleCase("foreign-key-mismatch", "CREATE TABLE p (id INTEGER); CREATE TABLE c (p ▸REFERENCES p (id))"),
        RuleCase("foreign-key-mismatch", "CREATE TABLE c (p ▸REFERENCES p); CREATE TABLE p (id INTEGER)"),
        RuleCase(
            "foreign-key-mismatch", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES P (ID))"),
        RuleCase(
            "foreign-key-mismatch",
            "CREATE TABLE p (a); CREATE UNIQUE INDEX i ON p (a); CREATE TABLE c (p REFERENCES p (a))"),
        RuleCase(
            "foreign-key-mismatch",
            "CREATE TABLE p (a); CREATE UNIQUE INDEX i ON p (a) WHERE a > 0; CREATE TABLE c (p ▸REFERENCES p (a))"),
        RuleCase("foreign-key-mismatch", "CREATE TABLE c (p REFERENCES elsewhere (a))"),
        RuleCase(
            "foreign-key-type-differs",
            "CREATE TABLE p (id TEXT PRIMARY KEY); CREATE TABLE c (p INTEGER ▸REFERENCES p (id))"),
        RuleCase(
            "foreign-key-type-differs",
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT REFERENCES p)"),
        RuleCase("foreign-key-unindexed", "CREATE TABLE c (p INTEGER ▸REFERENCES p (id))"),
        RuleCase("foreign-key-unindexed", "CREATE TABLE c (a, p, FOREIGN KEY (p) ▸REFERENCES p (id))"),
        RuleCase("foreign-key-unindexed", "ALTER TABLE c ADD COLUMN p ▸REFERENCES p (id)"),
        RuleCase("foreign-key-unindexed", "CREATE TABLE c (p REFERENCES p (id)); CREATE INDEX i ON c (p, q)").with {
            _ in
        },
        RuleCase("foreign-key-unindexed", "ALTER TABLE c ADD COLUMN p REFERENCES p (id); CREATE INDEX i ON c (p)"),
        RuleCase("foreign-key-unindexed", "CREATE TABLE c (p INTEGER PRIMARY KEY REFERENCES p (id))"),
        RuleCase("foreign-key-unindexed", "CREATE TABLE c (p UNIQUE REFERENCES p (id))"),
        RuleCase(
            "foreign-key-unindexed",
            "CREATE TABLE n (p REFERENCES p (id)); ALTER TABLE n RENAME TO c; CREATE INDEX i ON c (p)"),
        RuleCase("create-if-not-exists", "CREATE TABLE ▸IF NOT EXISTS a (b)"),
        RuleCase("create-if-not-exists", "CREATE UNIQUE INDEX ▸IF NOT EXISTS a ON b (c)"),
        RuleCase("create-if-not-exists", "CREATE TABLE a (b)"),
        RuleCase("insert-without-columns", "INSERT INTO ▸a VALUES (1)"),
        RuleCase("insert-without-columns", "REPLACE INTO main.▸a SELECT 1"),
        RuleCase("insert-without-columns", "INSERT INTO a (b) VALUES (1)"),
        RuleCase("insert-without-columns", "INSERT INTO a DEFAULT VALUES"),
        RuleCase("insert-select-star", "INSERT INTO a (b) SELECT ▸* FROM c"),
        RuleCase("insert-select-star", "INSERT INTO a (b) SELECT b * 2 FROM c"),
        RuleCase("insert-or-ignore", "INSERT ▸OR IGNORE INTO a (b) VALUES (1)"),
        RuleCase("insert-or-ignore", "INSERT INTO a (b) VALUES (1) ON CONFLICT (b) DO NOTHING"),
        RuleCase("replace-deletes-row", "▸REPLACE INTO a (b) VALUES (1)"),
        RuleCase("replace-deletes-row", "INSERT OR ▸REPLACE INTO a (b) VALUES (1)"),
        RuleCase("replace-deletes-row", "INSERT INTO a (b) VALUES (replace('x', 'y', 'z'))"),
    ])
    func findsInStatements(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }

    @Test(arguments: [
        RuleCase("pragma-in-transaction", "▸PRAGMA foreign_keys = OFF;"),
        RuleCase("pragma-in-transaction", "BEGIN;\n▸PRAGMA foreign_keys(1);\nCOMMIT").with { $0.transactions = .own },
        RuleCase("pragma-in-transaction", "PRAGMA foreign_keys = OFF; BEGIN; COMMIT").with { $0.transactions = .own },
        RuleCase("pragma-in-transaction", "PRAGMA foreign_keys = OFF").with { $0.transactions = .none },
        RuleCase("pragma-in-transaction", "PRAGMA foreign_keys; PRAGMA user_version = 3"),
        RuleCase("vacuum-in-transaction", "▸VACUUM"),
        RuleCase("vacuum-in-transaction", "VACUUM").with { $0.transactions = .none },
        RuleCase("pragma-writable-schema", "▸PRAGMA writable_schema = ON"),
        RuleCase("pragma-writable-schema", "PRAGMA writable_schema = OFF; PRAGMA writable_schema"),
        RuleCase("primary-key-nullable", "CREATE TABLE a (▸id TEXT PRIMARY KEY)"),
        RuleCase("primary-key-nullable", "CREATE TABLE a (▸b TEXT, ▸c INT, PRIMARY KEY (b, c))"),
        RuleCase("primary-key-nullable", "CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY)"),
        RuleCase("primary-key-nullable", "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT"),
        RuleCase("primary-key-nullable", "CREATE TABLE a (id TEXT PRIMARY KEY) WITHOUT ROWID"),
        RuleCase("primary-key-not-rowid", "CREATE TABLE a (id ▸INT PRIMARY KEY)"),
        RuleCase("primary-key-not-rowid", "CREATE TABLE a (id ▸INTEGER PRIMARY KEY DESC)"),
        RuleCase("primary-key-not-rowid", "CREATE TABLE a (id INTEGER PRIMARY KEY)"),
        RuleCase("primary-key-not-rowid", "CREATE TABLE a (id INT PRIMARY KEY) WITHOUT ROWID"),
        RuleCase("primary-key-not-rowid", "CREATE TABLE a (id INTEGER, PRIMARY KEY (id DESC))"),
        RuleCase(
            "rebuild-renames-old-table",
            "ALTER TABLE a ▸RENAME TO old; CREATE TABLE a (b); INSERT INTO a SELECT b FROM old; DROP TABLE old"),
        RuleCase(
            "rebuild-renames-old-table",
            "CREATE TABLE n (b); INSERT INTO n SELECT b FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a"),
        RuleCase(
            "rebuild-with-foreign-keys",
            "CREATE TABLE n (b); INSERT INTO n SELECT b FROM a; DROP TABLE ▸a; ALTER TABLE n RENAME TO a"
        ).with { $0.foreignKeys = true },
        RuleCase(
            "rebuild-with-foreign-keys",
            "CREATE TABLE n (b); INSERT INTO n SELECT b FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a"),
        RuleCase(
            "rebuild-with-foreign-keys",
            "PRAGMA foreign_keys = ON; CREATE TABLE n (b); DROP TABLE ▸a; ALTER TABLE n RENAME TO a"
        ).with { $0.transactions = .own },
        RuleCase("rebuild-without-copy", "CREATE TABLE n (b); DROP TABLE ▸a; ALTER TABLE n RENAME TO a"),
        RuleCase(
            "rebuild-without-copy",
            "CREATE TABLE n (b); INSERT INTO n SELECT b FROM a; DROP TABLE a; ALTER TABLE n RENAME TO a"),
        RuleCase(
            "rebuild-without-copy",
            "CREATE TABLE n (b); INSERT INTO n (b) SELECT b FROM c; DROP TABLE a; ALTER TABLE n RENAME TO a"),
        RuleCase("rebuild-without-copy", "DROP TABLE a; ALTER TABLE n RENAME TO a"),
        RuleCase("redundant-index", "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE INDEX ▸i ON a (id)"),
        RuleCase("redundant-index", "CREATE TABLE a (b UNIQUE); CREATE INDEX ▸i ON a (b)"),
        RuleCase("redundant-index", "CREATE TABLE a (b); CREATE INDEX i ON a (b); CREATE INDEX ▸j ON a (b)"),
        RuleCase("redundant-index", "CREATE TABLE a (b); CREATE INDEX i ON a (b); CREATE UNIQUE INDEX j ON a (b)"),
        RuleCase("redundant-index", "CREATE TABLE a (b, c); CREATE INDEX i ON a (b); CREATE INDEX j ON a (b, c)"),
        RuleCase("reserved-name", "CREATE TABLE ▸sqlite_things (a)"),
        RuleCase("reserved-name", "CREATE INDEX a_sqlite_ ON sqlitething (a)"),
    ])
    func findsInScripts(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }

    @Test(arguments: [
        RuleCase("strict-type-unknown", "CREATE TABLE a (b ▸VARCHAR(10), c INTEGER) STRICT"),
        RuleCase("strict-type-unknown", "CREATE TABLE a (▸b) STRICT"),
        RuleCase("strict-type-unknown", "CREATE TABLE a (b VARCHAR(10))"),
        RuleCase("strict-type-unknown", "CREATE TABLE a (b text, c any) STRICT"),
        RuleCase("strict-type-unknown", "CREATE TABLE a (b INT) STRICT; ALTER TABLE a ADD c ▸BOOLEAN"),
        RuleCase("string-as-name", "CREATE TABLE ▸'users' (▸'id' INTEGER)"),
        RuleCase("string-as-name", "CREATE TABLE \"users\" (id INTEGER DEFAULT 'a')"),
        RuleCase("table-not-strict", "CREATE TABLE ▸a (b TEXT)"),
        RuleCase("table-not-strict", "CREATE TABLE IF NOT EXISTS main.▸\"a\" (b TEXT)"),
        RuleCase("table-not-strict", "CREATE TABLE a (b TEXT) STRICT"),
        RuleCase("table-not-strict", "CREATE TABLE a (b TEXT)").with { $0.version = EngineVersion(3, 36) },
        RuleCase("table-not-strict", "CREATE TABLE a (b TEXT)").with { $0.direction = .down },
        RuleCase("type-affinity-surprise", "CREATE TABLE a (b ▸STRING, c ▸UUID, d ▸JSON, e ▸POINT)"),
        RuleCase("type-affinity-surprise", "CREATE TABLE a (b ▸FLOATING POINT, c ▸INTERVAL)"),
        RuleCase(
            "type-affinity-surprise", "CREATE TABLE a (b TEXT, c BOOLEAN, d DATETIME, e BIGINT, f UNSIGNED BIG INT)"),
        RuleCase("type-affinity-surprise", "CREATE TABLE a (b INT2, c INT8, d DOUBLE PRECISION, e BLOB)"),
        RuleCase("type-length-ignored", "CREATE TABLE a (b ▸VARCHAR(10))"),
        RuleCase("type-length-ignored", "CREATE TABLE a (b TEXT CHECK (length(b) <= 10), c DECIMAL(10, 2))"),
        RuleCase("decimal-stored-as-real", "CREATE TABLE a (price ▸DECIMAL(10, 2))"),
        RuleCase("decimal-stored-as-real", "CREATE TABLE a (price NUMERIC, count DECIMAL(10))"),
        RuleCase("without-rowid-without-key", "CREATE TABLE ▸a (b) WITHOUT ROWID"),
        RuleCase("without-rowid-without-key", "CREATE TABLE a (b PRIMARY KEY) WITHOUT ROWID"),
        RuleCase("view-select-star", "CREATE VIEW a AS SELECT ▸* FROM b"),
        RuleCase("view-select-star", "CREATE VIEW a AS SELECT c FROM (SELECT * FROM b)"),
    ])
    func findsInTypes(_ given: RuleCase) {
        #expect(given.found == given.expected)
    }

    @Test(arguments: [
        ("ALTER TABLE a ▸DROP COLUMN b", EngineVersion(3, 35)),
        ("ALTER TABLE a ▸RENAME COLUMN b TO c", EngineVersion(3, 25)),
        ("CREATE TABLE a (b TEXT) ▸STRICT", EngineVersion(3, 37)),
        ("CREATE TABLE a (b TEXT, ▸c AS (b))", EngineVersion(3, 31)),
        ("INSERT INTO a (b) VALUES (1) ▸ON CONFLICT (b) DO NOTHING", EngineVersion(3, 24)),
        ("DELETE FROM a WHERE b ▸RETURNING c", EngineVersion(3, 35)),
        ("UPDATE a SET b = c.b ▸FROM c WHERE c.a = a.a", EngineVersion(3, 33)),
        ("SELECT 1 FROM a ▸RIGHT JOIN b", EngineVersion(3, 39)),
        ("SELECT 1 FROM a ▸FULL OUTER JOIN b", EngineVersion(3, 39)),
    ])
    func knowsTheFirstVersionOfWhatIsUsed(_ sql: String, _ since: EngineVersion) {
        let older = EngineVersion(3, since.numbers[1] - 1, 5)
        let given = RuleCase("needs-newer-sqlite", sql)
        #expect(given.with { $0.version = older }.found == given.expected)
        #expect(given.with { $0.version = since }.found.isEmpty)
        #expect(given.found.isEmpty)
    }
}
