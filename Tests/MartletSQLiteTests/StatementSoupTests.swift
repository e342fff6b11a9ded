import DriverTestSupport
import MartletCore
import MartletSQLite
import SQLText
import SchemaModel
import TestSupport
import Testing

/// Statements put together at random of words that belong in them: what SQLite takes is told, and comes back.
@Suite struct StatementSoupTests {
    private static let columnWords = [
        "NOT NULL", "NULL", "NOT NULL ON CONFLICT IGNORE", "PRIMARY KEY", "PRIMARY KEY DESC", "PRIMARY KEY ASC",
        "AUTOINCREMENT", "UNIQUE", "UNIQUE ON CONFLICT REPLACE", "CHECK (a > 0)", "CHECK (\"a\" IN ('x', \"y\"))",
        "DEFAULT 1", "DEFAULT -1", "DEFAULT + 1.5e-3", "DEFAULT (1 + (2))", "DEFAULT foo", "DEFAULT \"foo\"",
        "DEFAULT [x y]", "DEFAULT 'it''s'", "DEFAULT x'00'", "DEFAULT NULL", "DEFAULT true", "DEFAULT ((-1))",
        "DEFAULT current_time", "DEFAULT ('a' || \"b\")", "COLLATE nocase", "COLLATE binary", "COLLATE \"rtrim\"",
        "REFERENCES t", "REFERENCES \"T\" (A)", "REFERENCES gone (x) ON DELETE CASCADE ON UPDATE SET NULL",
        "REFERENCES t MATCH FULL", "DEFERRABLE", "NOT DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED",
        "NOT DEFERRABLE INITIALLY IMMEDIATE", "AS (1)", "AS (a + 1) STORED", "GENERATED ALWAYS AS ('x') VIRTUAL",
        "GENERATED ALWAYS", "CONSTRAINT c", "CONSTRAINT \"d d\"", "/* c */", "-- d\n", "(10)", "( 1 , -2 )", "INT",
        "\"int\"", "integer", "varchar", "'text'", "double precision", "any", "stored",
    ]
    private static let names = ["a", "b", "\"c c\"", "[D]", "`e`", "'f'", "key", "é", "A", "\"not\""]
    private static let constraints = [
        "PRIMARY KEY (a)", "PRIMARY KEY (a DESC)", "PRIMARY KEY (b, A COLLATE nocase DESC)",
        "PRIMARY KEY (a AUTOINCREMENT)",
        "PRIMARY KEY (a, a)", "PRIMARY KEY (\"b\") ON CONFLICT FAIL", "UNIQUE (a)", "UNIQUE (a, b)",
        "UNIQUE ([a] DESC)",
        "UNIQUE (b COLLATE binary)", "UNIQUE (a, a) ON CONFLICT IGNORE", "UNIQUE ('a')", "UNIQUE ((a))", "CHECK (a)",
        "CHECK ((a) + (b))", "CHECK (b <> 'a''') ON CONFLICT FAIL", "FOREIGN KEY (a) REFERENCES t",
        "FOREIGN KEY (\"A\", b) REFERENCES t (b, a) ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED",
        "FOREIGN KEY (a) REFERENCES t (a) NOT DEFERRABLE", "CONSTRAINT c", "CONSTRAINT [d d]", "/* e */",
    ]
    private static let endings = [
        "", "", "", " STRICT", " WITHOUT ROWID", " strict, without rowid", " without rowid /* x */ , STRICT", ";",
    ]
    private static let indexes = [
        "a", "A DESC", "b COLLATE nocase", "(a)", "((b) COLLATE rtrim)", "lower(a)", "a + b DESC", "\"a\"", "\"none\"",
        "'b'",
        "[b] ASC", "-a", "a COLLATE binary DESC", "lower(b) COLLATE nocase", "(a, b)", "a || b COLLATE nocase",
        "CAST(a AS text)",
    ]
    private static let conditions = ["", "", " WHERE a", " WHERE (\"b\" > 1)", " WHERE a IS NOT NULL AND (b) = 'x'"]

    private func table(_ random: inout SeededGenerator) -> String {
        var parts: [String] = []
        for _ in 0...random.upTo(2) {
            var words = [random.pick(parts.isEmpty ? ["a"] : Self.names)]
            for _ in 0..<random.upTo(4) { words.append(random.pick(Self.columnWords)) }
            parts.append(words.joined(separator: random.pick([" ", "\n", "  "])))
        }
        for _ in 0..<random.upTo(2) { parts.append(random.pick(Self.constraints)) }
        return "CREATE TABLE t (\(parts.joined(separator: ", ")))" + random.pick(Self.endings)
    }

    private func index(_ random: inout SeededGenerator, _ number: Int) -> String {
        let parts = (0...random.upTo(1)).map { _ in random.pick(Self.indexes) }.joined(separator: ",")
        return "CREATE \(random.pick(["", "UNIQUE "]))INDEX i\(number) ON T(\(parts))\(random.pick(Self.conditions))"
    }

    private func database() throws -> SQLiteConnection {
        let connection = try SQLiteBackend().connect(
            to: ConnectionURL(.sqlite(.memory)), ConnectOptions(.create, foreignKeys: false))
        return try #require(connection as? SQLiteConnection)
    }

    @Test func whatSQLiteTakesIsToldAndComesBack() throws {
        var random = SeededGenerator(seed: 7)
        var taken = 0
        let (one, other) = (try database(), try database())
        for _ in 0..<4000 {
            var statements = [table(&random)]
            guard (try? one.script(statements[0])) != nil else { continue }
            for number in 0..<2 {
                let index = index(&random, number)
                if (try? one.script(index)) != nil { statements.append(index) }
            }
            taken += 1
            let schema = try one.schema(excluding: [])
            try #require(schema.omissions.isEmpty, "\(statements): \(schema.omissions)")
            let written = SQLiteSchemaWriter().statements(schema).map(\.sql)
            for statement in written { try other.script(statement) }
            try #require(try other.schema(excluding: []) == schema, "\(statements) became \(written)")
            try one.script("DROP TABLE t")
            try other.script("DROP TABLE t")
        }
        #expect(taken > 400)
    }
}
