internal import SQLText

/// Runs steps on a server: each in a transaction of its own, and in one message where it fits into one.
///
/// A round trip costs more than a small migration does. What a commit waits for is left to the end of the run: the
/// server writes the log of all of them to the disk at once.
struct ServerRunner {
    let context: RunContext
    let driver: any ServerDriver
    let plan: String
    /// How long steps go on before those that are done are made durable and told.
    var patience: Duration = .milliseconds(250)

    /// Runs as many of `steps` as there is time for, at least one of them, up to the first that fails.
    func run(_ steps: ArraySlice<Step>) -> BatchOutcome {
        if let together = ServerGroup(runner: self).run(steps) { return together }
        var outcome = BatchOutcome()
        let begun = ContinuousClock.now
        var head: HistoryHead?
        for step in steps {
            if context.cancellation.isCancelled {
                if outcome.done.isEmpty { outcome.failure = .interrupted }
                break
            }
            context.announce(step)
            do throws(StepFailure) {
                outcome.done.append(try perform(step, after: &head))
            } catch {
                try? driver.rollback()
                // What went before the transaction in the same message was undone with it.
                try? driver.resetSession()
                outcome.failure = error
                break
            }
            if ContinuousClock.now - begun >= patience { break }
        }
        // A row without a seal is one that nothing proves yet, and no reason to call what is done a failure.
        if outcome.done.contains(where: { $0.kind != .seed }) { try? seal() }
        return outcome
    }

    /// Seals the newest row, whatever the scripts have set in the session.
    func seal() throws(DriverError) {
        guard let selection = HistorySeal.selection(context.history) else { return }
        let rows = try driver.runBatch((reset + [selection]).map(\.part), within: nil).ownRows
        let seal = HistorySeal(context.history, like: context.entry(.seal, "", .done))
        try seal.write(rows.values.joined().filter { $0.values.count == HistorySchema.historyColumns.count })
    }

    /// Does one step.
    /// - Parameter head: what the history says before it, if that is known.
    private func perform(_ step: Step, after head: inout HistoryHead?) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        defer { context.tellNotices(of: step) }
        let result = try run(step, after: &head)
        return StepResult(
            step, .done, statements: result.statements, rows: result.rows,
            milliseconds: (ContinuousClock.now - begun).wholeMilliseconds)
    }

    private func run(_ step: Step, after head: inout HistoryHead?) throws(StepFailure) -> ScriptRunner.Result {
        guard let message = wholeMessage(of: step) else { return try runInParts(step, after: &head) }
        do throws(StepFailure) {
            return try runWhole(step, message, after: &head)
        } catch
            where error.cause.serverCode == Self.uniqueViolation
            && error.cause.fields?.table == context.tables.history
        {
            // A function or a trigger has written the row, and not the text of the script; or somebody else has.
            try StepFailure.catching { () throws(DriverError) in try driver.rollback() }
            return try runInParts(step, after: &head)
        }
    }

    /// Sends all that there is to a step as one message.
    private func runWhole(
        _ step: Step, _ message: ScriptMessage, after head: inout HistoryHead?
    ) throws(StepFailure) -> ScriptRunner.Result {
        // The first of a batch finds out whether the history may be written before any script runs.
        let mayHaveRow = head?.unfinished.contains(step.subject) ?? true
        if isRecorded(step), head == nil {
            head = try StepFailure.before { () throws(StepFailure) in try readHead(before: step) }
        }
        let opening = opening(of: step, isWhole: true, mayHaveRow: mayHaveRow)
        let closing = settling(step) + closing(of: step, after: head, ScriptRunner.Result(), isWhole: true)
        do throws(StepFailure) {
            let (result, recorded) = try send(opening, message, closing, step)
            head = recorded.map { HistoryHead(newest: HistoryChain.hash($0), unfinished: head?.unfinished ?? []) }
            return result
        } catch {
            if !mayHaveRow, driver.isInTransaction, isAppliedByNow(step) { throw changed(step) }
            throw error
        }
    }

    /// Whether somebody else was faster, which explains why a script failed.
    private func isAppliedByNow(_ step: Step) -> Bool {
        // What is answered here only explains an error that is told in any case.
        try? driver.rollback()
        return (try? context.history.row(of: MigrationVersion(step.subject))?.isApplied) ?? false
    }

    /// Sends what is before a script, the script, and what is behind it, one after the other.
    private func runInParts(_ step: Step, after head: inout HistoryHead?) throws(StepFailure) -> ScriptRunner.Result {
        _ = try send(opening(of: step, isWhole: false), nil, [], step)
        driver.mayHaveTraces = true
        var result = ScriptRunner.Result()
        if let script = step.script {
            result = try ServerScript(context: context, driver: driver).run(script, subject: step.subject)
        }
        _ = try send([], nil, RunContext.settling, step)
        // The script may have written rows of the history, before its own and behind it.
        head = isRecorded(step) ? HistoryHead(newest: try newestHashBehind(step), unfinished: []) : nil
        if context.relinks, case .rollback(let row, _) = step {
            try StepFailure.catching { () throws(DriverError) in try context.remove(row.version) }
        }
        _ = try send([], nil, closing(of: step, after: head, result, isWhole: false), step)
        head = nil
        return result
    }

    /// All that a step asks of the server before its record, if the record does not depend on what comes of it.
    ///
    /// How many rows a seed brings is written down; a script that names the history may write into it; rows that are
    /// tied anew have to be read first.
    func wholeMessage(of step: Step) -> ScriptMessage? {
        guard step.kind != .seed, !context.relinks else { return nil }
        guard let script = step.script else { return ScriptMessage() }
        guard script.code == nil, let message = ScriptMessage(whole: script), !message.mentions(context.tables.history)
        else { return nil }
        return message
    }

    /// Whether a row of the history tells of it afterwards.
    private func isRecorded(_ step: Step) -> Bool { step.kind == .apply || step.kind == .stamp }

    private func readHead(before step: Step) throws(StepFailure) -> HistoryHead {
        try StepFailure.catching { () throws(DriverError) in
            HistoryHead(
                newest: try context.chain.newestHash(before: MigrationVersion(step.subject)) ?? "",
                unfinished: try context.history.unfinishedVersions())
        }
    }

    /// The same once the script is done, which may have taken the history away.
    private func newestHashBehind(_ step: Step) throws(StepFailure) -> String {
        do throws(DriverError) {
            return try context.chain.newestHash(before: MigrationVersion(step.subject)) ?? ""
        } catch {
            throw StepFailure(recording: step, error, tables: context.tables)
        }
    }

    // MARK: Messages

    /// Sends statements of the engine's own with those of a script between them.
    /// - Returns: what the script came to, and the history row that was written.
    func send(
        _ opening: [BoundStatement], _ message: ScriptMessage?, _ closing: [BoundStatement], _ step: Step
    ) throws(StepFailure) -> (ScriptRunner.Result, Row?) {
        let script = message.map(\.statementCount) == 0 ? nil : message
        do throws(DriverError) {
            let limit = step.script?.options.statementTimeout ?? context.statementTimeout
            let result = try (script ?? ScriptMessage()).withPart { (part) throws(DriverError) in
                try driver.runBatch(
                    opening.map(\.part) + (script == nil ? [] : [part]) + closing.map(\.part), within: limit)
            }
            let row = result.ownRows.filter { $0.key >= opening.count }.values.first?.first
            return (ScriptRunner.Result(statements: result.statements, rows: result.rows), row)
        } catch {
            throw failure(error, opening, script, closing, step)
        }
    }

    /// Says what an error in a message means for the step.
    private func failure(
        _ error: DriverError, _ opening: [BoundStatement], _ message: ScriptMessage?, _ closing: [BoundStatement],
        _ step: Step
    ) -> StepFailure {
        guard let place = error.batchPlace else { return StepFailure(error) }
        if place.part < opening.count {
            // No answer has come, which the server keeps until it has enough of them: it may be far ahead.
            if error.kind == .connectionLost { return StepFailure(error) }
            if error.serverCode == Self.divisionByZero { return changed(step) }
            var failure = StepFailure(error)
            failure.isTry = false
            return failure
        }
        if let message, let script = step.script, place.part == opening.count {
            return message.failure(error, in: script)
        }
        let isCommit = place.part == opening.count + (message == nil ? 0 : 1) + closing.count - 1
        return StepFailure(recording: step, error, tables: context.tables, isCommit: isCommit)
    }

    private static let divisionByZero = "22012"
    private static let uniqueViolation = "23505"

    private func changed(_ step: Step) -> StepFailure {
        let fact = step.kind == .rollback ? "is no longer applied" : "is applied by now"
        var failure = HistoryCheck.changed("\(step.subject) \(fact)")
        failure.isTry = false
        return failure
    }

    // MARK: What goes around a script

    /// - Parameter isWhole: whether the step goes to the server in one message: a row that is to go then goes at once,
    ///   with the question whether it is there. A script that may look at the history still finds it.
    /// - Parameter mayHaveRow: whether the history may know the version from a try that failed.
    private func opening(of step: Step, isWhole: Bool, mayHaveRow: Bool = true) -> [BoundStatement] {
        reset + [BoundStatement(Self.begin)] + preparation(of: step, isWhole: isWhole, mayHaveRow: mayHaveRow)
    }

    /// What takes away whatever the script before may have left in the session.
    var reset: [BoundStatement] { driver.mayHaveTraces ? driver.resetStatements.map { BoundStatement($0) } : [] }

    /// What comes behind the script of a step, whatever that may have become; the next one needs a reset then.
    func settling(_ step: Step) -> [BoundStatement] {
        if step.script?.traits.leavesNoTraces == false { driver.mayHaveTraces = true }
        return driver.mayHaveTraces ? RunContext.settling : []
    }

    /// What an opening holds behind the begin of the transaction.
    ///
    /// A version that has no row needs no look at it: if somebody writes one meanwhile, the INSERT of ours finds it.
    func preparation(of step: Step, isWhole: Bool, mayHaveRow: Bool = true) -> [BoundStatement] {
        let limit = step.script?.options.statementTimeout ?? context.statementTimeout ?? .zero
        // What a session is reset to has no limit.
        let timing = limit > .zero ? [BoundStatement("SET LOCAL statement_timeout = \(limit.wholeMilliseconds)")] : []
        switch step {
        case .apply(let migration), .stamp(let migration):
            return timing
                + (mayHaveRow ? [context.history.demandedRemoval(ofUnfinished: migration.version)] : [])
        case .rollback(let row, _):
            let history = context.history
            return timing + [isWhole ? history.demandedRemoval(of: row.version) : history.demand(row.version)]
        case .seed, .repeat: return timing
        }
    }

    /// Whatever the role's own defaults are.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"

    private func closing(
        of step: Step, after head: HistoryHead?, _ result: ScriptRunner.Result, isWhole: Bool
    ) -> [BoundStatement] {
        var statements: [BoundStatement] = []
        switch step {
        case .apply(let migration), .stamp(let migration):
            let isRun = step.kind == .apply
            let row = context.row(
                of: migration, kind: isRun ? .migration : .stamp,
                statements: isRun ? max(migration.script?.up.traits.statementCount ?? 0, result.statements) : 0)
            let origin = RowOrigin(
                scripts: migration.recordedScripts, plan: plan, previousHash: head?.newest ?? "",
                forecast: context.forecasts[step.subject])
            statements.append(context.history.recording(row, origin, mayStand: !isWhole))
        case .rollback(let row, _): if !isWhole { statements.append(context.history.removal(of: row.version)) }
        case .seed(let seed):
            let now = context.clock.now().rfc3339Milliseconds
            let row = SeedRow(name: seed.name, checksum: seed.checksum, rows: result.rows, appliedAt: now)
            statements.append(context.seeds.recording(row))
        // They share a transaction of their own: see RepeatRunner.
        case .repeat: break
        }
        return statements + [entry(of: step), BoundStatement("COMMIT")]
    }

    /// What the log keeps of a step that is done.
    func entry(of step: Step) -> BoundStatement {
        context.history.appending(context.entry(step.logAction, step.subject, .done))
    }
}
