internal import CSQLite
internal import MartletCore

/// Stops a statement that runs longer than it may.
///
/// SQLite asks between its own steps, on the thread that runs the statement, and only while there is a limit: nothing
/// fires late and hits the statement behind it. What SQLite does in a single step (sorting, emptying a table, waiting
/// for the disk) is finished first.
/// Source: <https://www.sqlite.org/c3ref/progress_handler.html>.
final class Deadline {
    /// True if the last statement was stopped.
    private(set) var hasPassed = false

    private var end = ContinuousClock.now

    /// How many of its steps SQLite takes between two looks at the clock: far less than a millisecond's.
    private static let interval: Int32 = 1000

    /// Runs `body`; what it runs on `database` is interrupted when `limit` is over.
    func holding<Failure: Error>(
        _ database: OpaquePointer, to limit: Duration?, _ body: () throws(Failure) -> Void
    ) throws(Failure) {
        hasPassed = false
        guard let limit else { return try body() }
        end = .now + limit
        sqlite3_progress_handler(database, Self.interval, askDeadline, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(database, 0, nil, nil) }
        return try body()
    }

    fileprivate func isOver() -> Bool {
        hasPassed = ContinuousClock.now >= end
        return hasPassed
    }
}

private func askDeadline(_ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context else { return 0 }
    return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().isOver() ? 1 : 0
}
