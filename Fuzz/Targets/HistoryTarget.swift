import MartletSQLite
import SQLText
import Synchronization

@testable import MartletCore

/// Rows of the history, the log and the seeds, whoever wrote them.
enum HistoryTarget {
    /// Opening a database takes longer than all the rest: there is one, in which everything is undone again.
    private static let lock = Mutex(())
    nonisolated(unsafe) private static var database: (any Driver)?

    static func check(_ input: [UInt8]) throws {
        try lock.withLock { _ in
            let driver =
                try database
                ?? SQLiteBackend().connect(to: ConnectionURL(.sqlite(.memory)), ConnectOptions(.create))
            database = driver
            try driver.begin()
            defer { try? driver.rollback() }
            try check(FuzzInput(input), driver)
        }
    }

    private static func check(_ input: FuzzInput, _ driver: any Driver) throws {
        var input = input
        let tables = TableNames()
        let store = HistoryStore(driver: driver, tables: tables)
        try store.createTables()
        let texts = (0..<9).map { _ in input.text(upTo: 12) }
        // Somebody may have made the tables anew, of text alone or of no type.
        let type = ["", " TEXT", " ANY"][checked: input.below(6)]
        if let type { try remake(HistorySchema(tables: tables, dialect: .sqlite).definitions, type, driver) }
        let definitions = HistorySchema(tables: tables, dialect: .sqlite).definitions
        while !input.isEmpty {
            let (table, columns) = definitions[input.below(definitions.count)]
            try insert(&input, into: table, columns.map(\.name), driver)
        }
        try require(try store.problems().isEmpty, "the tables have problems")
        try checkRows(store)
        try checkLedger(store)
        try checkChain(driver, tables, isTyped: type == nil)
        let seeds = try SeedStore(driver: driver, tables: tables).rows()
        try require(seeds.allSatisfy { $0.key == $0.value.name }, "seeds under other names: \(seeds)")
        if type == nil { try checkWriting(store, texts) }
    }

    // MARK: Tables

    private static func remake(
        _ definitions: [(table: String, columns: [HistorySchema.Column])], _ type: String,
        _ driver: any Driver
    ) throws {
        for (table, columns) in definitions {
            try driver.execute("DROP TABLE \(table)")
            let list = columns.map { $0.name + (type == " ANY" ? "" : type) }.joined(separator: ", ")
            try driver.execute("CREATE TABLE \(table) (\(list))")
        }
    }

    /// Writes one row of any values; what the table refuses is not there.
    private static func insert(
        _ input: inout FuzzInput, into table: String, _ columns: [String], _ driver: any Driver
    ) throws {
        let values = columns.map { value(of: $0, &input) }
        // Text that is no UTF-8 cannot be bound, only be cast from bytes.
        let marks = values.indices.map { index in
            if case .blob = values[index], input.below(2) == 0 {
                "CAST($\(index + 1) AS TEXT)"
            } else {
                "$\(index + 1)"
            }
        }.joined(separator: ", ")
        do throws(DriverError) {
            try driver.execute("INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))", values)
        } catch {
            try require(error.kind == .sql, "\(error)")
        }
    }

    private static let words = [
        "migration", "stamp", "recorded", "snapshot", "applied", "failed", "running", "undoing", "apply", "rollback",
        "seed", "reset", "repair", "restore", "started", "done", "001", "1", "2", "003", "",
    ]

    private static func value(of column: String, _ input: inout FuzzInput) -> Value {
        switch input.below(9) {
        case 0: .null
        case 1: .integer(Int64(input.byte()) - 2)
        case 2: .integer(Int64(bitPattern: input.word()))
        case 3: .real(Double(bitPattern: input.word()))
        case 4: .blob(input.bytes(upTo: 6))
        case 5: .text(input.text(upTo: 12))
        case 6: column == "success" ? .integer(1) : .text(words[input.below(words.count)])
        default: column == "id" ? .null : .text(words[input.below(words.count)])
        }
    }

    // MARK: Reading

    private static func checkRows(_ store: HistoryStore) throws {
        let rows = try store.rows()
        let count = try store.driver.query("SELECT count(*) FROM martlet_migrations").first?.integer(0)
        try require(rows.count == count, "\(rows.count) rows of \(count ?? -1)")
        let applied = Set(rows.filter(\.isApplied).map(\.version))
        let versions = try store.appliedVersions()
        try require(applied == versions, "applied by the rows \(applied), by the versions \(versions)")
        for version in Set(rows.map(\.version)) { _ = try store.row(of: version) }
        _ = try store.waysBack(since: 0)
        let statuses = MigrationStatus.assess(migrations: [], history: rows)
        try require(
            statuses.count == rows.count { $0.state != .failed }, "\(statuses.count) statuses of \(rows.count) rows")
        try require(statuses.allSatisfy { !$0.isPending }, "something is pending without a file")
        _ = try? Planner(database: "app", statuses: statuses).migrate()
    }

    private static func checkLedger(_ store: HistoryStore) throws {
        let entries = try store.logEntries(limit: .max)
        let standing = HistoryLedger.standing(entries)
        try require(Set(standing.map(\.subject)).count == standing.count, "one version stands twice: \(standing)")
        try require(
            standing.allSatisfy { entries.contains($0) && $0.result == .done }, "what stands was not done: \(standing)")
        let reset = LogEntry(at: "", run: "", action: .reset, subject: "app", result: .started, by: "")
        try require(HistoryLedger.standing(entries + [reset]).isEmpty, "something stands after a reset")
        let applied = try store.appliedVersions()
        let lost = try HistoryLedger(history: store).lost()
        try require(
            lost.map(\.subject) == standing.map(\.subject).filter { !applied.contains(MigrationVersion($0)) },
            "lost are \(lost)")
    }

    private static func checkChain(_ driver: any Driver, _ tables: TableNames, isTyped: Bool) throws {
        let chain = HistoryChain(history: HistoryStore(driver: driver, tables: tables))
        _ = try chain.firstBreak()
        try chain.relink()
        if isTyped, let found = try chain.firstBreak() { throw Violation(description: "broken after relink: \(found)") }
    }

    // MARK: Writing

    /// What is written comes back.
    private static func checkWriting(_ store: HistoryStore, _ texts: [String]) throws {
        let row = HistoryRow(
            version: MigrationVersion("new " + texts[0]), description: "new " + texts[1], kind: .stamp, state: .running,
            checksum: texts[2], statementsTotal: 3, statementsApplied: 1, appliedAt: texts[3], appliedBy: texts[4],
            executionMilliseconds: 7, error: texts[5])
        let scripts = RecordedScripts(up: nil, down: texts[6])
        try store.record(row, RowOrigin(scripts: scripts))
        let read = try require(try store.row(of: row.version), "the row is not there")
        try require(fields(of: read) == fields(of: row), "\(fields(of: row)) comes back as \(fields(of: read))")
        let wayBack = try store.waysBack(since: read.id)[row.version]
        try require(wayBack == texts[6], "\(texts[6]) comes back as \(wayBack ?? "nothing")")
        let entry = LogEntry(
            at: texts[3], run: texts[7], action: .apply, subject: texts[0], result: .done, milliseconds: 7,
            by: texts[4], detail: texts[8])
        try store.append(entry)
        try require(try store.logEntries(limit: .max).contains(entry), "\(entry) does not come back")
    }

    /// Everything but its place, which the database gives.
    private static func fields(of row: HistoryRow) -> [String?] {
        [
            row.version.text, row.description, row.kind.rawValue, row.state.rawValue, row.checksum, row.tokenChecksum,
            "\(row.statementsTotal)", "\(row.statementsApplied)", row.appliedAt, row.appliedBy,
            "\(row.executionMilliseconds)", row.error,
        ]
    }
}

extension [String] {
    fileprivate subscript(checked index: Int) -> String? { indices.contains(index) ? self[index] : nil }
}
