import SQLText
import Testing

@testable import MartletCore

/// Files beyond `LargeFile.threshold` are never held in memory, and do the same as those that are.
@Suite struct LargeFileTests {
    let workshop: Workshop

    /// Beyond this, tests call a file large: more than a window, and soon read.
    private static let limit = 1 << 20

    init() throws {
        workshop = try Workshop()
        workshop.largeFile = Self.limit
    }

    /// Statements a little beyond the limit: a table, and rows of 1 KB.
    private static let statements: String = {
        let note = String(repeating: "é;'' ", count: 160)
        let count = limit / note.utf8.count + 50
        let rows = (1...count).map { "INSERT INTO big VALUES (\($0), '\(note)');\n" }
        return "CREATE TABLE big (id INTEGER PRIMARY KEY, note TEXT);\n" + rows.joined()
    }()

    private static func script(_ last: String = "", header: String = "") -> String { header + statements + last }

    @Test func eightMebibytesAreTooMuchToHold() throws {
        workshop.largeFile = LargeFile.threshold
        let comment = "-- " + String(repeating: "x", count: 8 << 20) + "\n"
        try workshop.migration("001_small", "CREATE TABLE a (x);")
        try workshop.migration("002_big", comment + "CREATE TABLE b (x);")
        #expect(workshop.migrate().endings == ["001 done", "002 done"])
        #expect(workshop.sql("SELECT up_sql IS NULL FROM martlet_migrations ORDER BY id") == ["0", "1"])
    }

    @Test(arguments: ["\n", "\r\n"]) func aLargeFileDoesWhatItDoesInMemory(_ lineEnd: String) throws {
        let text = Self.script(header: "-- Description: Many rows\n")
        try workshop.migration("001_big", lineEnd == "\n" ? text : text.replacing("\n", with: lineEnd))
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 done"])
        let inMemory = Script(SourceText(text, name: "x"), options: ScriptOptions())
        let rows = inMemory.traits.statementCount - 1
        #expect(
            workshop.sql("SELECT count(*), max(id), sum(length(note)) FROM big") == [
                "\(rows)|\(rows)|\(rows * 160 * 4)"
            ])
        #expect(
            workshop.sql(
                "SELECT description, statements_total, statements_applied, up_sql IS NULL FROM martlet_migrations")
                == ["Many rows|\(rows + 1)|\(rows + 1)|1"])
        #expect(workshop.states() == ["001": .applied])
    }

    @Test func theChecksumIsThatOfTheNormalisedText() throws {
        let text = Self.script()
        try workshop.migration("001_big", "\u{FEFF}" + text.replacing("\n", with: "\r\n"))
        workshop.migrate()
        #expect(workshop.sql("SELECT checksum FROM martlet_migrations") == [Checksum.text(SHA256Digest(of: text))])
        try workshop.migration("001_big", text)
        #expect(workshop.states() == ["001": .applied])
        try workshop.migration("001_big", text + "SELECT 1;")
        #expect(workshop.states() == ["001": .edited])
        #expect(workshop.repair("001").exitStatus == .done)
        #expect(workshop.states() == ["001": .applied])
    }

    @Test(arguments: ["-- martlet: transaction=none\n", ""]) func everyWayIntoTheHistoryKnowsTheFileAgain(
        _ header: String
    ) throws {
        try workshop.migration("001_big", Self.script(header: header))
        try workshop.migration("001_big.down", "DROP TABLE big;")
        #expect(InitOperation(workshop.context()).run().exitStatus == .done)
        #expect(StampOperation(workshop.context(), MigrationVersion("001")).run().endings == ["001 done"])
        #expect(workshop.states() == ["001": .applied])
        _ = workshop.sql("DELETE FROM martlet_migrations; DELETE FROM martlet_log")
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(workshop.states() == ["001": .applied])
        // Nothing to settle: the file is the one that ran.
        #expect(workshop.repair("001").exitStatus != .done)
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
        #expect(workshop.states() == ["001": .pending])
    }

    @Test func aLargeFileWithoutATransactionGoesOnWhereItStopped() throws {
        try workshop.migration(
            "001_big", Self.script("INSERT INTO later VALUES (1);\n", header: "-- martlet: transaction=none\n"))
        #expect(workshop.migrate().endings == ["001 failed"])
        let rows = workshop.sql("SELECT count(*) FROM big")
        _ = workshop.sql("CREATE TABLE later (x)")
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(workshop.sql("SELECT count(*) FROM big") == rows)
        #expect(workshop.states() == ["001": .applied])
    }

    @Test func anErrorHasItsPlaceAndUndoesTheFile() throws {
        let text = Self.script("-- é\n  INSERT INTO big SELECT nothing;\n")
        try workshop.migration("001_big", text)
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 failed"])
        let location = try #require(outcome.firstError?.location)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(location.position == SourcePosition(line: line, column: 26))
        #expect(location.excerpt == "  INSERT INTO big SELECT nothing;")
        #expect(workshop.tables().isEmpty)
    }

    @Test func aMistakeInADirectiveIsAtItsPlace() throws {
        let text = Self.script("INSERT INTO big VALUES (-1, 'x');\n  -- ROLBACK:\n")
        try workshop.migration("001_big", text)
        let error = try #require(workshop.migrate().firstError)
        #expect(error.code == .directive)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        #expect(error.location?.position == SourcePosition(line: line, column: 3))
        #expect(error.location?.excerpt == "  -- ROLBACK:" && error.location?.length == 11)
    }

    @Test func aPlaceFarInALongLineIsExact() throws {
        let long = "INSERT INTO big VALUES (-1, '" + String(repeating: "é", count: 3_000) + "' || nothing);"
        try workshop.migration("001_big", Self.script(long))
        let location = try #require(workshop.migrate().firstError?.location)
        #expect(location.position?.column == 3_000 + 34 + 1)
        #expect(location.excerpt == long)
    }

    @Test func aFileThatChangesBetweenPlanAndRunIsUndone() throws {
        let path = try workshop.migration("001_big", Self.script())
        let migrations = try MigrationFolder(path: path.parent, root: workshop.folder.path, largeFile: Self.limit)
            .migrations()
        try workshop.migration("001_big", Self.script("INSERT INTO big VALUES (-1, 'sneaked in');\n"))
        let driver = try workshop.backend.connect(to: workshop.project.databases[0].url, ConnectOptions(.create))
        let session = DatabaseSession(
            context: workshop.context(), target: workshop.project.databases[0], driver: driver)
        _ = try session.inTransaction { () throws(DriverError) in try session.history.createTables() }
        let report = session.runner("migrate").run(Plan(database: "app", steps: migrations.map(Step.apply)))
        try driver.close()
        #expect(report.failure?.diagnostics.first?.code == .changedSincePlan)
        #expect(report.results.map(\.ending) == [.failed])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.applied().isEmpty)
    }

    @Test func sectionsAndTheirWayBackInAFileOfItsOwnWork() throws {
        try workshop.migration("001_big", Self.script(header: "-- Description: Section\n-- martlet:up\n"))
        try workshop.migration("001_big.down", "DROP TABLE big;")
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(workshop.sql("SELECT description, down_sql FROM martlet_migrations") == ["Section|DROP TABLE big;"])
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
        #expect(workshop.tables().isEmpty)
    }

    @Test(
        arguments: [
            ("-- ROLLBACK:\n-- DROP TABLE big;\n", ErrorCode.directive), ("COMMIT;\n", .transactionControl),
            ("VACUUM;\n", .notInTransaction), ("-- martlet:down\nDROP TABLE big;\n", .directive),
        ])
    func rulesHoldForLargeFilesToo(_ last: String, _ code: ErrorCode) throws {
        try workshop.migration("001_big", Self.script(last))
        let outcome = workshop.migrate()
        #expect(outcome.codes == [code])
        #expect(!FileSystem.exists(workshop.folder.path.appending("app.db")) || workshop.tables().isEmpty)
    }

    @Test(arguments: [("COMMIT;", ErrorCode.transactionControl), ("-- martlet:donw\nSELECT 1;", .directive)])
    func theWayBackOfALargeFileIsCheckedToo(_ down: String, _ code: ErrorCode) throws {
        try workshop.migration("001_big", Self.script())
        try workshop.migration("001_big.down", down)
        #expect(workshop.migrate().codes == [code])
    }

    @Test func brokenTextFarInTheFileIsFoundBeforeAnythingRuns() throws {
        try workshop.folder.write(Array(Self.script().utf8) + [0xFF], to: "migrations/app/001_big.sql")
        #expect(workshop.migrate().codes == [.notUTF8])
        #expect(workshop.tables().isEmpty)
    }
}
