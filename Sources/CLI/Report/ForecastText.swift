import Lint
import MartletCore
import PostgresTree

/// What a statement does to the tables that are there, a line for each.
enum ForecastText {
    static func lines(_ forecast: StatementForecast) -> [String] {
        forecast.tables.compactMap(line) + forecast.losses.map { "cannot be undone: \($0)" }
            + forecast.dependents.map { "goes and comes back where this has to be dropped: \($0)" }
            + (forecast.observation.map(lines) ?? [])
    }

    /// How long others wait for a transaction.
    static func line(_ held: LockDuration) -> String {
        let time = Magnitude.duration(held.milliseconds)
        guard let lock = held.lock, let table = held.table else { return "nobody else can write for \(time)" }
        return "until the commit \(lock.name) is held on \(table), \(time)"
    }

    private static func line(_ table: StatementForecast.Table) -> String? {
        // SQLite has one lock for all: what takes no time is no news.
        if table.lock == nil, table.work == .catalogue || table.work == .rows { return nil }
        let index = table.index.map { "the index \($0)" + (table.name.map { " of \($0)" } ?? "") }
        let name = (index ?? table.name ?? "all of the database") + size(table)
        let subject = table.lock.map { "\($0.name) on \(name)" } ?? name
        return "\(subject): \(work(table))"
    }

    private static func size(_ table: StatementForecast.Table) -> String {
        guard let rows = table.rows, let bytes = table.bytes, rows > 0 || bytes > 0 else { return "" }
        return " (\(Magnitude.count(rows)) row\(rows == 1 ? "" : "s"), \(Magnitude.bytes(bytes)))"
    }

    private static func work(_ table: StatementForecast.Table) -> String {
        let work =
            switch table.work {
            case .catalogue: "an instant"
            case .rows: "rows are changed"
            case .scan: "read as a whole"
            case .index: "read as a whole, and an index is built"
            case .copy: "its rows are copied"
            case .rewrite: "rewritten"
            }
        let unless =
            switch table.sparing {
            case .byTypesStoredAlike: " unless the types are stored alike"
            case .byCheck: " unless a valid CHECK says the same"
            case nil: ""
            }
        guard table.work != .catalogue, table.bytes != 0, let milliseconds = table.milliseconds else {
            return work + unless
        }
        return work + unless + ", \(Magnitude.duration(milliseconds))"
    }

    private static func lines(_ observation: StatementObservation) -> [String] {
        // Without rows most of them take no time at all.
        if observation.differences.isEmpty, observation.microseconds < 100_000 { return [] }
        let time = "rehearsed in \(Magnitude.exactly(microseconds: observation.microseconds))"
        return [time + (observation.differences.isEmpty ? "" : ":")] + observation.differences.map { "  seen: \($0)" }
    }
}

/// Large numbers, for people.
enum Magnitude {
    /// `12.4 M`.
    static func count(_ count: Int) -> String {
        switch count {
        case ..<10_000: String(count)
        case ..<1_000_000: "\(tenths(count, 1_000)) k"
        case ..<1_000_000_000: "\(tenths(count, 1_000_000)) M"
        default: "\(tenths(count, 1_000_000_000)) G"
        }
    }

    /// `3.1 GB`.
    static func bytes(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<1_000_000: "\(tenths(bytes, 1_000)) kB"
        case ..<1_000_000_000: "\(tenths(bytes, 1_000_000)) MB"
        case ..<1_000_000_000_000: "\(tenths(bytes, 1_000_000_000)) GB"
        default: "\(tenths(bytes, 1_000_000_000_000)) TB"
        }
    }

    /// About how long: `about 40 s`.
    static func duration(_ milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1_000: "less than a second"
        case ..<120_000: "about \(rounded(milliseconds / 1_000)) s"
        case ..<7_200_000: "about \(rounded(milliseconds / 60_000)) min"
        default: "about \(rounded(milliseconds / 3_600_000)) h"
        }
    }

    /// `1.4 ms`.
    static func exactly(microseconds: Int) -> String { "\(tenths(microseconds, 1_000)) ms" }

    /// With one digit behind the point below 100.
    private static func tenths(_ number: Int, _ unit: Int) -> String {
        let tenths = number / (unit / 10)
        return tenths >= 1_000 || tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }

    /// With two digits that mean something.
    private static func rounded(_ number: Int) -> Int { number < 100 ? number : (number + 5) / 10 * 10 }
}
