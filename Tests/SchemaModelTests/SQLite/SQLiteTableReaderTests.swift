import SQLText
import SchemaModel
import Testing

/// Reading CREATE TABLE and writing it again: what differs in spelling alone becomes the same text.
@Suite struct SQLiteTableReaderTests {
    /// A table with this content, read and written: the lines between the parentheses.
    private func lines(_ content: String, _ options: String = "") throws -> [String] {
        try written("CREATE TABLE t (\(content))\(options)")
    }

    private func written(_ sql: String) throws -> [String] {
        let text = SQLiteSchemaWriter().createTable(try SQLiteDefinition.table(sql)).sql
        let lines = text.split(separator: "\n").dropFirst().dropLast()
        return lines.map { line in
            let line = line.drop { $0 == " " }
            return String(line.last == "," ? line.dropLast() : line)
        }
    }

    @Test(
        "a column is told with all that stands beside it",
        arguments: [
            ("a", "a"), ("a TEXT", "a TEXT"), ("\"a b\" int", "\"a b\" INT"), ("[select] any", "\"select\" ANY"),
            ("`x`", "x"), ("'s'", "s"), ("\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\""), ("é漢 text", "\"é漢\" TEXT"),
            ("key text", "key TEXT"), ("Name text", "\"Name\" TEXT"), ("\"\" text", "\"\" TEXT"),
            // Types.
            ("a varchar(255)", "a varchar(255)"), ("a DECIMAL ( 10 , 2 )", "a DECIMAL(10,2)"),
            ("a NUM(-1, +2)", "a NUM(-1,+2)"), ("a double /* so */ precision", "a double precision"),
            ("a unsigned big int", "a unsigned big int"), ("a \"my type\"", "a my type"),
            ("a \u{131}nt", "a \u{131}nt"), ("a 'st r'", "a st r"),
            ("a \"a(b\"", "a \"a(b\""), ("a \"not null\"", "a \"not null\""), ("a VARCHAR(10) NULL", "a VARCHAR(10)"),
            ("a text generated", "a text generated"), ("a int generated always", "a INT"),
            // NOT NULL.
            ("a NOT NULL", "a NOT NULL"), ("a int NOT /* - */ NULL", "a INT NOT NULL"), ("a NULL", "a"),
            ("a NULL ON CONFLICT FAIL", "a"), ("a NOT NULL ON CONFLICT ABORT", "a NOT NULL"),
            ("a NOT NULL ON CONFLICT ignore", "a NOT NULL ON CONFLICT IGNORE"),
            ("a CONSTRAINT \"no no\" NOT NULL", "a CONSTRAINT \"no no\" NOT NULL"),
            // Keys.
            ("a PRIMARY KEY", "a PRIMARY KEY"), ("a INTEGER PRIMARY KEY ASC", "a INTEGER PRIMARY KEY"),
            ("a INTEGER PRIMARY KEY DESC", "a INTEGER PRIMARY KEY DESC"),
            ("a INTEGER PRIMARY KEY AUTOINCREMENT", "a INTEGER PRIMARY KEY AUTOINCREMENT"),
            ("a integer NOT NULL PRIMARY KEY", "a INTEGER PRIMARY KEY NOT NULL"),
            (
                "a INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT",
                "a INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT"
            ),
            ("a UNIQUE", "a UNIQUE"), ("a UNIQUE UNIQUE", "a UNIQUE"),
            ("a CONSTRAINT u UNIQUE ON CONFLICT ROLLBACK", "a CONSTRAINT u UNIQUE ON CONFLICT ROLLBACK"),
            // Collations.
            ("a COLLATE nocase", "a COLLATE NOCASE"), ("a COLLATE BINARY", "a"),
            ("a COLLATE \"my coll\"", "a COLLATE \"my coll\""), ("a CONSTRAINT idle COLLATE rtrim", "a COLLATE RTRIM"),
            // Generated.
            ("a AS (b+1)", "a GENERATED ALWAYS AS (b + 1) VIRTUAL"),
            ("a INT GENERATED ALWAYS AS (b) STORED", "a INT GENERATED ALWAYS AS (b) STORED"),
            ("a GENERATED ALWAYS AS ((b))", "a GENERATED ALWAYS AS (b) VIRTUAL"),
            ("a INT NOT NULL GENERATED ALWAYS AS (b) VIRTUAL", "a INT NOT NULL GENERATED ALWAYS AS (b) VIRTUAL"),
            ("a generated as (b)", "a generated GENERATED ALWAYS AS (b) VIRTUAL"),
        ])
    func columns(_ column: String, _ expected: String) throws {
        #expect(try lines(column + ", b") == [expected, "b"])
    }

    @Test(
        "a default is its value, however it is written",
        arguments: [
            ("1", "1"), ("-1", "-1"), ("- 1.5e3", "-1.5e3"), ("+1", "+1"), ("(-1)", "-1"), ("((1))", "1"),
            ("'it''s'", "'it''s'"), ("('x')", "'x'"), ("foo", "'foo'"), ("\"Foo \"\"x\"\"\"", "'Foo \"x\"'"),
            ("[o'x]", "'o''x'"), ("NULL", "NULL"), ("true", "true"), ("\"true\"", "'true'"), ("x'0aFF'", "x'0aFF'"),
            ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"), ("(current_date)", "current_date"),
            ("( 1 + 2 )", "(1 + 2)"), ("(datetime ( 'now' , 'localtime'))", "(datetime('now', 'localtime'))"),
            ("(strftime('%s', 'now') * 1000)", "(strftime('%s', 'now') * 1000)"),
            ("((1) + (2))", "((1) + (2))"), ("(- - 1)", "(- -1)"), ("0xFF", "0xFF"), (".5", ".5"),
        ])
    func defaults(_ value: String, _ expected: String) throws {
        #expect(try lines("a DEFAULT \(value) NOT NULL") == ["a NOT NULL DEFAULT \(expected)"])
        #expect(try lines("a DEFAULT \(expected)") == ["a DEFAULT \(expected)"])
    }

    @Test(
        "a reference is told with its actions",
        arguments: [
            ("REFERENCES o", "REFERENCES o"), ("REFERENCES \"o o\"(\"i d\")", "REFERENCES \"o o\" (\"i d\")"),
            ("REFERENCES o(id) ON DELETE CASCADE", "REFERENCES o (id) ON DELETE CASCADE"),
            (
                "REFERENCES o ON UPDATE SET NULL ON DELETE SET DEFAULT",
                "REFERENCES o ON DELETE SET DEFAULT ON UPDATE SET NULL"
            ),
            ("REFERENCES o ON UPDATE RESTRICT ON DELETE NO ACTION", "REFERENCES o ON UPDATE RESTRICT"),
            ("REFERENCES o ON INSERT CASCADE", "REFERENCES o"), ("REFERENCES o MATCH SIMPLE", "REFERENCES o"),
            ("REFERENCES o MATCH full ON DELETE CASCADE", "REFERENCES o MATCH FULL ON DELETE CASCADE"),
            ("REFERENCES o DEFERRABLE", "REFERENCES o DEFERRABLE"),
            ("REFERENCES o NOT DEFERRABLE INITIALLY DEFERRED", "REFERENCES o"),
            ("REFERENCES o DEFERRABLE INITIALLY IMMEDIATE", "REFERENCES o DEFERRABLE"),
            ("REFERENCES o DEFERRABLE INITIALLY DEFERRED", "REFERENCES o DEFERRABLE INITIALLY DEFERRED"),
            ("CONSTRAINT f REFERENCES o", "CONSTRAINT f REFERENCES o"),
            ("REFERENCES o NOT NULL", "NOT NULL REFERENCES o"),
            (
                "REFERENCES o NOT NULL DEFERRABLE INITIALLY DEFERRED",
                "NOT NULL REFERENCES o DEFERRABLE INITIALLY DEFERRED"
            ),
            ("REFERENCES o REFERENCES p", "REFERENCES o REFERENCES p"),
        ])
    func references(_ reference: String, _ expected: String) throws {
        #expect(try lines("a \(reference)") == ["a \(expected)"])
    }

    @Test(
        "a constraint behind the columns stands beside its column where that is the same",
        arguments: [
            ("PRIMARY KEY (a)", ["a PRIMARY KEY", "b"]),
            ("PRIMARY KEY (\"A\")", ["a PRIMARY KEY", "b"]),
            ("PRIMARY KEY (a DESC)", ["a PRIMARY KEY DESC", "b"]),
            ("PRIMARY KEY (a, b DESC)", ["a", "b", "PRIMARY KEY (a, b DESC)"]),
            ("PRIMARY KEY (a COLLATE NOCASE)", ["a", "b", "PRIMARY KEY (a COLLATE NOCASE)"]),
            ("PRIMARY KEY (a COLLATE binary) ON CONFLICT IGNORE", ["a PRIMARY KEY ON CONFLICT IGNORE", "b"]),
            ("UNIQUE (a)", ["a UNIQUE", "b"]), ("UNIQUE (a DESC)", ["a", "b", "UNIQUE (a DESC)"]),
            ("UNIQUE (b, 'a') UNIQUE (b, a)", ["a", "b", "UNIQUE (b, a)"]),
            (
                "CONSTRAINT z UNIQUE (a, b), CONSTRAINT y UNIQUE (b, a) ON CONFLICT FAIL",
                ["a", "b", "CONSTRAINT y UNIQUE (b, a) ON CONFLICT FAIL", "CONSTRAINT z UNIQUE (a, b)"]
            ),
            ("FOREIGN KEY (A) REFERENCES o (x)", ["a REFERENCES o (x)", "b"]),
            (
                "CONSTRAINT f FOREIGN KEY (a, b) REFERENCES o (x, y) ON DELETE CASCADE DEFERRABLE",
                ["a", "b", "CONSTRAINT f FOREIGN KEY (a, b) REFERENCES o (x, y) ON DELETE CASCADE DEFERRABLE"]
            ),
            ("FOREIGN KEY (a, b) REFERENCES o", ["a", "b", "FOREIGN KEY (a, b) REFERENCES o"]),
            ("CHECK (a>0) ON CONFLICT FAIL", ["a CHECK (a > 0)", "b"]),
            ("CHECK (a>\"B\")", ["a", "b", "CHECK (a > b)"]), ("CHECK (1)", ["a", "b", "CHECK (1)"]),
            ("CHECK (a <> 'b')", ["a CHECK (a <> 'b')", "b"]),
            ("CONSTRAINT c CHECK ((a)>(b))", ["a", "b", "CONSTRAINT c CHECK ((a) > (b))"]),
            ("CHECK ((a, b) > (1, 2))", ["a", "b", "CHECK ((a, b) > (1, 2))"]),
            ("CONSTRAINT idle CONSTRAINT c CHECK (a) CONSTRAINT dangling", ["a CONSTRAINT c CHECK (a)", "b"]),
            ("CONSTRAINT idle, CHECK (a)", ["a CHECK (a)", "b"]),
        ])
    func constraints(_ constraint: String, _ expected: [String]) throws {
        #expect(try lines("a, b, " + constraint) == expected)
    }

    @Test(
        "a type that a pragma tells is in the same form",
        arguments: [
            ("int", "INT"), ("any /* c */", "ANY"), ("VARCHAR ( 10 )", "VARCHAR(10)"), ("my  type", "my type"),
            ("", ""),
            ("a(b", "a(b"), ("\u{131}nt", "\u{131}nt"),
        ])
    func types(_ told: String, _ expected: String) { #expect(SQLiteDefinition.type(told) == expected) }

    @Test func anIntegerKeyBehindTheColumnsIsTheRowIDWhateverItsDirection() throws {
        #expect(try lines("a integer, PRIMARY KEY (a DESC)") == ["a INTEGER PRIMARY KEY"])
        #expect(
            try lines("a integer, PRIMARY KEY (a COLLATE NOCASE AUTOINCREMENT)")
                == ["a INTEGER PRIMARY KEY AUTOINCREMENT"])
        let kept = try lines("a integer, PRIMARY KEY (a COLLATE NOCASE DESC)", " WITHOUT ROWID")
        #expect(kept == ["a INTEGER PRIMARY KEY DESC"])
    }

    @Test func whatATableImpliesIsNotNullThoughNobodyWritesIt() throws {
        let kept = try SQLiteDefinition.table("CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a)) WITHOUT ROWID")
        #expect(kept.columns.map(\.isNullable) == [false, true])
        let strict = try SQLiteDefinition.table("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT")
        #expect(strict.columns.map(\.isNullable) == [true, true])
        let pair = try SQLiteDefinition.table(
            "CREATE TABLE t (a INT, b TEXT, PRIMARY KEY (b, a)) strict , without rowid")
        #expect(pair.columns.map(\.isNullable) == [false, false])
        #expect(pair.traits.isStrict && pair.traits.isWithoutRowID)
        #expect(
            try written("CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID") == ["a TEXT PRIMARY KEY"])
        #expect(
            try written("CREATE TABLE t (a TEXT NOT NULL ON CONFLICT FAIL PRIMARY KEY) WITHOUT ROWID")
                == ["a TEXT PRIMARY KEY NOT NULL ON CONFLICT FAIL"])
    }

    @Test(
        "the name is read without what stands around it",
        arguments: [
            ("CREATE TABLE t(a)", "t"), ("create table if not exists t(a);", "t"), ("CREATE TABLE main.t (a) ; ", "t"),
            ("/* a */ CREATE -- b\n TABLE /* c */ \"a \"\"b\"\"\" -- d\n (a -- e\n) -- f", "a \"b\""),
            ("CREATE TABLE [a]]] (a)", ""), ("CREATE TABLE 'x y'(a)", "x y"), ("CREATE TABLE é漢(a)", "é漢"),
            ("CREATE TABLE \"if\"(a)", "if"), ("\u{FEFF}CREATE TABLE t(a)", "t"),
        ])
    func tableNames(_ sql: String, _ name: String) {
        #expect((try? SQLiteDefinition.table(sql).name.name) ?? "" == name)
    }

    @Test(
        "a virtual table is its module and what stands behind it",
        arguments: [
            (
                "CREATE VIRTUAL TABLE t USING fts5(title,  body, tokenize = 'porter ascii')",
                "fts5(title,  body, tokenize = 'porter ascii')"
            ),
            ("CREATE VIRTUAL TABLE IF NOT EXISTS main.t USING m /* x */", "m"),
            ("CREATE VIRTUAL TABLE t using rtree (id,(a),b);", "rtree (id,(a),b)"),
        ])
    func virtualTables(_ sql: String, _ module: String) throws {
        let table = try SQLiteDefinition.table(sql)
        #expect(table.kind == .virtual)
        #expect(table.traits.module == module)
        #expect(SQLiteSchemaWriter().createTable(table).sql == "CREATE VIRTUAL TABLE t USING \(module)")
    }

    @Test(
        "what is not understood is told with its place",
        arguments: [
            ("", "line 1, column 1: expected CREATE, found the end"),
            ("SELECT 1", "line 1, column 1: expected CREATE, found SELECT"),
            ("CREATE TABLE t", "line 1, column 15: expected \"(\", found the end"),
            (
                "CREATE TABLE t AS SELECT 1",
                "line 1, column 16: expected columns; of a query nothing can be told, found AS"
            ),
            (
                "CREATE TEMP TABLE t(a)",
                "line 1, column 8: expected an object that stays; a temporary one is no part of the schema, found TEMP"
            ),
            ("CREATE TABLE t(a", "line 1, column 15: expected a \")\" for this \"(\", found ("),
            ("CREATE TABLE t()", "line 1, column 16: expected the name of a column, found )"),
            ("CREATE TABLE t(a,\n  é 'x' NOT)", "line 2, column 12: expected DEFERRABLE, found )"),
            ("CREATE TABLE t(a) nonsense", "line 1, column 19: expected WITHOUT, found nonsense"),
            ("CREATE TABLE t(a) STRICT x", "line 1, column 26: expected the end, found x"),
            ("CREATE TABLE t(a); x", "line 1, column 18: expected WITHOUT, found ;"),
            ("CREATE TABLE t(a 'x)", "line 1, column 18: found a quotation without its end"),
            ("CREATE TABLE t(a ^)", "line 1, column 18: found no token of SQL"),
            ("CREATE TABLE t(a, CHECK ())", "line 1, column 26: expected a condition, found )"),
            ("CREATE TABLE t(a, PRIMARY KEY (b))", "line 1, column 32: expected a column of the table, found b"),
            ("CREATE TABLE t(a, UNIQUE (a,))", "line 1, column 29: expected a column, found )"),
            ("CREATE TABLE t(a REFERENCES o ON DELETE DROP)", "line 1, column 41: expected an action, found DROP"),
            (
                "CREATE TABLE t(a UNIQUE ON CONFLICT x)",
                "line 1, column 37: expected ROLLBACK, ABORT, FAIL, IGNORE or REPLACE, found x"
            ),
            ("CREATE TABLE t(a DEFAULT)", "line 1, column 25: expected a value, found )"),
            ("CREATE TABLE t(a, b 5)", "line 1, column 21: expected a constraint of the column, found 5"),
            ("CREATE TABLE t(a, CHECK (a) b)", "line 1, column 29: expected a constraint, found b"),
        ])
    func errors(_ sql: String, _ message: String) {
        do throws(SQLiteSyntaxError) {
            Issue.record("read as \(try SQLiteDefinition.table(sql))")
        } catch {
            #expect(error.description(in: sql) == message)
        }
    }
}
