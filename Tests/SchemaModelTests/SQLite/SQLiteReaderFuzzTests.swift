import SQLText
import SchemaModel
import TestSupport
import Testing

/// Damaged statements are refused, and never end the program.
@Suite struct SQLiteReaderFuzzTests {
    private static let statements = [
        "CREATE TABLE \"a b\" ([id] INTEGER PRIMARY KEY DESC AUTOINCREMENT, x VARCHAR(10, -2) CONSTRAINT n NOT NULL ON "
            + "CONFLICT FAIL DEFAULT (1 + -2) COLLATE nocase UNIQUE REFERENCES o (p) ON DELETE SET NULL MATCH FULL NOT "
            + "DEFERRABLE INITIALLY DEFERRED, g AS (`x` || 'é漢') STORED, /* c */ CONSTRAINT k UNIQUE (x COLLATE rtrim DESC) "
            + "ON CONFLICT IGNORE, FOREIGN KEY (x, g) REFERENCES q, CHECK ((x > 0) AND \"g\" IN (1, 2))) STRICT, WITHOUT ROWID",
        "CREATE VIRTUAL TABLE ft USING fts5(title, body, tokenize = 'porter')",
        "CREATE UNIQUE INDEX i ON t ((a) COLLATE nocase DESC, lower(b), \"c\") WHERE a IS NOT NULL -- é",
        "CREATE VIEW v (a, \"b\") AS WITH x AS (SELECT 1) SELECT \"x\".a, -1 /* c */ FROM x LEFT JOIN y USING (a) -- d",
        "CREATE TRIGGER r INSTEAD OF UPDATE OF a, b ON v FOR EACH ROW WHEN new.a > 0 BEGIN UPDATE t SET a = 'x;'; END;",
    ]
    private static let table = Table(ObjectName("t"), columns: [Column("a", "INT"), Column("b", "TEXT")])

    /// Reads a text as each kind of statement; what can be read is written, and read again as the same.
    private func read(_ sql: String) {
        let writer = SQLiteSchemaWriter()
        if let table = try? SQLiteDefinition.table(sql) {
            let text = writer.createTable(table).sql
            #expect((try? SQLiteDefinition.table(text)) == table, "\(sql) became \(text)")
        }
        if let index = try? SQLiteDefinition.index(sql, of: Self.table) {
            let text = writer.createIndex(index, on: Self.table.name).sql
            #expect((try? SQLiteDefinition.index(text, of: Self.table)) == index, "\(sql) became \(text)")
        }
        if let view = try? SQLiteDefinition.view(sql) {
            let text = writer.createView(view).sql
            #expect((try? SQLiteDefinition.view(text)) == view, "\(sql) became \(text)")
        }
        if let trigger = try? SQLiteDefinition.trigger(sql).trigger {
            #expect((try? SQLiteDefinition.trigger(trigger.definition).trigger) == trigger, "\(sql)")
        }
    }

    @Test(arguments: statements) func everyBeginningIsReadOrRefused(_ sql: String) {
        for count in 0...sql.unicodeScalars.count {
            read(String(String.UnicodeScalarView(sql.unicodeScalars.prefix(count))))
        }
    }

    @Test(arguments: statements) func everyStatementWithAnotherByteIsReadOrRefused(_ sql: String) {
        var random = SeededGenerator(seed: 5)
        let marks = Array("\"'`[]()-/*,;. \nax0".utf8)
        for place in sql.utf8.indices {
            var bytes = Array(sql.utf8)
            let index = sql.utf8.distance(from: sql.startIndex, to: place)
            for byte in [random.pick(marks), random.pick(marks), UInt8(random.upTo(127))] {
                bytes[index] = byte
                read(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    @Test func deepParenthesesAreReadOrRefused() {
        let open = String(repeating: "(", count: 2000)
        let close = String(repeating: ")", count: 2000)
        read("CREATE TABLE t (a CHECK \(open)1\(close))")
        read("CREATE TABLE t (a CHECK \(open)")
        read("CREATE INDEX i ON t \(open)a\(close)")
        read("CREATE TABLE t \(close)")
    }

    @Test func whatBrokeOtherReadersIsReadOrRefused() throws {
        let folder = MartletBinary.packageRoot + "/Fuzz/Corpus/splitting"
        let files = Program.run(["find", folder + "/", "-type", "f"]).output.split(separator: "\n")
        try #require(!files.isEmpty)
        for file in files {
            let bytes = try #require(TextFile.bytes(String(file)))
            guard let text = try? SourceText(bytes: bytes, name: "") else { continue }
            read(text.string)
            for statement in SQLScript.statements(in: text) { read(text.text(in: statement.range)) }
        }
    }
}
