internal import Glibc
internal import SQLText

/// Runs each statement of a file in many transactions, for a range of a table's keys at a time.
///
/// How far it has come is written in the transaction of each batch: wherever a run is cut off, each row was changed once
/// or is still to come, and the next run goes on there.
final class BatchRunner {
    private let context: RunContext
    private let version: MigrationVersion
    private let script: Script
    private let isUndoing: Bool
    private var pace: BatchPace
    private var patience: LockPatience
    private var pulse: BatchPulse
    private var result = ScriptRunner.Result()

    /// - Parameter isUndoing: whether the script is the way back.
    init(_ context: RunContext, _ version: MigrationVersion, _ script: Script, isUndoing: Bool = false) {
        self.isUndoing = isUndoing
        (self.context, self.version, self.script) = (context, version, script)
        pace = BatchPace(script.options.batches)
        patience = LockPatience(context)
        pulse = BatchPulse()
    }

    private var driver: any Driver { context.driver }

    /// Runs what is left.
    /// - Parameters:
    ///   - done: how many statements are done.
    ///   - progress: how far the next one has come; `nil` if it has not begun.
    func run(behind done: Int, _ progress: BatchProgress?) throws(StepFailure) -> ScriptRunner.Result {
        // What cannot go through its table is found before anything is changed.
        try forEach(behind: done) { (statement, cut) throws(StepFailure) in _ = try table(of: statement, cut) }
        try forEach(behind: done) { (statement, cut) throws(StepFailure) in
            let begun = progress.flatMap { $0.statement == statement.number && !$0.end.isEmpty ? $0 : nil }
            try run(statement, cut, try table(of: statement, cut), begun)
            result.statements += 1
        }
        return result
    }

    private func forEach(
        behind done: Int, _ body: (ScriptStatement, RangedStatement) throws(StepFailure) -> Void
    ) throws(StepFailure) {
        try script.forEachStatement(
            { (statement) throws(StepFailure) in
                guard statement.number > done, statement.part == .statement else { return }
                let cut: RangedStatement
                do throws(RangedStatement.Objection) {
                    cut = try RangedStatement(statement.sql, dialect: statement.dialect)
                } catch {
                    throw StepFailure(BatchRules.error(error, in: script, at: statement.offset))
                }
                try body(statement, cut)
            }, unreadable: { StepFailure($0) })
    }

    private func table(
        of statement: ScriptStatement, _ cut: RangedStatement
    ) throws(StepFailure) -> BatchTable {
        let found = try script.placing(statement) { () throws(DriverError) in
            try BatchKey(driver: driver, statement: cut, options: script.options.batches).table()
        }
        switch found {
        case .success(let table): return table
        case .failure(let objection):
            var failure = StepFailure(
                Diagnostic(
                    .directive, objection.fact, at: script.location(of: statement.offset), help: objection.help))
            failure.statementsDone = statement.number - 1
            throw failure
        }
    }

    // MARK: One statement

    private func run(
        _ statement: ScriptStatement, _ cut: RangedStatement, _ table: BatchTable, _ begun: BatchProgress?
    ) throws(StepFailure) {
        var known = begun
        if known == nil { known = try beginning(statement, table) }
        guard var progress = known else {
            // Of a table without rows nothing is to be changed.
            try script.placing(statement) { () throws(DriverError) in
                try recording { () throws(DriverError) in try note(next(behind: statement)) }
            }
            return
        }
        try requireSamePath(progress, table, statement)
        pulse.begin(at: progress)
        while true {
            guard !context.cancellation.isCancelled else { throw stopped(progress) }
            let started = ContinuousClock.now
            let isLast = try batch(statement, cut, table, &progress)
            tell(progress)
            if isLast { return }
            rest(ContinuousClock.now - started)
        }
    }

    private func beginning(
        _ statement: ScriptStatement, _ table: BatchTable
    ) throws(StepFailure) -> BatchProgress? {
        try script.placing(statement) { () throws(DriverError) in
            guard let end = try table.last() else { return nil }
            return BatchProgress(statement: statement.number, path: table.path, end: end, total: try table.count())
        }
    }

    /// Where it has come to means something on the same path alone.
    private func requireSamePath(
        _ progress: BatchProgress, _ table: BatchTable, _ statement: ScriptStatement
    ) throws(StepFailure) {
        guard let path = progress.path, path != table.path else { return }
        var failure = StepFailure(
            Diagnostic(
                .halfRun,
                "\(progress.batches) batches of the statement went through \(path.words), and now it would be"
                    + " \(table.path.words)", at: script.location(of: statement.offset),
                help:
                    "bring the statement's table and key back; or finish it by hand, then: martlet repair \(version) --done"
            ))
        failure.statementsDone = statement.number - 1
        failure.progress = progress
        throw failure
    }

    /// What is noted when a statement is done.
    private func next(behind statement: ScriptStatement) -> BatchProgress {
        BatchProgress(statement: statement.number + 1, end: [], total: 0)
    }

    // MARK: One batch

    /// Runs one batch, as often as it takes; true if it was the last.
    private func batch(
        _ statement: ScriptStatement, _ cut: RangedStatement, _ table: BatchTable, _ progress: inout BatchProgress
    ) throws(StepFailure) -> Bool {
        while true {
            var attempt = BatchAttempt(statement: statement, cut: cut, table: table, progress: progress)
            do throws(DriverError) {
                let isLast = try finishing { () throws(DriverError) in try perform(&attempt) }
                progress = attempt.progress
                result.rows += attempt.rows
                patience = LockPatience(context)
                return isLast
            } catch {
                try? driver.rollback()
                var failure: StepFailure? = attempt.failure(error, in: script)
                failure?.progress = progress
                if error.kind == .busy || error.kind == .deadlock { pace.giveWay() }
                guard patience.isWorthAnotherTry(&failure) else { throw failure ?? StepFailure(error) }
            }
        }
    }

    private func perform(_ attempt: inout BatchAttempt) throws(DriverError) -> Bool {
        let asked = ContinuousClock.now
        try driver.begin()
        let isDisturbed = ContinuousClock.now - asked > .milliseconds(20)
        try attempt.choose(rows: pace.rows)
        attempt.rows = try attempt.run(context, script)
        let isAwaited = try isAwaited()
        let isLast = attempt.isLast
        try context.settle()
        try note(isLast ? next(behind: attempt.statement) : attempt.progress)
        try driver.commit()
        if isAwaited || isDisturbed { pace.giveWay() } else { pace.goOn() }
        return isLast
    }

    /// Whether another session of the server waits for what this one has locked.
    private func isAwaited() throws(DriverError) -> Bool {
        guard driver is any ServerDriver else { return false }
        return try !driver.query(
            """
            SELECT 1 FROM pg_catalog.pg_locks AS l WHERE NOT l.granted
              AND pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) ANY (pg_catalog.pg_blocking_pids(l.pid)) LIMIT 1
            """
        ).isEmpty
    }

    private func note(_ progress: BatchProgress) throws(DriverError) {
        guard !isUndoing else { return try context.history.recordUndoing(of: version, progress) }
        try context.history.recordProgress(of: version, statements: progress.statement - 1, progress)
    }

    private func recording(_ body: () throws(DriverError) -> Void) throws(DriverError) {
        try driver.begin()
        do throws(DriverError) {
            try context.settle()
            try body()
            try driver.commit()
        } catch {
            try? driver.rollback()
            throw error
        }
    }

    // MARK: Between batches

    /// How long a batch may go on when a stop was asked for.
    private static let grace = Duration.seconds(2)

    /// Lets the batch in hand come to its end when a stop is asked for, unless that takes long.
    private func finishing<Result>(_ body: () throws(DriverError) -> Result) throws(DriverError) -> Result {
        let patient = PatientStop(driver.cancelHandle, after: Self.grace)
        let stop = CancelHandle { patient.strike() }
        defer { stop.disarm() }
        return try context.cancellation.passing(to: stop) { () throws(DriverError) in try stop.whileRunning(body) }
    }

    private func stopped(_ progress: BatchProgress) -> StepFailure {
        var failure = StepFailure.interrupted
        failure.isTry = true
        failure.statementsDone = progress.statement - 1
        failure.progress = progress
        return failure
    }

    /// Others need a moment in which the lock is free: SQLite's wait without a queue, and look again now and then.
    private func rest(_ taken: Duration) {
        let least = driver is any ServerDriver ? Duration.zero : max(taken / 10, .milliseconds(1))
        let end = ContinuousClock.now + max(pace.pause, least)
        while ContinuousClock.now < end, !context.cancellation.isCancelled {
            usleep(UInt32(min(max((end - ContinuousClock.now) / .microseconds(1), 1), 20_000)))
        }
    }

    private func tell(_ progress: BatchProgress) {
        guard let rate = pulse.rate(at: progress) else { return }
        context.events(
            .batches(
                database: context.database, subject: version.text, progress, of: script.traits.statementCount, rate))
    }
}
