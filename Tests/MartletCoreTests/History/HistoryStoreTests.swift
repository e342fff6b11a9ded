import MartletSQLite
import Testing

@testable import MartletCore

@Suite struct HistoryStoreTests {
    let driver: any Driver
    let tables = TableNames(history: "migrations", log: "log", seeds: "seeders")

    init() throws { driver = try SQLiteBackend().connect(to: ConnectionURL(.sqlite(.memory)), ConnectOptions(.create)) }

    private var store: HistoryStore { HistoryStore(driver: driver, tables: tables) }

    private func record(
        _ version: String, _ description: String = "words", previous: String? = "", down: String? = nil
    ) throws {
        let row = HistoryRow(
            version: MigrationVersion(version), description: description, checksum: "v1:sha256:00",
            tokenChecksum: "v1:sha256:01", statementsTotal: 2, statementsApplied: 2, appliedAt: "2027-01-15T08:00:00Z",
            appliedBy: "me@here", executionMilliseconds: 7)
        try store.record(
            row,
            RowOrigin(scripts: RecordedScripts(up: "SELECT 1;", down: down), plan: "p", previousHash: previous))
    }

    // MARK: The tables

    @Test func tablesAreMadeOnceAndReadingMakesNone() throws {
        #expect(try store.presentTables().isEmpty)
        #expect(try store.problems().isEmpty)
        #expect(try driver.tableNames().isEmpty)
        #expect(try store.createTables())
        #expect(try driver.tableNames() == ["log", "migrations", "seeders"])
        #expect(try !store.createTables())
        #expect(try store.problems().isEmpty)
    }

    @Test func aMissingTableIsMadeBesideTheOthers() throws {
        try store.createTables()
        try record("1")
        try driver.execute("DROP TABLE log")
        #expect(try store.createTables())
        #expect(try store.rows().map(\.version.text) == ["1"])
    }

    static let strangers: [(sql: String, code: ErrorCode)] = [
        ("CREATE TABLE migrations (id INTEGER PRIMARY KEY, name TEXT)", .historyDamaged),
        ("CREATE VIEW migrations AS SELECT 1 AS version", .historyDamaged),
        ("CREATE TABLE log (a)", .historyDamaged), ("CREATE VIEW seeders AS SELECT 1 AS name", .historyDamaged),
    ]

    @Test(arguments: strangers.indices) func aTableOfSomebodyElseIsRefused(_ index: Int) throws {
        try driver.execute(Self.strangers[index].sql)
        #expect(try store.problems().map(\.code) == [Self.strangers[index].code])
    }

    @Test func aViewThatLooksLikeTheHistoryIsRefused() throws {
        try store.createTables()
        try driver.execute("ALTER TABLE migrations RENAME TO other")
        try driver.execute("CREATE VIEW migrations AS SELECT * FROM other")
        let problems = try store.problems()
        #expect(problems.map(\.code) == [.historyDamaged])
        #expect(problems.first?.message.contains("view") == true)
    }

    @Test(
        arguments: HistorySchema.historyColumns.filter { $0.form == 1 }.map(\.name).filter {
            $0 != "id" && $0 != "version"
        })
    func everyMissingColumnIsNoticed(_ column: String) throws {
        try store.createTables()
        try driver.execute("ALTER TABLE migrations DROP COLUMN \(column)")
        let problems = try store.problems()
        #expect(problems.map(\.code) == [.historyDamaged])
        #expect(problems.first?.message.contains(column) == true)
    }

    @Test(arguments: HistorySchema.forms.filter { $0 > 1 })
    func aTableOfAnEarlierFormIsReadAndGetsWhatIsMissing(_ form: Int) throws {
        try store.createTables()
        try record("1")
        let later = HistorySchema.historyColumns.filter { $0.form >= form }.map(\.name)
        for column in later { try driver.execute("ALTER TABLE migrations DROP COLUMN \(column)") }
        let survey = try store.survey()
        #expect(survey.problems.isEmpty)
        #expect(survey.lacking == Set(later))
        let old = try store.asItIs()
        #expect(try old.rows().map(\.version.text) == ["1"])
        #expect(try old.forecasts().isEmpty)
        #expect(try old.tablesOfHistories() == Set(tables.all))
        #expect(try HistoryChain(history: old).firstBreak() == nil)
        #expect(try store.add(survey.lacking) == later)
        #expect(try store.asItIs().lacking.isEmpty)
        #expect(try store.rows().map(\.version.text) == ["1"])
        #expect(try HistoryChain(history: store).firstBreak() == nil)
    }

    /// What is added to a table with rows can be nothing but text that may be missing, on either engine.
    @Test(arguments: HistorySchema.historyColumns.filter { $0.form > 1 }.map(\.name))
    func whatCameLaterMayBeMissing(_ name: String) throws {
        let column = try #require(HistorySchema.historyColumns.first { $0.name == name })
        #expect(column.content == .text)
        #expect(column.rules.isEmpty)
    }

    @Test func aHistoryOfAnEarlierFormIsFoundUnderAnotherName() throws {
        let other = HistoryStore(driver: driver, tables: TableNames(history: "h", log: "l", seeds: "s"))
        try other.createTables()
        try driver.execute("INSERT INTO h (version) VALUES ('1')")
        try driver.execute("ALTER TABLE h DROP COLUMN forecast")
        #expect(try store.problems().map(\.code) == [.historyElsewhere])
    }

    @Test func columnsOfANewerVersionAreToldAndReadingGoesOn() throws {
        try store.createTables()
        try record("1")
        try driver.execute("ALTER TABLE migrations ADD COLUMN signature TEXT")
        #expect(try store.problems().map(\.code) == [.historyNewer])
        #expect(try store.rows().map(\.version.text) == ["1"])
    }

    @Test func namesInOtherCapitalsAreTheSameTables() throws {
        try store.createTables()
        let other = HistoryStore(
            driver: driver, tables: TableNames(history: "Migrations", log: "LOG", seeds: "Seeders"))
        #expect(try other.presentTables() == ["Migrations", "LOG", "Seeders"])
        #expect(try other.problems().isEmpty)
        #expect(try !other.createTables())
    }

    @Test func anyNameOfATableIsQuoted() throws {
        let odd = HistoryStore(
            driver: driver, tables: TableNames(history: "my \"table\"", log: "select", seeds: "a'b; DROP TABLE x"))
        try odd.createTables()
        #expect(try odd.problems().isEmpty)
        #expect(try odd.rows().isEmpty)
    }

    // MARK: Rows

    @Test func aRowComesBackAsItWasWritten() throws {
        try store.createTables()
        try record("001", "It's \"quoted\"; é")
        let row = try #require(try store.row(of: MigrationVersion("001")))
        #expect(row.id == 1)
        #expect(row.description == "It's \"quoted\"; é")
        #expect(row.kind == .migration)
        #expect(row.state == .applied)
        #expect((row.checksum, row.tokenChecksum) == ("v1:sha256:00", "v1:sha256:01"))
        #expect((row.statementsTotal, row.statementsApplied, row.executionMilliseconds) == (2, 2, 7))
        #expect((row.appliedAt, row.appliedBy, row.error) == ("2027-01-15T08:00:00Z", "me@here", nil))
        let up = try driver.scalar("SELECT up_sql FROM migrations WHERE version = '001' AND down_sql IS NULL")
        #expect(up == .text("SELECT 1;"))
        #expect(try store.row(of: MigrationVersion("1")) == nil)
    }

    @Test func waysBackAreThoseOfTheRowsAskedForThatHaveOne() throws {
        try store.createTables()
        try record("1", down: "DROP TABLE a;")
        try record("2")
        try record("3", down: "DROP TABLE c;")
        let third = try #require(try store.row(of: MigrationVersion("3")))
        #expect(try store.waysBack(since: 0).map(\.key.text).sorted() == ["1", "3"])
        #expect(try store.waysBack(since: third.id) == [MigrationVersion("3"): "DROP TABLE c;"])
    }

    @Test func aRowThatAFileWroteIsCompletedAndKeepsItsDescription() throws {
        try store.createTables()
        try driver.execute("INSERT INTO migrations (version, description) VALUES ('001', 'in its own words')")
        let own = try #require(try store.row(of: MigrationVersion("001")))
        #expect((own.kind, own.state, own.checksum) == (.recorded, .applied, nil))
        try record("001")
        let row = try #require(try store.rows().first)
        #expect((row.description, row.kind, row.checksum) == ("in its own words", .migration, "v1:sha256:00"))
        #expect(try store.rows().count == 1)
    }

    @Test func aVersionAloneIsACompleteRow() throws {
        try store.createTables()
        try driver.execute("INSERT INTO migrations (version) VALUES ('7')")
        try record("7", "from the file")
        #expect(try store.rows().map(\.description) == ["from the file"])
    }

    @Test func progressBelongsToItsVersion() throws {
        try store.createTables()
        try record("3")
        try record("5")
        try store.recordProgress(of: MigrationVersion("5"), statements: 1)
        #expect(try store.rows().map(\.statementsApplied) == [2, 1])
        try store.mark(MigrationVersion("5"), .undoing, reason: "why")
        #expect(try store.rows().map(\.state) == [.applied, .undoing])
        #expect(try store.rows().map(\.error) == [nil, "why"])
        try store.markApplied(MigrationVersion("5"))
        #expect(try store.rows().map(\.state) == [.applied, .applied])
        #expect(try store.rows().map(\.statementsApplied) == [2, 2])
        #expect(try store.rows().map(\.error) == [nil, nil])
    }

    /// What a hand may have written into the table: columns, values, and what becomes of it.
    static let odd: [(columns: String, values: String, state: HistoryRow.State)] = [
        ("version, success", "'1', 1", .applied), ("version, success", "'1', 0", .failed),
        ("version, success, state", "'1', 1, 'baseline'", .applied),
        ("version, success, state", "'1', 0, 'applied'", .failed),
        ("version, success, state", "'1', 0, 'running'", .running),
        ("version, success, state", "'1', 0, x'00'", .failed),
        ("version, success, state", "'1', 1, x'00ff'", .applied), ("version, success", "'1', 'yes'", .failed),
        ("version, success", "'1', 1.0", .applied), ("version, kind", "'1', 'unheard of'", .applied),
        ("version, statements_total, execution_ms", "'1', 'many', 1e300", .applied),
        ("version, description, applied_at, applied_by", "'1', x'ff', 17, 1.5", .applied),
        ("version, checksum, token_checksum, error", "'1', x'00', 3, x''", .applied),
        ("version, id", "'1', -9223372036854775808", .applied), ("version", "x'ff00'", .applied),
        ("version", "1e999", .applied),
        ("version, applied_at", "'1', '9999-99-99'", .applied), ("version, statements_total", "'1', 9e18", .applied),
    ]

    @Test(arguments: odd.indices) func oddContentIsReadWithoutACrash(_ index: Int) throws {
        let (columns, values, state) = Self.odd[index]
        try store.createTables()
        try driver.execute("INSERT INTO migrations (\(columns)) VALUES (\(values))")
        #expect(try store.rows().map(\.state) == [state])
        #expect(MigrationStatus.assess(migrations: [.sample("1")], history: try store.rows()).count >= 1)
        #expect(try HistoryChain(history: store).firstBreak() == nil)
    }

    @Test func nullsWhereNoneBelongAreReadWithoutACrash() throws {
        let columns = HistorySchema.historyColumns.map(\.name)
        try driver.execute("CREATE TABLE migrations (\(columns.joined(separator: ", ")))")
        try driver.execute("INSERT INTO migrations DEFAULT VALUES")
        try driver.execute("INSERT INTO migrations (version) VALUES (NULL)")
        #expect(try store.problems().isEmpty)
        #expect(try store.rows().map(\.state) == [.failed, .failed])
        #expect(try HistoryChain(history: store).firstBreak() == nil)
    }

    @Test(arguments: ["TEXT", ""]) func whatIsAppliedIsTheSameForAllWhoAskATableOfText(_ type: String) throws {
        let columns = HistorySchema.historyColumns.map { "\($0.name) \(type)" }
        try driver.execute("CREATE TABLE migrations (\(columns.joined(separator: ", ")))")
        for (version, success) in [("1", "1"), ("2", "0"), ("3", "1")] {
            try driver.execute(
                "INSERT INTO migrations (id, version, success, previous_hash) VALUES ('\(version)', '\(version)', '\(success)', 'x')"
            )
        }
        let applied = ["1", "3"].map { MigrationVersion($0) }
        #expect(try store.rows().filter(\.isApplied).map(\.version) == applied)
        #expect(try store.appliedVersions() == Set(applied))
        #expect(try HistoryChain(history: store).firstBreak()?.version == applied[0])
    }

    // MARK: Log

    @Test func theLogGivesItsNewestEntriesOldestFirst() throws {
        try store.createTables()
        for number in 1...5 {
            try store.append(
                LogEntry(at: "t\(number)", run: "r", action: .apply, subject: "\(number)", result: .done, by: "me"))
        }
        #expect(try store.logEntries(limit: 3).map(\.subject) == ["3", "4", "5"])
        #expect(try store.logEntries(limit: 0).isEmpty)
    }

    @Test func entriesOfANewerVersionAreLeftOut() throws {
        try store.createTables()
        try driver.execute(
            "INSERT INTO log (at, run_id, action, subject, result) VALUES ('t', 'r', 'dance', 's', 'done')")
        try driver.execute(
            "INSERT INTO log (at, run_id, action, subject, result) VALUES ('t', 'r', 'apply', 's', 'done')")
        #expect(try store.logEntries(limit: 10).map(\.action) == [.apply])
    }
}
