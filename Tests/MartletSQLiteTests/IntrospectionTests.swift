import DriverTestSupport
import MartletCore
import MartletSQLite
import SQLText
import SchemaModel
import TestSupport
import Testing

/// The schema of real databases as a value, and back.
@Suite struct IntrospectionTests {
    private func database(_ statements: [String] = []) throws -> SQLiteConnection {
        let url = ConnectionURL(.sqlite(.memory))
        let connection = try SQLiteBackend().connect(to: url, ConnectOptions(.create, foreignKeys: true))
        let database = try #require(connection as? SQLiteConnection)
        for statement in statements { try database.script(statement) }
        return database
    }

    private func schema(_ statements: [String]) throws -> Schema { try database(statements).schema(excluding: []) }

    /// Loads what is written of a schema into an empty database, and reads that.
    private func roundTrip(_ schema: Schema) throws -> Schema {
        try self.schema(SQLiteSchemaWriter().statements(schema).map(\.sql))
    }

    private static let everything = [
        "CREATE TABLE \"Users\" (id INTEGER PRIMARY KEY AUTOINCREMENT, \"e mail\" TEXT NOT NULL COLLATE NOCASE UNIQUE, "
            + "'str' varchar ( 10 /* c */ ), [b r] \"my type\" DEFAULT foo, `t` DEFAULT (1 + 2), é漢 TEXT CHECK (é漢 <> ''))",
        "CREATE TABLE log (at TEXT DEFAULT CURRENT_TIMESTAMP, who REFERENCES users ON DELETE SET NULL MATCH FULL "
            + "DEFERRABLE INITIALLY DEFERRED, what ANY NOT NULL ON CONFLICT IGNORE, PRIMARY KEY (at DESC, who)) WITHOUT ROWID",
        "CREATE TABLE pairs (a INT, b INT, c INT AS (a + b), d INT GENERATED ALWAYS AS (a * b) STORED, CONSTRAINT k "
            + "PRIMARY KEY (b, a), UNIQUE (a COLLATE NOCASE, b DESC), FOREIGN KEY (a, b) REFERENCES pairs (b, a)) STRICT",
        "CREATE TABLE descending (id INTEGER PRIMARY KEY DESC, key TEXT, \"order\" TEXT, unique (key), unique (id))",
        "CREATE INDEX i_expression ON \"Users\" (lower(\"e mail\") DESC, 'str' COLLATE RTRIM, ([t]))",
        "CREATE UNIQUE INDEX i_partial ON log (what) WHERE who IS NOT NULL",
        "CREATE VIEW v AS SELECT id, \"e mail\" FROM Users -- everybody",
        "CREATE VIEW a_view (x, y) AS SELECT * FROM v",
        "CREATE TRIGGER t AFTER UPDATE OF id ON Users WHEN new.id > 1 BEGIN DELETE FROM log WHERE who = old.id; END",
        "CREATE TRIGGER on_view INSTEAD OF INSERT ON v BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter')",
        "ANALYZE",
    ]

    @Test func everythingIsReadAndWritten() throws {
        let schema = try schema(Self.everything)
        #expect(schema.omissions.isEmpty)
        #expect(schema.tables.map(\.name.name) == ["Users", "descending", "docs", "log", "pairs"])
        #expect(schema.views.map(\.name.name) == ["a_view", "v"])
        #expect(schema.tables.flatMap(\.indexes).map(\.name) == ["i_expression", "i_partial"])
        #expect(schema.tables.flatMap(\.triggers).map(\.name) == ["t"])
        #expect(schema.views.flatMap(\.triggers).map(\.name) == ["on_view"])
        #expect(schema.views[0].columns == [Column("x", "INTEGER"), Column("y", "TEXT")])
        #expect(schema.tables[2].columns.map(\.name) == ["title", "body"])
        // A table that goes by another case is named as it names itself.
        #expect(schema.tables[3].foreignKeys.map(\.table.name) == ["Users"])
        #expect(try roundTrip(schema) == schema)
    }

    @Test func randomSchemasComeBackAsTheyWere() throws {
        var random = RandomSchema(seed: 2026)
        for number in 0..<1000 {
            let schema = random.next()
            let statements = SQLiteSchemaWriter().statements(schema).map(\.sql)
            try #require(
                try self.schema(statements) == schema, "schema \(number): \(statements.joined(separator: ";\n"))")
        }
    }

    @Test(
        "the schemas of projects come back as they were",
        arguments: [
            "CloneGallery/migrations", "ExcuseMyFrench/migrations/image_library", "ExcuseMyFrench/migrations/metrics",
            "ExcuseMyFrench/migrations/trends",
        ])
    func projects(_ folder: String) throws {
        let path = try #require(FilePath(MartletBinary.packageRoot + "/Projects/\(folder)"))
        let database = try database()
        for entry in try FileSystem.list(path).sorted(by: { $0.name < $1.name }) where entry.name.hasSuffix(".sql") {
            let bytes = try FileSystem.read(path.appending(entry.name))
            let text = try SourceText(bytes: bytes, name: entry.name)
            for statement in SQLScript.statements(in: text) { try database.script(text.text(in: statement.range)) }
        }
        let schema = try database.schema(excluding: [])
        #expect(schema.omissions.isEmpty)
        #expect(!schema.tables.isEmpty)
        #expect(try roundTrip(schema) == schema)
    }

    // MARK: However it was made

    @Test(
        "a database is the same value however it was made",
        arguments: [
            (
                [
                    "CREATE TABLE t (a)", "ALTER TABLE t ADD COLUMN b TEXT NOT NULL /* so */ DEFAULT 'x'",
                    "CREATE INDEX i ON t (b)",
                ],
                ["CREATE TABLE \"t\" (\"a\", [b] text NOT NULL DEFAULT ('x'))", "CREATE INDEX \"i\" ON T (\"b\" ASC)"]
            ),
            (
                [
                    "CREATE TABLE t (a, old CHECK (old > 0), c AS (old + 1))",
                    "ALTER TABLE t RENAME COLUMN old TO \"new\"",
                ],
                ["CREATE TABLE t (a, new, c GENERATED ALWAYS AS (new+1) VIRTUAL, CHECK (new>0))"]
            ),
            (
                [
                    "CREATE TABLE o (id INTEGER PRIMARY KEY)", "CREATE TABLE t (a REFERENCES o)",
                    "CREATE INDEX i ON o (id)", "CREATE VIEW v AS SELECT o.id FROM o JOIN t",
                    "CREATE TRIGGER r AFTER INSERT ON o BEGIN UPDATE o SET id = 1; END", "ALTER TABLE o RENAME TO p",
                ],
                [
                    "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE t (a REFERENCES p)",
                    "CREATE INDEX i ON p (id)", "CREATE VIEW v AS SELECT p.id FROM p JOIN t",
                    "CREATE TRIGGER r AFTER INSERT ON p BEGIN UPDATE p SET id = 1; END",
                ]
            ),
            (
                ["CREATE TABLE t (a, b, c UNIQUE)", "ALTER TABLE t DROP COLUMN b"],
                ["CREATE TABLE t (a, c, UNIQUE (c))"]
            ),
            (
                ["CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\""], ["CREATE TABLE t (a, \"b c\")"]
            ),
            (
                ["CREATE TABLE t (a, b, CHECK (a), CONSTRAINT k UNIQUE (b), UNIQUE (a), FOREIGN KEY (a) REFERENCES t)"],
                ["CREATE TABLE t (a REFERENCES T UNIQUE CHECK (a), b CONSTRAINT k UNIQUE)"]
            ),
        ])
    func equalDatabasesAreEqualValues(_ one: [String], _ other: [String]) throws {
        let value = try schema(one)
        #expect(try value == schema(other))
        #expect(value.omissions.isEmpty)
        #expect(try roundTrip(value) == value)
    }

    /// SQLite edits the text of the statement as it sees fit; a comment must not come to another column by that.
    @Test(
        "comments stay with their columns",
        arguments: [
            ("a INT, -- the a\n b INT -- the b\n", "ADD COLUMN c INT", ["the a", "the b", nil]),
            ("a INT, -- the a\n b INT, -- the b\n UNIQUE (a)", "ADD COLUMN c INT", ["the a", nil, nil]),
            ("a INT -- the a\n , b INT -- the b\n , UNIQUE (a)", "ADD COLUMN c INT", ["the a", "the b", nil]),
            ("-- the a\n a INT,\n -- the b\n b INT", "ADD COLUMN c INT", ["the a", "the b", nil]),
            ("a INT, -- the a\n b INT, -- the b\n c INT -- the c\n", "DROP COLUMN b", ["the a", "the c"]),
            ("a INT /* the a */, b INT /* the b */", "DROP COLUMN b", ["the a"]),
            ("a INT, -- the a\n b INT -- the b\n", "RENAME COLUMN b TO c", ["the a", "the b"]),
        ])
    func commentsAfterAlterTable(_ columns: String, _ change: String, _ comments: [String?]) throws {
        let schema = try schema(["CREATE TABLE t (\n \(columns))", "ALTER TABLE t \(change)"])
        #expect(schema.omissions.isEmpty)
        #expect(schema.tables[0].columns.map(\.comment) == comments)
        #expect(try roundTrip(schema) == schema)
    }

    // MARK: What is left out

    @Test func excludedTablesTakeTheirPartsWithThem() throws {
        let schema = try database(Self.everything).schema(excluding: ["users", "v", "docs", "nowhere"])
        #expect(schema.tables.map(\.name.name) == ["descending", "log", "pairs"])
        #expect(schema.views.map(\.name.name) == ["a_view"])
        #expect(schema.omissions.isEmpty)
    }

    @Test func aViewWhoseQueryFailsHasNoColumnsAndDisturbsNoOther() throws {
        let schema = try schema([
            "CREATE TABLE t (a INT)", "CREATE VIEW broken AS SELECT x FROM nowhere", "CREATE VIEW v AS SELECT a FROM t",
            "CREATE VIEW named (y) AS SELECT x FROM nowhere", "CREATE VIEW z AS SELECT a FROM t",
        ])
        #expect(schema.views.map(\.columns) == [[], [Column("y", "")], [Column("a", "INT")], [Column("a", "INT")]])
        #expect(schema.omissions.isEmpty)
        #expect(try roundTrip(schema) == schema)
    }

    /// A database whose kept statement was changed behind SQLite's back.
    private func forged(_ statements: [String], _ change: String) throws -> Schema {
        let folder = ScratchFolder()
        defer { folder.remove() }
        let file = folder.path("forged.db")
        let script =
            statements.joined(separator: ";") + "; PRAGMA writable_schema = ON; UPDATE sqlite_schema SET \(change);"
        _ = try #require(Program.run(["sqlite3", "-bail", file], input: script).status == 0)
        let url = ConnectionURL.sqlite(try #require(FilePath(file)))
        let connection = try SQLiteBackend().connect(to: url, ConnectOptions(.read))
        return try #require(connection as? SQLiteConnection).schema(excluding: [])
    }

    @Test func aVirtualTableWhoseModuleIsGoneIsToldWithoutItsColumns() throws {
        let schema = try forged(
            ["CREATE VIRTUAL TABLE docs USING fts5(title)", "CREATE TABLE t (a)"],
            "sql = 'CREATE VIRTUAL TABLE docs USING gone(title)' WHERE name = 'docs'")
        let docs = try #require(schema.tables.first { $0.name.name == "docs" })
        #expect(docs.traits.module == "gone(title)")
        #expect(docs.columns.isEmpty)
        #expect(
            schema.omissions == [Omission("columns of a virtual table", "docs", because: "no such module: gone")])
    }

    @Test func namesThatLookTheSameAreNotTakenForOne() throws {
        let (one, two) = ("\u{E9}", "e\u{301}")
        let schema = try schema([
            "CREATE TABLE \"\(one)\" (a, \"\(one)\" INT, \"\(two)\" TEXT, CHECK (\"\(two)\" > 0))",
            "CREATE TABLE \"\(two)\" (b)", "CREATE INDEX i ON \"\(two)\" (b)",
        ])
        #expect(schema.omissions.isEmpty)
        #expect(schema.tables.map { Array($0.name.name.utf8) } == [two, one].map { Array($0.utf8) })
        #expect(schema.tables.map { $0.columns.map(\.type) } == [[""], ["", "INT", "TEXT"]])
        #expect(schema.tables.map(\.indexes.count) == [1, 0])
        #expect(schema.tables[1].checks.map { Array($0.expression.utf8) } == [Array("\"\(two)\" > 0".utf8)])
        #expect(try roundTrip(schema) == schema)
    }

    @Test func theSchemaIsReadInsideATransactionTooAndLeavesIt() throws {
        let database = try database(["CREATE TABLE t (a)"])
        try database.begin()
        try database.script("CREATE TABLE u (a)")
        #expect(try database.schema(excluding: []).tables.map(\.name.name) == ["t", "u"])
        #expect(database.isInTransaction)
        try database.rollback()
        #expect(try database.schema(excluding: []).tables.map(\.name.name) == ["t"])
        #expect(!database.isInTransaction)
    }

    @Test func ofADatabaseThatMayBeHostileOnlyViewsOfViewsAreWithoutTheirTypes() throws {
        let folder = ScratchFolder()
        defer { folder.remove() }
        let url = ConnectionURL.sqlite(try #require(FilePath(folder.path("app.db"))))
        let owner = try #require(try SQLiteBackend().connect(to: url, ConnectOptions(.create)) as? SQLiteConnection)
        for statement in Self.everything { try owner.script(statement) }
        var expected = try owner.schema(excluding: [])
        try owner.close()
        let guest = try SQLiteBackend().connect(to: url, ConnectOptions(.read, isTrusted: false))
        expected.views[0].columns = [Column("x", ""), Column("y", "")]
        #expect(try #require(guest as? SQLiteConnection).schema(excluding: []) == expected)
    }

    @Test func aTemporaryTableOfTheSameNameHidesNothing() throws {
        let database = try database(["CREATE TABLE t (a UNIQUE)", "CREATE TEMP TABLE t (b, c)"])
        let schema = try database.schema(excluding: [])
        #expect(schema.tables.map { $0.columns.map(\.name) } == [["a"]])
        #expect(schema.omissions.isEmpty)
    }
}
