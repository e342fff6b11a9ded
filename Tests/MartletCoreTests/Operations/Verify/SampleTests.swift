import SQLText
import SchemaModel
import Testing

@testable import MartletCore

/// Values made for columns, before a database is asked.
@Suite struct SampleTests {
    @Test(arguments: [Dialect.sqlite, .postgres]) func anExpressionTellsItsParts(_ dialect: Dialect) {
        let parts = ExpressionParts("(\"Role\" IN ('it''s', 'b') AND length(name) <= 40 AND n > -2.5)", dialect)
        #expect(parts.texts == ["it's", "b"])
        #expect(parts.integers == [40] && parts.reals == [-2.5])
        #expect(parts.names("role") && parts.names("name") && !parts.names("b"))
        #expect(parts.measures)
    }

    @Test func numbersWithATypeAreNumbers() {
        let parts = ExpressionParts("((priority >= '-100'::integer) AND (priority <= 100))", .postgres)
        #expect(parts.integers == [-100, 100])
    }

    @Test(
        arguments: [
            ("____-__-__%", "1111-11-11"), ("_%@_%._%", "1@1.1"), ("https://?*", "https://a"), ("[a-z]*", "a"),
            ("/[^/]*", "/a"), ("^[a-z]{3}-[0-9]+$", "aaa-0"), ("^(on|off)$", "on"), (#"^https?://[^\s]+$"#, "http://a"),
            (#"^\d{4}\.\w*$"#, "1111."),
        ])
    func aPatternGivesATextThatFits(_ pattern: String, _ text: String) {
        #expect(PatternExample.texts(pattern).contains(text), "\(PatternExample.texts(pattern))")
    }

    @Test(arguments: ["^[", "(((", "a{", "\\", "[^]", "*+?", "|", "{3}"])
    func aPatternThatIsNoneDoesNoHarm(_ pattern: String) {
        #expect(PatternExample.texts(pattern).count <= 5)
    }

    @Test(
        arguments: [
            ("INTEGER", SampleKind.integer(bits: 64)), ("VARCHAR(40)", .text(limit: 40)), ("BLOB", .bytes),
            ("DOUBLE", .real), ("BOOLEAN", .boolean), ("DATETIME", .timestamp), ("", .text(limit: nil)),
            ("DECIMAL(8, 2)", .decimal(digits: 8, scale: 2)),
        ])
    func kindsOfSQLite(_ type: String, _ kind: SampleKind) {
        let column = Column("a", type)
        #expect(SampleKind(column, of: Table(ObjectName("t"), columns: [column]), in: Schema(.sqlite)) == kind)
    }

    @Test(
        arguments: [
            ("smallint", SampleKind.integer(bits: 16)), ("character varying(40)", .text(limit: 40)), ("uuid", .uuid),
            ("numeric(8,2)", .decimal(digits: 8, scale: 2)), ("timestamp(3) with time zone", .timestamp),
            ("integer[]", .list(of: .integer(bits: 32))), ("mood", .labels(["sad", "gay"])), ("inet", .anything),
        ])
    func kindsOfPostgres(_ type: String, _ kind: SampleKind) {
        var schema = Schema(.postgres)
        var mood = UserType(ObjectName(schema: "public", "mood"), .enumeration)
        mood.labels = ["sad", "gay"]
        schema.types = [mood]
        let column = Column("a", type)
        #expect(SampleKind(column, of: Table(ObjectName("t"), columns: [column]), in: schema) == kind)
    }

    static let kinds: [SampleKind] = [
        .integer(bits: 16), .decimal(digits: 5, scale: 2), .real, .text(limit: nil), .text(limit: 3), .bytes, .date,
        .time, .timestamp, .json, .uuid, .list(of: .text(limit: nil)), .anything,
    ]

    @Test(arguments: kinds, [Dialect.sqlite, .postgres])
    func plainValuesAreDistinctAndEnough(_ kind: SampleKind, _ dialect: Dialect) {
        let samples = ColumnSamples(kind, dialect, conditions: [], count: 20)
        #expect(samples.plain.count >= 20)
        #expect(Set(samples.plain + samples.edges).count == samples.plain.count + samples.edges.count)
        #expect(samples == ColumnSamples(kind, dialect, conditions: [], count: 20))
    }

    @Test func textsKeepTheirLimitInCharacters() {
        let samples = ColumnSamples(.text(limit: 5), .postgres, conditions: [], count: 20)
        for value in samples.plain + samples.edges {
            guard case .text(let text) = value else { continue }
            #expect(text.unicodeScalars.count <= 5)
        }
        #expect(samples.edges.contains(.text("xxxxx")) && samples.edges.contains(.text("Zoë 漢")))
    }

    @Test func conditionsBringValuesAlong() {
        let conditions = [ExpressionParts("length(code) = 36 AND size BETWEEN 3 AND 9", .sqlite)]
        let texts = ColumnSamples(.text(limit: nil), .sqlite, conditions: conditions, count: 5)
        #expect(texts.edges.contains(.text(String(repeating: "x", count: 36))))
        let numbers = ColumnSamples(.integer(bits: 64), .sqlite, conditions: conditions, count: 5)
        #expect((numbers.plain + numbers.edges).contains(.integer(9)) && numbers.edges.contains(.integer(10)))
    }
}

/// Rows put together from values.
@Suite struct TableSamplesTests {
    private static let samples = TableSamples(
        columns: [
            SampledColumn(name: "id", isNullable: false, isUnique: true, plain: (1...20).map { .integer($0) }),
            SampledColumn(name: "name", isNullable: true, plain: ["a", "b", "c"], edges: ["", "ü"]),
            SampledColumn(name: "parent", isNullable: true, plain: [7]),
        ],
        references: [SampledReference(columns: ["parent"], own: ["id"])], seed: 3)

    @Test func rowsAreTheSameEachTime() {
        for number in 0..<20 {
            for attempt in 0..<5 {
                #expect(
                    Self.samples.row(number, attempt: attempt, .varied)
                        == Self.samples.row(number, attempt: attempt, .varied))
            }
        }
    }

    @Test func keysDifferAndEdgesAndNullComeUp() {
        let rows = (0..<20).map { Self.samples.row($0, attempt: 0, .varied) }
        #expect(Set(rows.map { $0[0] }).count == 20)
        let names = Set(rows.map { $0[1] })
        #expect(names.isSuperset(of: [.null, "", "ü", "a"]))
    }

    @Test func plainRowsAreWithoutNull() {
        let rows = (0..<20).map { Self.samples.row($0, attempt: 0, .plain) }
        #expect(!rows.contains { $0[1] == .null })
    }

    @Test func aReferenceIsToAKeyThatIsThere() {
        var samples = Self.samples
        samples.references = [SampledReference(columns: ["parent"], keys: [[41], [42]])]
        for number in 0..<10 {
            #expect([.null, 41, 42].contains(samples.row(number, attempt: number, .varied)[2]))
        }
        #expect((0..<4).map { samples.row($0, attempt: 1, .plain)[2] } == [41, 42, 41, 42])
    }

    @Test func withoutARowToReferToARowRefersToNothingOrItself() {
        #expect(Self.samples.row(3, attempt: 1, .plain)[2] == .null)
        var samples = Self.samples
        samples.columns[2].isNullable = false
        #expect(samples.row(3, attempt: 1, .plain)[2] == samples.row(3, attempt: 1, .plain)[0])
    }
}
