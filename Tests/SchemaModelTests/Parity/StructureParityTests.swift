import SQLText
import SchemaModel
import Testing

/// Tables, columns, keys, indexes, views and triggers, each on both sides.
@Suite struct StructureParityTests {
    private let id = Column("id", "bigint").notNull.with {
        $0.identity = Identity(isAlways: false, numbers: Numbering("bigint"))
    }

    @Test func equalTablesHaveNoFindings() throws {
        let table = Table.postgres("users", id, Column("name", "text").notNull).with { $0.primaryKey = Key(["id"]) }
        let pair = try ParityPair("CREATE TABLE Users (ID INTEGER PRIMARY KEY, Name TEXT NOT NULL)", postgres: table)
        #expect(pair.parity.isEmpty && pair.lines == [])
    }

    @Test func tablesAndColumnsOfOneSideAreTold() throws {
        var pair = try ParityPair(
            "CREATE TABLE t (a INTEGER, b TEXT, c TEXT)",
            postgres: .postgres("t", Column("d", "text"), Column("c", "text"), Column("a", "bigint")))
        pair.sqlite.tables.append(try SQLiteDefinition.table("CREATE TABLE one (x)"))
        pair.postgres.tables.append(.postgres("other", Column("x", "text")))
        #expect(
            pair.lines == [
                "~ column t.b: SQLite alone, TEXT", "~ column t.d: PostgreSQL alone, text", "~ table one: SQLite alone",
                "~ table other: PostgreSQL alone",
                "! table t: the columns stand in another order: * and an INSERT without names go by it",
            ])
        #expect(!pair.parity.isEmpty)
    }

    @Test func aTableInAnotherSchemaIsFoundByItsName() throws {
        var pair = try ParityPair(
            "CREATE TABLE t (a TEXT)", postgres: Table(ObjectName(schema: "app", "t"), columns: [Column("a", "text")]))
        #expect(pair.lines == [])
        // Where there are two, that in `public` counts.
        pair.postgres.tables.append(.postgres("t", Column("a", "bytea")))
        #expect(
            pair.lines == ["~ column t.a type: SQLite TEXT, PostgreSQL bytea", "~ table t: PostgreSQL alone"])
    }

    // MARK: NULL and numbers

    @Test func nullIsComparedButForSQLitesPrimaryKeys() throws {
        let pair = try ParityPair(
            "CREATE TABLE t (k TEXT PRIMARY KEY, a TEXT, b TEXT NOT NULL, c TEXT CHECK (c IS NOT NULL))",
            postgres: .postgres(
                "t", Column("k", "text").notNull, Column("a", "text").notNull, Column("b", "text"),
                Column("c", "text").notNull
            ).with { $0.primaryKey = Key(["k"]) })
        #expect(
            pair.lines == [
                "~ column t.a not null: SQLite none, PostgreSQL yes",
                "~ column t.b not null: SQLite yes, PostgreSQL none",
                "! column t.k: SQLite lets NULL into a primary key that does not say NOT NULL",
            ])
    }

    @Test(arguments: ["INTEGER PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT"])
    func aRowidIsAnIdentityOrASerial(_ type: String) throws {
        let serial = Column("id", "bigint").notNull.with(default: "nextval('t_id_seq'::regclass)")
        let always = id.with { $0.identity?.isAlways = true }
        func lines(_ column: Column) throws -> [String] {
            try ParityPair(
                "CREATE TABLE t (id \(type))", postgres: .postgres("t", column).with { $0.primaryKey = Key(["id"]) }
            ).lines
        }
        #expect(try lines(id) == [])
        #expect(try lines(serial) == [])
        #expect(try lines(always) == ["! column t.id: PostgreSQL refuses a number that an INSERT brings along"])
        #expect(
            try lines(Column("id", "bigint").notNull) == ["~ column t.id numbers: SQLite rowid, PostgreSQL none"])
    }

    @Test func numbersOfPostgreSQLAloneAreTold() throws {
        let pair = try ParityPair("CREATE TABLE t (id INTEGER NOT NULL)", postgres: .postgres("t", id))
        #expect(pair.lines == ["~ column t.id numbers: SQLite none, PostgreSQL identity"])
    }

    // MARK: Capitals

    @Test func capitalsCountOnBothSidesOrOnNone() throws {
        let sqlite = "CREATE TABLE t (email TEXT COLLATE NOCASE UNIQUE)"
        let key = Table.postgres("t", Column("email", "public.citext")).with { $0.uniqueKeys = [Key(["email"])] }
        #expect(try ParityPair(sqlite, postgres: key).lines == [])
        var index = Index("i", [IndexPart(expression: "lower(email)")])
        index.isUnique = true
        let lower = Table.postgres("t", Column("email", "text")).with { $0.indexes = [index] }
        #expect(
            try ParityPair(sqlite, postgres: lower).lines == [
                "~ column t.email capitals: SQLite do not count, PostgreSQL count"
            ])
        // Where the column is as it is on both, an index may be whatever the capitals.
        let own = try ParityPair(
            "CREATE TABLE t (email TEXT)", "CREATE UNIQUE INDEX i ON t (email COLLATE NOCASE)", postgres: lower)
        #expect(own.lines == [])
    }

    @Test func otherCollationsAreForAPersonToJudge() throws {
        let column = Column("a", "text").with { $0.collation = ObjectName(schema: "public", "german") }
        let bytes = Column("b", "text").with { $0.collation = ObjectName("C") }
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT COLLATE RTRIM, b TEXT)", postgres: .postgres("t", column, bytes))
        #expect(pair.lines == ["? column t.a collation: SQLite RTRIM, PostgreSQL german"])
    }

    /// What is said of capitals hides no collation, and a key or an index has its own.
    @Test func everyCollationIsTold() throws {
        let german = ObjectName(schema: "public", "german")
        var table = Table.postgres(
            "t", Column("a", "text").with { $0.collation = german }, Column("b", "text"), Column("c", "text"))
        var index = Index("i", on: ["c"])
        index.parts[0].collation = german
        table.uniqueKeys = [Key(["b"])]
        table.indexes = [index]
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT, c TEXT, UNIQUE (b COLLATE RTRIM))",
            "CREATE INDEX i ON t (c)", postgres: table)
        #expect(
            pair.lines == [
                "~ column t.a capitals: SQLite do not count, PostgreSQL count",
                "? column t.a collation: SQLite none, PostgreSQL german",
                "? unique key t collation: SQLite (b COLLATE RTRIM), PostgreSQL (b)",
                "? index t.i collation: SQLite (c), PostgreSQL (c COLLATE public.german)",
            ])
    }

    /// Where the column says that capitals do not count, its indexes and keys do not say it again.
    @Test func whatIndexesHaveFromTheirColumnsIsTold() throws {
        let table = Table.postgres("t", Column("a", "text").notNull, Column("b", "citext"), Column("c", "text")).with {
            $0.primaryKey = Key(["a"])
            $0.uniqueKeys = [Key(["c"], name: "c_once")]
            $0.indexes = [Index("i", on: ["b"])]
        }
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, b TEXT, c TEXT COLLATE NOCASE)",
            "CREATE UNIQUE INDEX c_once ON t (c)", "CREATE INDEX i ON t (b)", postgres: table)
        #expect(
            pair.lines.filter { !$0.contains(" capitals: ") } == [
                "~ primary key t columns: SQLite (a COLLATE NOCASE), PostgreSQL (a)",
                "~ unique key t.c_once columns: SQLite (c COLLATE NOCASE), PostgreSQL (c)",
                "~ index t.i columns: SQLite (b), PostgreSQL (b citext)",
            ])
    }

    // MARK: Keys

    @Test func keysAreFoundByTheirColumns() throws {
        var index = Index("t_b_c", on: ["b", "c"])
        index.isUnique = true
        let table = Table.postgres("t", Column("a", "text"), Column("b", "text"), Column("c", "text")).with {
            $0.uniqueKeys = [Key(["a"], name: "t_a_key")]
            $0.indexes = [index]
        }
        let same = try ParityPair(
            "CREATE TABLE t (a TEXT, b TEXT, c TEXT, UNIQUE (b, c))", "CREATE UNIQUE INDEX i ON t (a)", postgres: table)
        #expect(same.lines == [])
        let turned = try ParityPair("CREATE TABLE t (a TEXT, b TEXT, c TEXT, UNIQUE (c, b))", postgres: table)
        #expect(
            turned.lines == [
                "~ unique key t.t_a_key: PostgreSQL alone, (a)",
                "! unique key t: the same columns are unique, and their index has them in another order",
            ])
    }

    @Test func whatMakesAKeyAnotherOneIsTold() throws {
        let table = Table.postgres("t", Column("a", "text").notNull, Column("b", "text").notNull).with {
            $0.primaryKey = Key(["b", "a"])
            $0.uniqueKeys = [Key(["a"], name: "k")]
            $0.uniqueKeys[0].nullsAreEqual = true
            $0.uniqueKeys[0].deferral = .possible
        }
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b), UNIQUE (a) ON CONFLICT REPLACE)",
            postgres: table)
        #expect(
            pair.lines == [
                "~ primary key t columns: SQLite (a, b), PostgreSQL (b, a)",
                "~ unique key t.(a) nulls not distinct: SQLite none, PostgreSQL yes",
                "! unique key t.(a): SQLite's ON CONFLICT beside a constraint has no counterpart",
                "! unique key t.k: PostgreSQL can check it later, which SQLite never does",
            ])
    }

    @Test func foreignKeysAreFoundByWhatTheyLeadTo() throws {
        var key = ForeignKey(["u"], references: ObjectName(schema: "public", "users"), ["id"], name: "t_u_fkey")
        key.onDelete = .cascade
        func lines(_ sqlite: String, _ change: (inout ForeignKey) -> Void = { _ in }) throws -> [String] {
            var other = key
            change(&other)
            var pair = try ParityPair(
                "CREATE TABLE t (u INTEGER \(sqlite))",
                postgres: .postgres("t", Column("u", "bigint")).with { $0.foreignKeys = [other] })
            pair.sqlite.tables.append(try SQLiteDefinition.table("CREATE TABLE users (id INTEGER PRIMARY KEY)"))
            pair.postgres.tables.append(.postgres("users", id).with { $0.primaryKey = Key(["id"]) })
            return pair.lines
        }
        #expect(try lines("REFERENCES Users (ID) ON DELETE CASCADE") == [])
        #expect(try lines("REFERENCES users ON DELETE CASCADE") == [])
        #expect(
            try lines("REFERENCES users ON UPDATE CASCADE") == [
                "~ foreign key t.(u) on delete: SQLite NO ACTION, PostgreSQL CASCADE",
                "~ foreign key t.(u) on update: SQLite CASCADE, PostgreSQL NO ACTION",
            ])
        #expect(
            try lines("") == [
                "~ foreign key t.t_u_fkey: PostgreSQL alone, (u) references users (id) ON DELETE CASCADE"
            ])
        #expect(
            try lines("REFERENCES users ON DELETE CASCADE") { ($0.deferral, $0.isEnforced) = (.usual, false) } == [
                "~ foreign key t.(u) deferral: SQLite none, PostgreSQL DEFERRABLE INITIALLY DEFERRED",
                "~ foreign key t.(u) not enforced: SQLite none, PostgreSQL yes",
            ])
    }

    // MARK: Indexes

    @Test func indexesAreFoundByNameAndByContent() throws {
        let columns = [Column("a", "text"), Column("b", "bigint"), Column("live", "boolean")]
        func lines(_ sqlite: String, _ index: Index) throws -> [String] {
            try ParityPair(
                "CREATE TABLE t (a TEXT, b INTEGER, live INTEGER CHECK (live IN (0, 1)))", sqlite,
                postgres: Table(ObjectName("t"), columns: columns).with { $0.indexes = [index] }
            ).lines
        }
        var index = Index("i", on: ["a", "b"])
        index.parts[1].isDescending = true
        index.predicate = "live"
        #expect(try lines("CREATE INDEX I ON t (a, b DESC) WHERE live = 1", index) == [])
        #expect(
            try lines("CREATE INDEX j ON t (a, b DESC) WHERE live = 1", index) == [
                "! index t.j: the same index has another name"
            ])
        #expect(
            try lines("CREATE INDEX i ON t (a, b) WHERE live = 0", index) == [
                "~ index t.i columns: SQLite (a, b), PostgreSQL (a, b DESC)",
                "~ index t.i condition: SQLite live = 0, PostgreSQL live",
            ])
        #expect(
            try lines("CREATE INDEX k ON t (b)", index) == [
                "~ index t.k: SQLite alone, (b)", "~ index t.i: PostgreSQL alone, (a, b DESC) WHERE live",
            ])
        index.isUnique = true
        index.isValid = false
        #expect(
            try lines("CREATE INDEX i ON t (a, b DESC) WHERE live = 1", index) == [
                "~ index t.i unique: SQLite none, PostgreSQL yes", "~ index t.i invalid: SQLite none, PostgreSQL yes",
            ])
    }

    @Test func expressionsOfIndexesAreCompared() throws {
        func lines(_ sqlite: String, _ postgres: String) throws -> [String] {
            try ParityPair(
                "CREATE TABLE t (a TEXT)", "CREATE INDEX i ON t (\(sqlite))",
                postgres: .postgres("t", Column("a", "text")).with {
                    $0.indexes = [Index("i", [IndexPart(expression: postgres)])]
                }
            ).lines
        }
        #expect(try lines("lower(a)", "lower(a)") == [])
        #expect(try lines("a COLLATE NOCASE", "lower(a)") == [])
        #expect(
            try lines("upper(a)", "lower(a)") == ["~ index t.i columns: SQLite ((upper(a))), PostgreSQL ((lower(a)))"])
        #expect(
            try lines("a ->> 'x'", "((a)::jsonb ->> 'x'::text)").first?.hasPrefix("? index t.i columns:") == true)
    }

    @Test func waysToKeepAnIndexThatSQLiteHasNotAreNoted() throws {
        var index = Index("i", on: ["a"])
        (index.method, index.included, index.parts[0].operatorClass) = ("gin", ["b"], "gin_trgm_ops")
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT, b TEXT)", "CREATE INDEX i ON t (a)",
            postgres: .postgres("t", Column("a", "text"), Column("b", "text")).with { $0.indexes = [index] })
        #expect(pair.parity.isEmpty)
        #expect(pair.parity.notes.map(\.postgres) == ["gin gin_trgm_ops INCLUDE (b)"])
    }

    // MARK: Generated columns, exclusions

    @Test func generatedColumnsAreComparedByTheirExpression() throws {
        func lines(_ expression: String) throws -> [String] {
            try ParityPair(
                "CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1) VIRTUAL)",
                postgres: .postgres(
                    "t", Column("a", "bigint"),
                    Column("b", "bigint").with { $0.generated = Generated(expression, isStored: true) })
            ).lines
        }
        #expect(try lines("a + 1") == [])
        #expect(try lines("a + 2") == ["~ column t.b generated: SQLite a + 1, PostgreSQL a + 2"])
    }

    @Test func anExclusionHasNoCounterpart() throws {
        let pair = try ParityPair(
            "CREATE TABLE t (a TEXT)",
            postgres: .postgres("t", Column("a", "text")).with {
                $0.exclusions = [Exclusion("EXCLUDE USING gist (a WITH =)", name: "x")]
            })
        #expect(pair.lines == ["~ exclusion t.x: PostgreSQL alone, EXCLUDE USING gist (a WITH =)"])
    }
}
