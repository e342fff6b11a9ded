internal import SQLText
internal import Synchronization

/// One try to run one batch of a statement.
struct BatchAttempt {
    let statement: ScriptStatement
    let cut: RangedStatement
    let table: BatchTable
    /// How far it has come once this is committed.
    private(set) var progress: BatchProgress
    /// Whether nothing is left behind it.
    private(set) var isLast = false
    /// How many rows it changed.
    var rows = 0
    /// The range, as SQL.
    private var condition = ""

    init(statement: ScriptStatement, cut: RangedStatement, table: BatchTable, progress: BatchProgress) {
        (self.statement, self.cut, self.table, self.progress) = (statement, cut, table, progress)
    }

    /// Looks how far so many rows lead.
    mutating func choose(rows: Int) throws(DriverError) {
        let start = progress.after
        let next = try table.key(rows: rows, behind: start, upTo: progress.end)
        let last = next ?? progress.end
        isLast = last == progress.end
        condition = table.condition(alias: cut.alias, behind: start, upTo: last)
        progress.after = last
        progress.batches += 1
        progress.seen += rows
    }

    /// Runs the statement for these rows; how many it changed.
    mutating func run(_ context: RunContext, _ script: Script) throws(DriverError) -> Int {
        let text = cut.text(statement.sql, where: condition)
        do throws(DriverError) {
            let rows = try text.withTerminated { (bytes) throws(DriverError) in
                try context.run(
                    ScriptStatement(
                        sql: bytes, offset: statement.offset, number: statement.number, part: .statement,
                        dialect: statement.dialect), of: script)
            }
            progress.rows += rows
            return rows
        } catch {
            var error = error
            error.offset = error.offset.map(text.original)
            throw error
        }
    }

    /// What went wrong, with the range in which it did.
    func failure(_ error: DriverError, in script: Script) -> StepFailure {
        var failure = StepFailure(error, in: script, at: statement.offset, statement: statement.number)
        if !condition.isEmpty {
            failure.diagnostics[0].notes.append("batch \(progress.batches), the rows where \(condition)")
        }
        return failure
    }
}

/// How fast batches go.
public struct BatchRate: Sendable, Hashable {
    /// How many rows of the table they go through in a second.
    public var rowsPerSecond: Int
    /// How long the rest takes at that; `nil` where nobody knows how much it is.
    public var left: Duration?
}

/// Measures the batches of a statement, since this run has begun with them.
struct BatchPulse {
    private var begun = ContinuousClock.now
    private var told: ContinuousClock.Instant?
    private var seen = 0

    mutating func begin(at progress: BatchProgress) {
        (begun, seen, told) = (.now, progress.seen, nil)
    }

    /// How fast it goes; `nil` if that was told a moment ago.
    mutating func rate(at progress: BatchProgress) -> BatchRate? {
        let now = ContinuousClock.now
        if let told, now - told < .milliseconds(100) { return nil }
        told = now
        let milliseconds = max((now - begun).wholeMilliseconds, 1)
        let speed = (progress.seen - seen) * 1000 / milliseconds
        let rest = progress.total - progress.seen
        guard progress.total > 0, speed > 0 else { return BatchRate(rowsPerSecond: speed) }
        return BatchRate(rowsPerSecond: speed, left: .seconds(max(rest, 0) / speed))
    }
}

/// Passes a wish to stop on to a connection only when some time has gone by.
final class PatientStop: Sendable {
    private let asked = Mutex<ContinuousClock.Instant?>(nil)
    private let handle: CancelHandle
    private let grace: Duration

    init(_ handle: CancelHandle, after grace: Duration) { (self.handle, self.grace) = (handle, grace) }

    /// Is called again and again from when the wish came.
    func strike() {
        let now = ContinuousClock.now
        let first = asked.withLock { asked in
            let first = asked ?? now
            asked = first
            return first
        }
        if now - first > grace { handle.cancel() }
    }
}
