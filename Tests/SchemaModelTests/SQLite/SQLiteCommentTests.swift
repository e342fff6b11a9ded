import SQLText
import SchemaModel
import Testing

/// What comments in a CREATE TABLE are about, by where they stand.
@Suite struct SQLiteCommentTests {
    /// A statement, and what is said of the table and of each column; nothing is said of a column by an empty text.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var sql: String
        var table = ""
        var columns: [String]

        var testDescription: String { name }
    }

    static let columns: [Example] = [
        Example(
            name: "behind the comma, in the same line",
            sql: """
                CREATE TABLE t (
                    id INTEGER PRIMARY KEY, -- the number
                    a TEXT NOT NULL DEFAULT ',',-- what it is called, in full
                    b TEXT -- the last one
                )
                """, columns: ["the number", "what it is called, in full", "the last one"]),
        Example(
            name: "in the lines right above",
            sql: """
                CREATE TABLE t (
                    -- The number
                    --   that it has
                    id INTEGER PRIMARY KEY,

                    /* What it is called,
                     * in full. */
                    a TEXT,
                    b TEXT
                )
                """, columns: ["The number\nthat it has", "What it is called,\nin full.", ""]),
        Example(
            name: "above and behind",
            sql: "CREATE TABLE t (\n-- One\na, -- and two\nb)", columns: ["One\nand two", ""]),
        Example(
            name: "in one line",
            sql: "CREATE TABLE t (a INT /* the a */, b INT /* the b */)", columns: ["the a", "the b"]),
        Example(
            name: "the comma stands before the column",
            sql: "CREATE TABLE t (\n  a INT -- the a\n, b INT -- the b\n  -- above\n, c INT\n)",
            columns: ["the a", "the b", "above"]),
        Example(
            name: "a comment goes on below itself",
            sql: """
                CREATE TABLE t (
                    a INT, -- the a,
                           -- which is long
                    b INT  -- the b
                           -- too
                )
                """, columns: ["the a,\nwhich is long", "the b\ntoo"]),
        Example(
            name: "between the lines of one column",
            sql: "CREATE TABLE t (a TEXT -- the a\n  NOT NULL -- always\n  DEFAULT 'x', b)",
            columns: ["the a\nalways", ""]),
        Example(
            name: "before the constraints of the table",
            sql: """
                CREATE TABLE t (
                    a INT,
                    b INT, -- the b
                    -- never the same
                    UNIQUE (a, b), -- really
                    -- and positive
                    CHECK (a > 0)
                    -- that is all
                )
                """, columns: ["", "the b"]),
        Example(
            name: "a comment before its column in the same line",
            sql: "CREATE TABLE t (\n    /* the a */ a INT,\n    /* the b */ b INT)", columns: ["the a", "the b"]),
    ]

    static let tables: [Example] = [
        Example(
            name: "behind the parenthesis", sql: "CREATE TABLE t ( -- Who may sign in.\n    a INT)",
            table: "Who may sign in.", columns: [""]),
        Example(
            name: "before the parenthesis", sql: "CREATE TABLE t -- Who may sign in.\n(a INT)",
            table: "Who may sign in.", columns: [""]),
        Example(
            name: "above the first column and an empty line",
            sql: "CREATE TABLE t (\n    -- Who may\n    -- sign in.\n\n    -- The a\n    a INT\n)",
            table: "Who may\nsign in.", columns: ["The a"]),
        Example(
            name: "behind the parenthesis, and of the column",
            sql: "CREATE TABLE t ( /** Who may sign in. **/\n    -- The a\n    a INT\n)",
            table: "Who may sign in.", columns: ["The a"]),
    ]

    static let ignored: [Example] = [
        Example(
            name: "inside of parentheses",
            sql: "CREATE TABLE t (a TEXT CHECK (a IN ('x', -- first\n 'y' -- second\n)), b DECIMAL(10, /* two */ 2))",
            columns: ["", ""]),
        Example(
            name: "between two columns in one line", sql: "CREATE TABLE t (a INT, /* whose? */ b INT)",
            columns: ["", ""]),
        Example(
            name: "behind several columns in one line",
            sql: "CREATE TABLE t (\n    x INT, y INT, -- the place\n    w INT, h INT -- and the size\n)",
            columns: ["", "", "", ""]),
        Example(
            name: "with an empty line below",
            sql: "CREATE TABLE t (\n    a INT,\n\n    -- From here on by Ada\n\n    b INT\n)", columns: ["", ""]),
        Example(
            name: "lines and SQL that was taken out",
            sql: "CREATE TABLE t (\n    a INT, -- ------\n    -- old TEXT NOT NULL,\n    b INT --\n)",
            columns: ["", ""]),
        Example(
            name: "in strings and names", sql: "CREATE TABLE t (\"a -- b\" TEXT DEFAULT '/* c */')", columns: [""]),
        Example(
            name: "behind the statement", sql: "CREATE TABLE t (a INT) -- the end\nSTRICT -- really", columns: [""]),
    ]

    @Test("a comment is about what its place says", arguments: columns + tables + ignored)
    func places(_ example: Example) throws {
        let table = try SQLiteDefinition.table(example.sql)
        #expect(table.comment ?? "" == example.table)
        #expect(table.columns.map { $0.comment ?? "" } == example.columns)
        let written = SQLiteSchemaWriter().createTable(table).sql
        #expect(try SQLiteDefinition.table(written) == table, "\(written)")
    }

    @Test(
        "what only frames a comment is no part of it",
        arguments: [
            ("--x", "x"), ("---- x", "x"), ("-- - x", "- x"), ("--  *x* is it", "*x* is it"), ("-- * x", "x"),
            ("/*x*/", "x"), ("/***\n * x\n *\n * y\n ***/", "x\n\ny"), ("/* x **/", "x"), ("/* -- x */", "-- x"),
            ("-- a */ b", "a * / b"), ("-- */a", "/a"), ("-- é漢 🙂\r", "é漢 🙂"), ("/* a\r\n   b */", "a\nb"),
        ])
    func words(_ comment: String, _ text: String) throws {
        let table = try SQLiteDefinition.table("CREATE TABLE t (\na INT \(comment)\n)")
        #expect(table.columns[0].comment == text)
        let written = SQLiteSchemaWriter().createTable(table).sql
        #expect(try SQLiteDefinition.table(written) == table, "\(written)")
    }

    @Test func commentsAreWrittenBehindWhatTheyAreAbout() throws {
        let sql = """
            CREATE TABLE users ( /* Who may sign in. */
                id INTEGER PRIMARY KEY,
                email TEXT NOT NULL UNIQUE /* In small letters,

                    and with an @. */,
                name TEXT /* As it is shown. */
            )
            """
        let table = try SQLiteDefinition.table(sql)
        #expect(SQLiteSchemaWriter().createTable(table).sql == sql)
        #expect(table.columns[1].comment == "In small letters,\n\nand with an @.")
        #expect(
            SQLiteSchemaWriter().columnDefinition(table.columns[2], of: table) == "name TEXT /* As it is shown. */")
    }

    @Test func schemasWithOtherCommentsAreTheSame() throws {
        var (old, new) = (Schema(.sqlite), Schema(.sqlite))
        old.tables = [try SQLiteDefinition.table("CREATE TABLE t (a INT, -- one\nb INT)")]
        new.tables = [try SQLiteDefinition.table("CREATE TABLE t ( -- some\na INT, -- two\nb INT)")]
        #expect(old != new)
        #expect(SchemaDifference(from: old, to: new).isEmpty)
        #expect(SQLiteChangePlan(from: old, to: new).statements.isEmpty)
        new.tables[0].name = ObjectName("u")
        #expect(SchemaDifference(from: old, to: new).possibleRenames.map(\.newName.name) == ["u"])
    }

    @Test func newTablesAndColumnsKeepTheirComments() throws {
        var (old, new) = (Schema(.sqlite), Schema(.sqlite))
        old.tables = [try SQLiteDefinition.table("CREATE TABLE t (a INT)")]
        new.tables = [
            try SQLiteDefinition.table("CREATE TABLE t (a INT,\nb INT -- the b\n)"),
            try SQLiteDefinition.table("CREATE TABLE u ( -- another\nc INT)"),
        ]
        let statements = SQLiteChangePlan(from: old, to: new).statements.map(\.sql)
        #expect(
            statements == [
                "ALTER TABLE t ADD COLUMN b INT /* the b */", "CREATE TABLE u ( /* another */\n    c INT\n)",
            ])
    }
}
