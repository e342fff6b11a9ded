import SQLText
import SchemaModel
import TestSupport
import Testing

/// What is written of a schema, and in which order.
@Suite struct SQLiteSchemaWriterTests {
    private let writer = SQLiteSchemaWriter()

    @Test func aTableIsReadable() throws {
        let sql = """
            CREATE TABLE users (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                email TEXT NOT NULL UNIQUE DEFAULT '' COLLATE NOCASE CHECK (email LIKE '_%@_%'),
                role VARCHAR(10) NOT NULL DEFAULT 'visitor' REFERENCES roles (name) ON DELETE RESTRICT,
                born INT,
                died INT,
                age INT GENERATED ALWAYS AS (died - born) VIRTUAL,
                CONSTRAINT one_of_a_kind UNIQUE (role, born),
                FOREIGN KEY (born, died) REFERENCES lives (start, stop),
                CHECK (born < died)
            ) STRICT
            """
        #expect(writer.createTable(try SQLiteDefinition.table(sql)).sql == sql)
    }

    @Test func objectsComeAfterWhatTheyNeed() throws {
        var schema = Schema(.sqlite)
        schema.tables = [
            try SQLiteDefinition.table("CREATE TABLE a (x REFERENCES B, y REFERENCES a)"),
            try SQLiteDefinition.table("CREATE TABLE b (x REFERENCES c)"),
            try SQLiteDefinition.table("CREATE TABLE c (x REFERENCES b, y REFERENCES gone)"),
            try SQLiteDefinition.table("CREATE TABLE d (x)"),
        ]
        schema.tables[0].indexes = [Index("a_x", on: ["x"])]
        schema.tables[3].triggers = [SQLiteDefinition.trigger("t", "AFTER", ["INSERT"], on: "d", action: "SELECT 1;")]
        schema.views = [
            View(ObjectName("v"), query: "SELECT * FROM \"W\""), View(ObjectName("w"), query: "SELECT 1 FROM x"),
            View(ObjectName("x"), query: "SELECT 1 FROM d"),
        ]
        let objects = writer.statements(schema).map { $0.object.detail ?? $0.object.name.name }
        #expect(objects == ["c", "b", "a", "a_x", "d", "x", "w", "v", "t"])
    }

    @Test func aLongChainOfReferencesIsNoTrouble() {
        var schema = Schema(.sqlite)
        for number in 10_000..<20_000 {
            var table = Table(ObjectName("t\(number)"), columns: [Column("x", "")])
            table.foreignKeys = [ForeignKey(["x"], references: ObjectName("t\(number + 1)"), [])]
            schema.tables.append(table)
        }
        let names = writer.statements(schema).map(\.object.name.name)
        #expect(names.first == "t19999")
        #expect(names.last == "t10000")
    }

    @Test func partsOfATableAreWrittenByThemselves() throws {
        let table = try SQLiteDefinition.table("CREATE TABLE t (a INT, \"b c\" TEXT DEFAULT (1+2) REFERENCES o)")
        #expect(writer.columnDefinition(table.columns[1], of: table) == "\"b c\" TEXT DEFAULT (1 + 2) REFERENCES o")
        let statement = writer.createIndex(Index("i", on: ["b c", "a"]), on: table.name)
        #expect(statement.sql == "CREATE INDEX i ON t (\"b c\", a)")
        #expect(statement.object == ObjectReference(.index, table.name, detail: "i"))
    }

    @Test func whatIsWrittenOfASchemaIsReadAsTheSame() throws {
        var random = RandomSchema(seed: 1)
        for _ in 0..<300 {
            for table in random.next().tables where table.kind == .ordinary {
                let text = writer.createTable(table).sql
                var read = try SQLiteDefinition.table(text)
                for index in table.indexes {
                    let text = writer.createIndex(index, on: table.name).sql
                    read.indexes.append(try SQLiteDefinition.index(text, of: read))
                }
                for trigger in table.triggers {
                    read.triggers.append(try SQLiteDefinition.trigger(trigger.definition).trigger)
                }
                try #require(read == table, "\(text)")
            }
        }
    }
}
