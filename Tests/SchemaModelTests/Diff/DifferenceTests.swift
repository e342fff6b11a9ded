import SQLText
import SchemaModel
import TestSupport
import Testing

/// What is told of two schemas.
@Suite struct DifferenceTests {
    /// A schema of SQLite by its statements.
    private func schema(_ statements: String...) throws -> Schema {
        var schema = Schema(.sqlite)
        for sql in statements {
            if sql.hasPrefix("CREATE TABLE") { schema.tables.append(try SQLiteDefinition.table(sql)) }
            if sql.hasPrefix("CREATE VIEW") { schema.views.append(try SQLiteDefinition.view(sql)) }
            if sql.hasPrefix("CREATE INDEX"), let table = schema.tables.indices.last {
                schema.tables[table].indexes.append(try SQLiteDefinition.index(sql, of: schema.tables[table]))
            }
        }
        return schema
    }

    @Test func everyChangeIsALine() throws {
        let old = try schema(
            "CREATE TABLE gone (id INT)",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age INT, nick TEXT, bio TEXT DEFAULT 'x', CHECK (age > 0))",
            "CREATE INDEX i ON users (age)", "CREATE VIEW v AS SELECT 1")
        let new = try schema(
            "CREATE TABLE orders (id INT NOT NULL, UNIQUE (id))",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, age BIGINT, bio TEXT NOT NULL, email TEXT COLLATE NOCASE)",
            "CREATE INDEX j ON users (age DESC)", "CREATE VIEW v AS SELECT 2")
        #expect(
            SchemaDifference(from: old, to: new).lines == [
                "- table gone", "+ table orders", "    + column id INT NOT NULL", "    + unique key (id)",
                "~ table users", "    - column nick", "    ~ column age: INT → BIGINT",
                "    ~ column bio: not null none → yes, default 'x' → none", "    + column email TEXT COLLATE NOCASE",
                "    - check (age > 0)", "    - index i", "    + index j (age DESC)",
                "~ view v: query SELECT 1 → SELECT 2", "? column users.nick may be email now",
            ])
    }

    @Test func rightsThatAreGoneOrAsUsualAreTold() {
        func schema(_ grants: Grant...) -> Schema {
            var schema = Schema(.postgres)
            var routine = Routine(ObjectName("f"), signature: "", language: "sql", definition: "d")
            routine.grants = grants
            schema.routines = [routine]
            return schema
        }
        let closed = schema(Grant("", []), Grant("app", ["EXECUTE"]))
        #expect(
            SchemaDifference(from: closed, to: schema()).lines == [
                "~ routine f(): grants PUBLIC: nothing; app: EXECUTE → as usual"
            ])
        #expect(
            SchemaDifference(from: schema(), to: schema(Grant("", []))).lines == [
                "~ routine f(): grants as usual → PUBLIC: nothing"
            ])
    }

    @Test func renamesAreTakenFromHintsAlone() throws {
        let old = try schema("CREATE TABLE a (x INT UNIQUE, y REFERENCES a (x))", "CREATE INDEX i ON a (x)")
        let new = try schema("CREATE TABLE b (z INT UNIQUE, y REFERENCES b (z))", "CREATE INDEX i ON b (z)")
        let hints = [
            RenameHint(table: ObjectName("A"), to: ObjectName("b")),
            RenameHint(column: "x", of: ObjectName("a"), to: "z"),
        ]
        let renamed = SchemaDifference(from: old, to: new, renames: hints)
        #expect(renamed.lines == ["~ table a → b", "    ~ column x → z"])
        #expect(renamed.unusedHints.isEmpty)
        let unhinted = SchemaDifference(from: old, to: new)
        #expect(unhinted.changes.map(\.action) == [.removed, .added])
        let nonsense = RenameHint(table: ObjectName("nowhere"), to: ObjectName("b"))
        let refused = SchemaDifference(from: old, to: new, renames: [nonsense])
        #expect(refused.unusedHints == [nonsense])
        #expect(refused.changes == unhinted.changes)
    }

    /// Its name is another's, so that it goes with what leads to it.
    @Test func aKeyThatIsMadeAgainGoesAndComes() {
        func schema(_ tables: String...) -> Schema {
            var schema = Schema(.postgres)
            schema.tables = tables.map { Table(ObjectName($0), columns: [Column("id", "integer")]) }
            schema.tables.append(Table(ObjectName("users"), columns: [Column("id", "integer")]))
            schema.tables[tables.count].foreignKeys = [
                ForeignKey(["id"], references: ObjectName("b"), ["id"], name: "k")
            ]
            return schema
        }
        let hint = RenameHint(table: ObjectName("a"), to: ObjectName("b"))
        let key = "foreign key k (id) references b (id)"
        #expect(
            SchemaDifference(from: schema("a", "b"), to: schema("b"), renames: [hint]).lines == [
                "- table b", "~ table a → b", "~ table users", "    - foreign key k", "    + \(key)",
            ])
    }

    @Test func whatLooksAlikeIsOnlySupposedToBeRenamed() throws {
        let difference = SchemaDifference(
            from: try schema("CREATE TABLE a (x INT)", "CREATE TABLE t (old TEXT, b INT)"),
            to: try schema("CREATE TABLE c (x INT)", "CREATE TABLE t (new TEXT, b INT)"))
        #expect(
            difference.possibleRenames == [
                RenameHint(table: ObjectName("a"), to: ObjectName("c")),
                RenameHint(column: "old", of: ObjectName("t"), to: "new"),
            ])
        #expect(difference.changes.allSatisfy { $0.oldName == nil })
    }

    @Test func theOrderOfColumnsIsAChangeOfItsOwn() throws {
        let old = try schema("CREATE TABLE t (a, b, c)")
        #expect(
            SchemaDifference(from: old, to: try schema("CREATE TABLE t (c, a, b)")).lines
                == ["~ table t: order of columns a, b, c → c, a, b"])
        #expect(
            SchemaDifference(from: old, to: try schema("CREATE TABLE t (n INT, a, m INT, b, c)")).lines
                == ["~ table t", "    + column n INT, first", "    + column m INT, behind a"])
    }

    @Test func constraintsWithoutNamesAreWhatTheySay() throws {
        let old = try schema("CREATE TABLE t (a, b, CHECK (a > 0), CONSTRAINT k UNIQUE (a))")
        let new = try schema("CREATE TABLE t (a, b, CHECK (a > 1), CONSTRAINT k UNIQUE (a, b))")
        #expect(
            SchemaDifference(from: old, to: new).lines == [
                "~ table t", "    ~ unique key k: columns (a) → (a, b)", "    - check (a > 0)", "    + check (a > 1)",
            ])
    }

    @Test func labelsOfAnEnumerationSayWhereTheyWereAdded() {
        var (old, new) = (Schema(.postgres), Schema(.postgres))
        old.types = [UserType(ObjectName("mood"), .enumeration)]
        new.types = old.types
        old.types[0].labels = ["sad", "happy"]
        new.types[0].labels = ["sad", "ok", "happy", "glad"]
        #expect(
            SchemaDifference(from: old, to: new).lines
                == ["~ type mood", "    + label ok, behind sad", "    + label glad"])
    }

    /// A schema of PostgreSQL with a partition, and one index.
    private func schema(_ index: Index, _ column: Column, bound: String = "DEFAULT") -> Schema {
        var table = Table(ObjectName("m"), columns: [column])
        (table.kind, table.partitioning, table.indexes) = (.partitioned, "RANGE (a)", [index])
        var part = Table(ObjectName("m1"))
        part.partition = Partition(of: table.name, bound: bound)
        var schema = Schema(.postgres)
        schema.tables = [table, part]
        return schema
    }

    @Test func whatIsAddedSaysWhatItIs() throws {
        var index = Index("i", on: ["a"])
        (index.isUnique, index.method, index.included, index.predicate) = (true, "gist", ["b", "c"], "a > 0")
        var column = Column("a", "text")
        (column.collation, column.isNullable) = (ObjectName("C"), false)
        let bound = "FOR VALUES FROM (1) TO (9)"
        #expect(
            SchemaDifference(from: Schema(.postgres), to: schema(index, column, bound: bound)).lines == [
                "+ table m PARTITION BY RANGE (a)", "    + column a text COLLATE C NOT NULL",
                "    + index i UNIQUE USING gist (a) INCLUDE (b, c) WHERE a > 0", "+ table m1 partition of m \(bound)",
            ])
        let sqlite = try schema(
            "CREATE TABLE t (a INT, b TEXT COLLATE NOCASE, c INT AS (a + 1) STORED, d INT AS (a) VIRTUAL)",
            "CREATE INDEX i ON t (b) WHERE a > 0")
        #expect(
            SchemaDifference(from: Schema(.sqlite), to: sqlite).lines == [
                "+ table t", "    + column a INT", "    + column b TEXT COLLATE NOCASE",
                "    + column c INT GENERATED ALWAYS AS (a + 1) STORED",
                "    + column d INT GENERATED ALWAYS AS (a) VIRTUAL", "    + index i (b) WHERE a > 0",
            ])
    }

    @Test func identitiesSayWhetherTheyAreAlways() {
        var column = Column("id", "bigint")
        column.identity = Identity(isAlways: true, numbers: Numbering("bigint"))
        let always = schema(Index("i", on: ["id"]), column)
        column.identity?.isAlways = false
        let byDefault = schema(Index("i", on: ["id"]), column)
        #expect(
            SchemaDifference(from: Schema(.postgres), to: always).lines.contains(
                "    + column id bigint GENERATED ALWAYS AS IDENTITY"))
        #expect(
            SchemaDifference(from: always, to: byDefault).lines
                == ["~ table m", "    ~ column id: identity ALWAYS → BY DEFAULT"])
    }

    @Test func whatDiffersIsTold() {
        var (index, column) = (Index("i", on: ["a"]), Column("a", "bigint"))
        column.generated = Generated("b + 1", isStored: true)
        index.isValid = false
        let year = "FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')"
        let old = schema(index, column, bound: year)
        (index.isValid, index.method, index.included, index.predicate) = (true, "hash", ["b"], "a > 0")
        column.generated?.isStored = false
        column.collation = ObjectName("C")
        let new = schema(index, column)
        #expect(
            SchemaDifference(from: old, to: new).lines == [
                "~ table m", "    ~ column a: generated STORED → VIRTUAL, collation none → C",
                "    ~ index i: method btree → hash, condition none → a > 0, included none → b, not valid → valid",
                "~ table m1: bounds \(year) → DEFAULT",
            ])
    }

    @Test func anIndexThatIsNotValidIsTold() {
        let column = Column("a", "bigint")
        var index = Index("i", on: ["a"])
        let valid = schema(index, column)
        index.isValid = false
        let invalid = schema(index, column)
        let note = "! index i: it is not valid, and no statement makes such a one"
        #expect(SchemaDifference(from: invalid, to: valid).lines == ["~ table m", "    ~ index i: not valid → valid"])
        #expect(
            SchemaDifference(from: valid, to: invalid).lines
                == ["~ table m", "    ~ index i: valid → not valid", note])
        #expect(SchemaDifference(from: invalid, to: invalid).lines == [note])
        #expect(
            SchemaDifference(from: Schema(.postgres), to: invalid).lines.contains("    + index i (a) not valid"))
    }

    /// A table of PostgreSQL with `serial`.
    private func serial(_ table: String, _ sequence: String, _ name: String = "id") -> Schema {
        var column = Column(name, "integer")
        column.defaultValue = "nextval('\(sequence)'::regclass)"
        var owned = NumberSequence(ObjectName(sequence), Numbering("integer"))
        owned.owner = ObjectReference(.column, ObjectName(table), detail: name)
        var schema = Schema(.postgres)
        (schema.tables, schema.sequences) = ([Table(ObjectName(table), columns: [column])], [owned])
        return schema
    }

    @Test func aTableWithASequenceIsSupposedToBeRenamedToo() {
        let (old, new) = (serial("q", "q_id_seq"), serial("r", "r_id_seq"))
        let hint = RenameHint(table: ObjectName("q"), to: ObjectName("r"))
        #expect(SchemaDifference(from: old, to: new).possibleRenames == [hint])
        #expect(
            SchemaDifference(from: old, to: new, renames: [hint]).lines
                == ["~ sequence q_id_seq → r_id_seq", "~ table q → r"])
    }

    @Test func aSequenceIsKnownAgainByItsColumn() {
        #expect(
            SchemaDifference(from: serial("q", "one"), to: serial("q", "other")).lines == ["~ sequence one → other"])
        let hint = RenameHint(column: "id", of: ObjectName("q"), to: "key")
        let renamed = SchemaDifference(
            from: serial("q", "q_id_seq"), to: serial("q", "q_key_seq", "key"), renames: [hint])
        #expect(renamed.lines == ["~ sequence q_id_seq → q_key_seq", "~ table q", "    ~ column id → key"])
    }

    @Test func omissionsAreCarriedAlongAndNoDifference() {
        var (old, new) = (Schema(.sqlite), Schema(.sqlite))
        old.omissions = [Omission("view", "v", because: "it cannot be read")]
        new.omissions = old.omissions + [Omission("index", "i", because: "so")]
        new.dependencies = [
            SchemaDependency(ObjectReference(.view, ObjectName("v")), needs: ObjectReference(.table, ObjectName("t")))
        ]
        let difference = SchemaDifference(from: old, to: new)
        #expect(difference.isEmpty)
        #expect(difference.lines == ["! view v: it cannot be read", "! index i: so"])
    }

    @Test func whatStatementsDoNotTellStandsAboveThem() throws {
        var old = try schema("CREATE TABLE a (x INT, n TEXT)", "CREATE TABLE t (i INT)")
        var new = try schema("CREATE TABLE a (y INT, n TEXT)", "CREATE TABLE u (i INT)")
        #expect(SchemaDifference(from: old, to: old).comments.isEmpty)
        old.omissions = [Omission("view", "v", because: "it cannot be\nread")]
        new.omissions = [Omission("index", "i", because: "so")]
        #expect(
            SchemaDifference(from: old, to: new).comments == """
                -- Not compared: view v: it cannot be read
                -- Not compared: index i: so
                -- t may be u now: --rename t=u keeps its rows.
                -- a.x may be y now: --rename a.x=y keeps its values.


                """)
    }

    @Test func namesThatOnlyLookTheSameDiffer() {
        var (old, new) = (Schema(.postgres), Schema(.postgres))
        old.tables = [Table(ObjectName("\u{E9}"))]
        new.tables = [Table(ObjectName("e\u{301}"))]
        #expect(SchemaDifference(from: old, to: new).changes.map(\.action) == [.added, .removed])
    }

    @Test func aSchemaDoesNotDifferFromItselfAndDoesFromEveryOther() {
        var random = RandomSchema(seed: 3)
        var last = random.next()
        for _ in 0..<300 {
            let next = random.next()
            #expect(SchemaDifference(from: next, to: next).isEmpty)
            #expect(SchemaDifference(from: last, to: next) == SchemaDifference(from: last, to: next))
            #expect(SchemaDifference(from: last, to: next).isEmpty == (last == next))
            last = next
        }
    }
}
