internal import SQLText

/// Puts each statement of a file without a transaction together with the note that it is done.
///
/// Where a statement can be in a transaction, it shares one with its note. Of those that cannot, SQLite's may be run
/// twice without harm; on a server it is looked at what they have left.
final class Journal: StatementEnclosure {
    private let context: RunContext
    private let version: MigrationVersion
    private let script: Script
    private var patience: LockPatience
    private var before: ServerProbe.Finding?
    /// Whether the script says itself for how long it waits for locks.
    private var setsLockTimeout = false
    private var lockTimeout: String?
    /// The number of a statement that has turned out to commit by itself, as a procedure may.
    private var committing: Int?
    /// What the server says of that inside a transaction, which is undone then.
    ///
    /// Source: <https://www.postgresql.org/docs/current/plpgsql-transactions.html>.
    private static let invalidTermination = "2D000"
    /// The number of the last statement that no rollback takes back.
    private var lasting = 0
    /// Whether the statement under way belongs to a transaction that the script has begun itself.
    private var isInOwnTransaction = false

    init(_ context: RunContext, _ version: MigrationVersion, _ script: Script) {
        self.context = context
        self.version = version
        self.script = script
        patience = LockPatience(context)
    }

    private var driver: any Driver { context.driver }
    private var isServer: Bool { driver is any ServerDriver }

    // MARK: Around a statement

    func open(_ statement: ScriptStatement) throws(StepFailure) -> Bool {
        note(statement)
        isInOwnTransaction =
            script.options.transaction == .own && (driver.isInTransaction || statement.kind.controlsTransaction)
        if isInOwnTransaction { return try !isEndedAlready(statement) }
        if statement.number == committing { return true }
        guard statement.kind.mustStandAlone else {
            try script.placing(statement) { () throws(DriverError) in try driver.begin() }
            return true
        }
        return isServer ? try openAlone(statement) : true
    }

    func close(_ statement: ScriptStatement) throws(StepFailure) {
        try script.placing(statement) { () throws(DriverError) in
            if isInOwnTransaction {
                try noteInOwnTransaction(statement)
                return
            }
            let isAlone = statement.kind.mustStandAlone || statement.number == committing
            guard isServer else {
                try context.history.recordProgress(of: version, statements: statement.number)
                if !isAlone { try driver.commit() }
                return
            }
            if isAlone {
                try restoreLockTimeout()
                try driver.begin()
            }
            try context.settle()
            try context.history.recordProgress(of: version, statements: statement.number)
            try driver.commit()
        }
        patience = LockPatience(context)
        if !driver.isInTransaction { lasting = statement.number }
    }

    /// Whether the transaction that a statement ends was ended by a run that was cut off before it could note that.
    private func isEndedAlready(_ statement: ScriptStatement) throws(StepFailure) -> Bool {
        guard !driver.isInTransaction, [.commit, .rollback].contains(statement.kind) else { return false }
        try close(statement)
        return true
    }

    /// The note shares the transaction of the script, and is undone with it.
    ///
    /// The script's search path and role are left as they are: they may be its transaction's alone.
    private func noteInOwnTransaction(_ statement: ScriptStatement) throws(DriverError) {
        try context.history.recordProgress(of: version, statements: statement.number)
    }

    func abandon(_ statement: ScriptStatement, _ failure: inout StepFailure?) -> Bool {
        try? driver.rollback()
        if script.options.transaction == .own { failure?.statementsDone = lasting }
        guard isServer else { return false }
        guard statement.kind.mustStandAlone else {
            if failure?.cause.serverCode == Self.invalidTermination, statement.number != committing {
                committing = statement.number
                return true
            }
            return patience.isWorthAnotherTry(&failure)
        }
        if let cause = failure?.cause.kind, cause != .connectionLost { clean(statement, after: cause, &failure) }
        try? restoreLockTimeout()
        return false
    }

    /// Remembers what a statement changes about the session; also of those that an earlier run has done.
    func note(_ statement: ScriptStatement) {
        if case .set("lock_timeout", _) = statement.kind { setsLockTimeout = true }
    }

    // MARK: Statements of a server that stand alone

    private func openAlone(_ statement: ScriptStatement) throws(StepFailure) -> Bool {
        let lone = LoneStatement(work: ConcurrentWork(statement.sql), number: statement.number)
        let now = try script.placing(statement) { () throws(DriverError) in
            try ServerProbe(driver: driver).look(for: lone.work)
        }
        let earlier = try script.placing(statement) { () throws(DriverError) in try noted(lone, now) }
        switch lone.decision(earlier, now) {
        case .run: break
        case .isDone:
            try close(statement)
            return false
        case .finish(let sql):
            try script.placing(statement) { () throws(DriverError) in
                try waitLonger(lone)
                try driver.execute(sql)
            }
            try close(statement)
            return false
        case .clean(let names):
            try script.placing(statement) { () throws(DriverError) in
                try waitLonger(lone)
                for name in names { try driver.execute("DROP INDEX CONCURRENTLY IF EXISTS \(name)") }
            }
        case .refuse(let fact, let help):
            var failure = StepFailure(
                Diagnostic(.halfRun, fact, at: script.location(of: statement.offset), help: help))
            failure.statementsDone = statement.number - 1
            throw failure
        }
        before = earlier ?? now
        try script.placing(statement) { () throws(DriverError) in
            if earlier == nil, let now { try write(now.note(ofStatement: statement.number)) }
            try waitLonger(lone)
        }
        return true
    }

    /// What an earlier try has noted before it began this statement, unless it has ended since.
    private func noted(
        _ lone: LoneStatement, _ now: ServerProbe.Finding?
    ) throws(DriverError) -> ServerProbe.Finding? {
        guard let now else { return nil }
        for note in try context.history.notesOfUnfinished(version) {
            if let found = now.earlier(from: note, ofStatement: lone.number) { return found }
        }
        return nil
    }

    private func write(_ note: String) throws(DriverError) {
        try driver.begin()
        try context.settle()
        try context.history.append(context.entry(.apply, version.text, .started, detail: note))
        try driver.commit()
    }

    /// What works beside everybody else is in nobody's way while it waits, and costs more if it is given up.
    private func waitLonger(_ lone: LoneStatement) throws(DriverError) {
        guard lone.work.isConcurrent, !setsLockTimeout, lockTimeout == nil else { return }
        lockTimeout = try driver.query("SELECT pg_catalog.current_setting('lock_timeout')").first?.text(0)
        try driver.execute("SET lock_timeout = \(max(context.wait.wholeMilliseconds, 1))")
    }

    private func restoreLockTimeout() throws(DriverError) {
        guard let lockTimeout else { return }
        self.lockTimeout = nil
        try driver.execute("SET lock_timeout = '\(lockTimeout)'")
    }

    /// Takes away what a failed try has left, and says so; what was stopped as asked is left to the next run.
    private func clean(_ statement: ScriptStatement, after cause: DriverError.Kind, _ failure: inout StepFailure?) {
        let lone = LoneStatement(work: ConcurrentWork(statement.sql), number: statement.number)
        guard let now = try? ServerProbe(driver: driver).look(for: lone.work) else { return }
        for name in lone.leftovers(before, now) {
            let fact = "it has left the index \(name), which is not valid"
            guard cause != .interrupted else {
                failure?.diagnostics[0].notes.append("\(fact): the next run takes it away")
                continue
            }
            do throws(DriverError) {
                try driver.execute("DROP INDEX CONCURRENTLY IF EXISTS \(name)")
                failure?.diagnostics[0].notes.append("\(fact): it was dropped again")
            } catch {
                failure?.diagnostics[0].notes.append("\(fact): the next run takes it away (\(error.message))")
            }
        }
    }
}

extension RunContext {
    /// Whatever the script has become, and wherever it looks for names, until the end of the transaction.
    func settle() throws(DriverError) {
        guard driver is any ServerDriver else { return }
        for statement in Self.settling { try driver.execute(statement) }
    }

    /// The statements that do it.
    static let settling = [
        BoundStatement("SET LOCAL ROLE NONE"), BoundStatement("SET LOCAL search_path = pg_catalog"),
    ]
}
