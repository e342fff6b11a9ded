internal import Lint
internal import PostgresTree
internal import SQLText

/// Runs one step in a scratch database and watches each of its statements.
final class StepRehearsal: StatementEnclosure {
    private let context: RunContext
    private let driver: any WorkObserving
    /// What is told of the statements, by number.
    private var forecasts: [Int: StatementForecast]
    /// The names of the tables that were there before the plan, by what they stay known by.
    private let oldNames: [String: String]
    private var before: [String: ObservedTable] = [:]
    private var begun = ContinuousClock.now

    /// - Parameter old: the tables that are there before the plan.
    init(context: RunContext, driver: any WorkObserving, forecasts: [StatementForecast], old: [ObservedTable]) {
        self.context = context
        self.driver = driver
        self.forecasts = Dictionary(forecasts.map { ($0.number, $0) }) { first, _ in first }
        oldNames = Dictionary(old.compactMap { table in table.name.map { (table.identity, $0) } }) { first, _ in first }
    }

    /// Runs the step as `migrate` would, in its transaction or in none.
    /// - Returns: what is told of its statements, with what was seen.
    func run(_ step: Step, _ script: Script, _ target: DatabaseTarget) throws(StepFailure) -> [StatementForecast] {
        let mode = StepMode(of: step, foreignKeys: target.foreignKeys)
        let isEnclosed = mode.transaction != .none
        if mode.foreignKeysOff {
            try StepFailure.catching { () throws(DriverError) in try driver.enforceForeignKeys(false) }
        }
        try StepFailure.catching { () throws(DriverError) in
            if isEnclosed { try driver.begin() }
            try look()
        }
        _ = try ScriptRunner(context: context, enclosure: self).run(script, subject: step.subject)
        try StepFailure.catching { () throws(DriverError) in
            if driver.isInTransaction { try driver.commit() }
            try driver.resetSession()
        }
        return forecasts.values.filter { !$0.isEmpty }.sorted { $0.number < $1.number }
    }

    // MARK: Around a statement

    func open(_ statement: ScriptStatement) throws(StepFailure) -> Bool {
        begun = .now
        return true
    }

    func close(_ statement: ScriptStatement) throws(StepFailure) {
        let took = ContinuousClock.now - begun
        let last = before
        try StepFailure.catching { () throws(DriverError) in try look() }
        var forecast = forecasts[statement.number] ?? StatementForecast(number: statement.number)
        let seen = WorkSeen(before: last, after: before, oldNames: oldNames, keepsLocks: driver.isInTransaction)
        var observation = StatementObservation(tables: seen.tables, microseconds: took.wholeMicroseconds)
        observation.differences = seen.differences(from: forecast)
        forecast.observation = observation
        forecasts[statement.number] = forecast
    }

    func abandon(_ statement: ScriptStatement, _ failure: inout StepFailure?) -> Bool { false }

    private func look() throws(DriverError) {
        let known = before
        before = Dictionary(
            try driver.observedTables().map { table in
                var table = table
                // What is dropped tells no more what it was.
                if table.name == nil { table.isIndex = known[table.identity]?.isIndex ?? false }
                return (table.identity, table)
            }
        ) { first, _ in first }
    }
}

/// What changed with one statement.
private struct WorkSeen {
    let before: [String: ObservedTable]
    let after: [String: ObservedTable]
    let oldNames: [String: String]
    /// Whether the locks of a statement are there still when it is done.
    let keepsLocks: Bool

    /// The tables of old that it had to do with, by name.
    var tables: [StatementObservation.Table] {
        after.values.compactMap { table in
            guard let name = name(of: table) else { return nil }
            let lock = mode(table).flatMap { $0 > mode(before[table.identity]) ?? .rowShare ? $0 : nil }
            let work = work(on: table)
            guard lock != nil || work != .catalogue && !table.isIndex else { return nil }
            return StatementObservation.Table(name: name, isIndex: table.isIndex, lock: lock, work: work)
        }.filter { table in
            // Whoever has a table for themselves has its indexes.
            !table.isIndex || table.lock != .accessExclusive || !isWhollyLocked
        }.sorted { ($0.isIndex ? 1 : 0, $0.name) < ($1.isIndex ? 1 : 0, $1.name) }
    }

    private var isWhollyLocked: Bool {
        after.values.contains { !$0.isIndex && oldNames[$0.identity] != nil && mode($0) == .accessExclusive }
    }

    /// What it was called when the statement began, if it was there before the plan.
    private func name(of table: ObservedTable) -> String? {
        oldNames[table.identity].map { before[table.identity]?.name ?? $0 }
    }

    private func work(on table: ObservedTable) -> StatementEffect.Work {
        guard let last = before[table.identity], table.name != nil else { return .catalogue }
        if last.storage != table.storage { return .rewrite }
        return table.scanCount > last.scanCount ? .scan : .catalogue
    }

    private func mode(_ table: ObservedTable?) -> LockMode? { table?.lock.flatMap(LockMode.init) }

    // MARK: Against what is told

    /// In what it is something else than what is told of the statement.
    func differences(from forecast: StatementForecast) -> [String] {
        let told = forecast.tables.flatMap { differences(from: $0, isEmptied: forecast.empties($0)) }
        let names = Set(forecast.tables.compactMap { $0.index ?? $0.name })
        let others = tables.filter { table in
            !names.contains { table.isCalled($0) } && table.lock.map { $0 > .rowExclusive } == true
        }.map { "\($0.lock?.name ?? "") on \($0.isIndex ? "the index " : "")\($0.name) as well" }
        let shown = others.prefix(10) + (others.count > 10 ? ["locks on \(others.count - 10) more"] : [])
        return told + shown
    }

    private func differences(from told: StatementForecast.Table, isEmptied: Bool) -> [String] {
        guard let name = told.index ?? told.name,
            let table = after.values.first(where: {
                $0.isIndex == (told.index != nil) && self.name(of: $0).map { $0.isName(name) } == true
            })
        else { return [] }
        var differences: [String] = []
        if keepsLocks, let lock = told.lock {
            let expected = max(lock, mode(before[table.identity]) ?? lock)
            let held = mode(table)
            if held != expected {
                differences.append("\(held?.name ?? "no lock") on \(name), and not \(expected.name)")
            }
        }
        // Of a partitioned table the partitions are read: it has no rows of its own.
        guard told.index == nil, table.storage != 0, !isEmptied, told.work != .rows, told.lock != nil else {
            return differences
        }
        let seen = work(on: table)
        switch (told.work, seen) {
        case (.rewrite, .scan), (.rewrite, .catalogue): differences.append("\(name) is not rewritten")
        case (.scan, .catalogue), (.index, .catalogue):
            if keepsLocks { differences.append("\(name) is not read as a whole") }
        case (.catalogue, .scan): differences.append("\(name) is read as a whole")
        case (.catalogue, .rewrite), (.scan, .rewrite), (.index, .rewrite): differences.append("\(name) is rewritten")
        default: break
        }
        return differences
    }
}

extension Duration {
    fileprivate var wholeMicroseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }
}

extension StatementForecast {
    /// Whether the statement takes all rows out of a table at once, which then has a new file.
    fileprivate func empties(_ table: Table) -> Bool {
        table.name.map { losses.contains(StatementEffect.Loss.allRows(of: .init($0)).sentence) } ?? false
    }
}

extension StatementObservation.Table {
    fileprivate func isCalled(_ name: String) -> Bool { self.name.isName(name) }
}

extension String {
    /// Whether it is this name, which may be without its schema.
    fileprivate func isName(_ name: String) -> Bool { self == name || !name.contains(".") && hasSuffix("." + name) }
}
