import MartletSQLite
import SQLText
import Synchronization

@testable import MartletCore

/// Rows in the tables of other tools, whoever wrote them.
enum ToolHistoriesTarget {
    /// Opening a database takes longer than all the rest: there is one, in which everything is undone again.
    private static let lock = Mutex(())
    nonisolated(unsafe) private static var database: (any Driver)?

    /// The columns that each tool's table has.
    private static let columns: [ToolName: String] = [
        .alembic: "version_num", .dbmate: "version", .diesel: "version, run_on", .ecto: "version, inserted_at",
        .atlas: "version, description, type, applied, total, executed_at, execution_time, error, hash",
        .fluent: "name, batch, created_at",
        .flyway:
            "installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success",
        .golangMigrate: "version, dirty", .goose: "id, version_id, is_applied, tstamp", .grdb: "identifier",
        .hummingbird: "name, \"order\"", .liquibase: "id, author, filename, dateexecuted, orderexecuted, md5sum",
        .prisma: "migration_name, checksum, started_at, finished_at, rolled_back_at", .rails: "version",
        .refinery: "version, name, applied_on, checksum",
        .sqlx: "version, description, installed_on, success, checksum, execution_time",
    ]

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
        let tool = ToolName.allCases[input.below(ToolName.allCases.count)]
        let columns = try require(columns[tool], "no columns of \(tool)")
        let table = try require(ToolTable.known.first { $0.tool == tool }, "no table of \(tool)")
        try driver.execute("CREATE TABLE \(table.name) (\(columns))")
        if let companion = table.companion { try driver.execute("CREATE TABLE \(companion) (key)") }
        let count = columns.split(separator: ",").count
        var rows = 0
        while !input.isEmpty, rows < 50 {
            let values = (0..<count).map { _ in value(&input) }
            let marks = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
            try driver.execute("INSERT INTO \(table.name) (\(columns)) VALUES (\(marks))", values)
            rows += 1
        }
        let store = HistoryStore(driver: driver, tables: TableNames())
        let found = try store.tablesOfOtherTools()
        try require(found.map(\.tool) == [tool], "the table of \(tool) is taken for that of \(found.map(\.tool))")
        _ = try store.historyOfAnotherTool()
        try checkEntries(try tool.history.entries(ToolSource(driver: driver, place: found[0])), of: tool, rows)
    }

    /// There are no more than rows, each moment can be read again, and the newest row of a version counts.
    private static func checkEntries(_ entries: [ToolEntry], of tool: ToolName, _ rows: Int) throws {
        try require(entries.count <= rows, "\(tool): \(entries.count) entries of \(rows) rows")
        if tool == .goose || tool == .flyway {
            try require(Set(entries.map(\.version)).count == entries.count, "\(tool): a version twice: \(entries)")
        }
        for moment in entries.compactMap(\.appliedAt) {
            _ = try require(Timestamp(parsing: moment), "\(tool): \(moment) is no moment")
        }
    }

    private static let words = [
        "1", "2", "001", "1.2", "", "SQL", "BASELINE", "UNDO_SQL", "R__v.sql", "2024-01-02 03:04:05",
        "2024-01-02T03:04:05+02:00", "h1:x",
    ]

    private static func value(_ input: inout FuzzInput) -> Value {
        switch input.below(8) {
        case 0: .null
        case 1: .integer(Int64(input.byte()) - 2)
        case 2: .integer(Int64(bitPattern: input.word()))
        case 3: .real(Double(bitPattern: input.word()))
        case 4: .blob(input.bytes(upTo: 6))
        case 5: .text(input.text(upTo: 12))
        default: .text(words[input.below(words.count)])
        }
    }
}
