import TestSupport
import Testing

@testable import SQLText

@Suite struct QuotingTests {
    static let names = [
        "a", "a\"b", "\"", "a]b", "[a", "a`b", "a'b", "a;--", "a\\", "a\nb", "$$", "select", "é漢🎉", "e\u{301}",
        "\"\u{301}", " a ", "a.b",
        "/*", "", String(repeating: "x", count: 64), String(repeating: "漢", count: 200), "a\tb", "%s", "\u{1}",
        "\u{FEFF}a",
    ]

    @Test(arguments: names)
    func namesComeBackFromSQLiteByteForByte(_ name: String) throws {
        let database = SQLiteProbe()
        let quoted = try Identifier(name).quoted
        #expect(database.run("CREATE TABLE \(quoted) (\(quoted) TEXT)") == nil)
        #expect(database.run("INSERT INTO \(quoted) (\(quoted)) VALUES (\(SQLLiteral.text(name)))") == nil)
        let query = "SELECT name FROM sqlite_schema WHERE name = \(SQLLiteral.text(name))"
        #expect(database.value(query).map(\.bytes) == Array(name.utf8))
        #expect(database.value("SELECT \(quoted) FROM \(quoted)").map(\.bytes) == Array(name.utf8))
        #expect(
            database.value("SELECT name FROM pragma_table_info(\(SQLLiteral.text(name)))").map(\.bytes)
                == Array(name.utf8))
        let statement = "DROP TABLE \(quoted)"
        let kind = Array(statement.utf8).withUnsafeBufferPointer { StatementKind($0) }
        #expect(kind == .dropTable(ObjectName(name)))
    }

    @Test func namesWithNULAreRefused() {
        let name = "a\0b"
        #expect(throws: IdentifierError.containsNUL) { try Identifier(name) }
    }

    @Test func quotesAreDoubled() {
        #expect(Identifier("a\"b").quoted == "\"a\"\"b\"")
        #expect("\("table" as Identifier)" == "\"table\"")
        #expect(SQLLiteral.text("it's") == "'it''s'")
        #expect(SQLLiteral.blob([0x00, 0xAB, 0x27]) == "x'00ab27'")
        #expect(SQLLiteral.blob([]) == "x''")
    }

    @Test(arguments: names + ["a\0b", "\0", "it's; DROP TABLE t; --"])
    func textsComeBackFromSQLiteByteForByte(_ text: String) {
        let found = SQLiteProbe().value("SELECT \(SQLLiteral.text(text))")
        #expect(found?.bytes == Array(text.utf8))
        #expect(found?.type == 3)
    }

    @Test func blobsComeBackFromSQLiteByteForByte() {
        let blob = (0...255).map { UInt8($0) }
        let found = SQLiteProbe().value("SELECT \(SQLLiteral.blob(blob))")
        #expect(found?.bytes == blob)
        #expect(found?.type == 4)
        #expect(SQLiteProbe().value("SELECT \(SQLLiteral.null)")?.type == 5)
    }

    @Test(arguments: [0, 1, -1, .max, .min, .min + 1] as [Int64])
    func integersComeBackFromSQLiteAsIntegers(_ value: Int64) {
        let found = SQLiteProbe().integer("SELECT \(SQLLiteral.integer(value))")
        #expect(found?.value == value)
        #expect(found?.type == 1)
    }

    @Test(arguments: [
        0, 1, -1, 0.1, 1.0 / 3, 1e15, 1e16, 1e17, 1e22, 1e23, 1e-5, 123456789.123456789, .pi, .leastNormalMagnitude,
        .leastNonzeroMagnitude,
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, 9007199254740992,
        Double.leastNormalMagnitude.nextDown,
    ])
    func realsComeBackFromSQLiteBitForBit(_ value: Double) {
        #expect(SQLiteProbe().real("SELECT \(SQLLiteral.real(value))")?.bitPattern == value.bitPattern)
    }

    @Test func randomRealsComeBackFromSQLiteBitForBit() {
        let database = SQLiteProbe()
        var random = SeededGenerator(seed: Scale.seed)
        var failures: [Double] = []
        for count in 0..<Scale.scripts / 4 {
            var value = Double(bitPattern: random.next())
            switch count % 4 {
            case 0: value = Double(Int64(bitPattern: random.next()) >> random.next() % 64) / 1e6
            case 1:
                value = Double(
                    sign: .minus, exponent: -1074 + random.upTo(120), significand: Double(random.upTo(1 << 30)))
            default: break
            }
            guard value.isFinite, value != 0 else { continue }
            if database.real("SELECT \(SQLLiteral.real(value))")?.bitPattern != value.bitPattern {
                failures.append(value)
            }
        }
        #expect(failures.isEmpty, "\(failures.count) failures, seed \(Scale.seed): \(failures.prefix(5))")
    }

    @Test func realsAreReadableWhereThatIsExact() {
        #expect(
            [0, 1, -2.5, 12.34, 1e15, 0.001].map(SQLLiteral.real) == ["0.0", "1.0", "-2.5", "12.34", "1.0e15", "0.001"])
    }

    @Test func notANumberIsNull() {
        #expect(SQLLiteral.real(.nan) == "NULL")
    }
}
