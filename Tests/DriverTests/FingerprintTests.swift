import DriverTestSupport
import MartletCore
import SQLText
import SchemaModel
import TestSupport
import Testing

/// The fingerprint of a schema: a short answer to whether two databases are alike.
@Suite struct FingerprintTests {
    private func schema(_ driver: DriverUnderTest, _ statements: [String]) throws -> Schema {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for statement in statements { try connection.execute(statement) }
        return try connection.schema(excluding: [])
    }

    private static let tables = [
        "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x')", "CREATE INDEX a_name ON a (name)",
        "CREATE TABLE b (a_id INTEGER REFERENCES a (id))",
    ]

    @Test(arguments: DriverUnderTest.allCases) func doesNotDependOnHowADatabaseWasMade(
        _ driver: DriverUnderTest
    ) throws {
        let other = [
            "CREATE TABLE z (x INTEGER)", "CREATE TABLE a (id INTEGER PRIMARY KEY)",
            "CREATE TABLE b (a_id INTEGER REFERENCES a (id))", "DROP TABLE z",
            "ALTER TABLE a ADD COLUMN name TEXT NOT NULL DEFAULT 'x'", "CREATE INDEX a_name ON a (name)",
            "INSERT INTO a (id) VALUES (1)",
        ]
        let fingerprint = try schema(driver, Self.tables).fingerprint()
        #expect(try schema(driver, other).fingerprint() == fingerprint)
        #expect(fingerprint.wholeMatch(of: #/[0-9a-f]{64}/#) != nil)
    }

    @Test(
        arguments: DriverUnderTest.allCases,
        [
            "ALTER TABLE a ADD COLUMN more TEXT", "DROP INDEX a_name", "CREATE VIEW v AS SELECT id FROM a",
            "ALTER TABLE b RENAME TO c",
        ]) func changesWithEverythingInTheSchema(_ driver: DriverUnderTest, _ change: String) throws
    {
        let changed = try schema(driver, Self.tables + [change]).fingerprint()
        #expect(try schema(driver, Self.tables).fingerprint() != changed)
    }

    @Test func hasNothingOfWhatASchemaLeavesOut() {
        var schema = Schema(.postgres)
        let fingerprint = try? schema.fingerprint()
        schema.omissions = [Omission("large objects", "3", because: "they are rows")]
        #expect(fingerprint != nil && (try? schema.fingerprint()) == fingerprint)
    }
}
