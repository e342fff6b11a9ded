internal import Glibc
internal import Synchronization

/// Stops what a connection is doing, from any thread, for as long as the connection is open.
///
/// An engine stops what is running, and forgets what it was told a moment before. So a statement that may be long is
/// told again and again until it ends.
public final class CancelHandle: Sendable {
    private struct State {
        var action: (@Sendable () -> Void)?
        var isRunning = false
        var isRepeating = false
    }

    private let state: Mutex<State>

    /// How long a statement that was begun just after a stop runs until it hears of it.
    private static let interval: UInt32 = 20_000

    /// Makes a handle that calls `action`; the driver disarms it before it closes.
    public init(_ action: @escaping @Sendable () -> Void) { state = Mutex(State(action: action)) }

    /// Stops the running statement, if any, and every later one that `whileRunning` is told of.
    public func cancel() {
        let isFirst = state.withLock { state in
            state.action?()
            defer { state.isRepeating = true }
            return !state.isRepeating
        }
        if isFirst { _ = HelperThread { [self] in repeatUntilDisarmed() } }
    }

    /// Whether anybody has asked for a stop.
    public var isCancelled: Bool { state.withLock { $0.isRepeating } }

    private func repeatUntilDisarmed() {
        repeat { usleep(Self.interval) } while isStruckAgain()
    }

    private func isStruckAgain() -> Bool {
        state.withLock { state in
            state.isRepeating = state.action != nil
            if state.isRunning { state.action?() }
            return state.isRepeating
        }
    }

    /// Runs `body`, which waits for what may be long: a statement of somebody's script, a check.
    public func whileRunning<Result>(_ body: () throws(DriverError) -> Result) throws(DriverError) -> Result {
        state.withLock { $0.isRunning = true }
        defer { state.withLock { $0.isRunning = false } }
        return try body()
    }

    /// Makes `cancel` call `action` from now on: the connection was made anew.
    public func arm(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.action = action } }

    /// Makes `cancel` do nothing from now on.
    ///
    /// Waits for a `cancel` that is under way.
    public func disarm() { state.withLock { $0.action = nil } }
}

/// One wish to stop, asked of a whole run: remembered, and passed on to the connection in use.
public final class Cancellation: Sendable {
    private struct State {
        var signal: Int32?
        var handle: CancelHandle?
    }

    private let state = Mutex(State())

    /// Makes one that nobody has asked yet.
    public init() {}

    /// The signal that asked for the stop, if one did; 0 for a stop asked by the program itself.
    public var signal: Int32? { state.withLock { $0.signal } }

    /// True once a stop was asked for.
    public var isCancelled: Bool { signal != nil }

    /// Asks for the stop.
    public func cancel(signal: Int32 = 0) {
        let handle = state.withLock { state in
            state.signal = state.signal ?? signal
            return state.handle
        }
        handle?.cancel()
    }

    /// Passes stops on to `handle` from now on, also one that was asked for before.
    public func attach(_ handle: CancelHandle) {
        let late = state.withLock { state in
            state.handle = handle
            return state.signal != nil
        }
        if late { handle.cancel() }
    }

    /// Passes stops on to `handle` while `body` runs, and then again to where they went before.
    public func passing<Result>(
        to handle: CancelHandle, _ body: () throws(DriverError) -> Result
    ) throws(DriverError) -> Result {
        let before = state.withLock { $0.handle }
        defer { state.withLock { $0.handle = before } }
        attach(handle)
        return try body()
    }
}
