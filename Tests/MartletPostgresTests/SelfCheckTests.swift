import DriverTestSupport
import MartletCore
import MartletPostgres
import TestSupport
import Testing

/// What a database is asked about itself.
@Suite struct PostgresSelfCheckTests {
    @Test func halfDoneWorkIsFound() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(try connection.selfCheck { _ in }.isEmpty)
        for sql in [
            "CREATE TABLE \"Bad name\" (x int)", "INSERT INTO \"Bad name\" VALUES (1), (1)",
            "CREATE UNLOGGED TABLE fleeting (x int)",
            "ALTER TABLE \"Bad name\" ADD CONSTRAINT small CHECK (x < 1) NOT VALID",
        ] {
            try connection.script(sql)
        }
        #expect(throws: DriverError.self) {
            try connection.script("CREATE UNIQUE INDEX CONCURRENTLY twice ON \"Bad name\" (x)")
        }
        try connection.execute("BEGIN")
        try connection.execute("CREATE TABLE later (x int)")
        try connection.execute("PREPARE TRANSACTION 'it''s \(bench.database?.name ?? "")'")
        var steps: [String] = []
        let findings = try connection.selfCheck { steps.append($0) }
        #expect(!steps.isEmpty)
        #expect(
            findings.map(\.message).map { $0.prefix { $0 != ":" } }.prefix(3) == [
                "the index \"public\".\"twice\" on Bad name is not valid",
                "the constraint small on \"public\".\"Bad name\" was never proved for old rows",
                "the table \"public\".\"fleeting\" is unlogged",
            ])
        #expect(findings.map(\.weight) == [.violation, .violation, .advice, .violation])
        let help = findings.compactMap(\.help)
        #expect(help[1] == "ALTER TABLE \"public\".\"Bad name\" VALIDATE CONSTRAINT \"small\";")
        #expect(help[3].contains("ROLLBACK PREPARED 'it''s"))
        try connection.execute("ROLLBACK PREPARED 'it''s \(bench.database?.name ?? "")'")
    }

    /// Since 18 a constraint may be meant for nobody but readers of the schema.
    @Test func aConstraintThatIsNotToBeEnforcedIsNoWorkHalfDone() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let major = try #require(Int(connection.server.version.prefix { $0.isNumber }))
        let enforcement = major >= 18 ? " NOT ENFORCED" : ""
        try connection.script("CREATE TABLE a (x int CONSTRAINT small CHECK (x < 1)\(enforcement))")
        #expect(try connection.selfCheck { _ in }.map(\.message) == [])
    }

    @Test func foreignKeysAreAlwaysEnforced() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let error = try driverError { () throws(DriverError) in try connection.enforceForeignKeys(false) }
        #expect(error.kind == .unsupported && error.kind.code == .unsupported)
        try connection.enforceForeignKeys(true)
    }
}
