import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP, taken by a thread of their own, so that nothing happens inside a signal handler.
///
/// Only commands that change something watch; for all others the signals end the process at once.
enum Signals {
    /// What is called with the number of the first signal, on the watching thread.
    typealias Handler = @Sendable (Int32) -> Void

    private struct State {
        var handler: Handler?
        var received: Int32?
        var isWatching = false
    }

    private static let state = Mutex(State())

    /// Whether signals are watched.
    static var isWatching: Bool { state.withLock(\.isWatching) }

    /// The first signal that came.
    static var received: Int32? { state.withLock(\.received) }

    /// Calls `handler` on the first signal; the second one ends the process at once with 130 or 143.
    ///
    /// Call it on the main thread before any other thread is started: threads inherit that the signals are blocked, and
    /// so do children, which must be spawned with an empty signal mask. A later handler takes the place of the earlier;
    /// if a signal has come already, it is called at once.
    static func watch(_ handler: @escaping Handler) {
        let (received, isFirst) = state.withLock { state in
            defer { state.isWatching = true }
            state.handler = handler
            return (state.received, !state.isWatching)
        }
        if let received { handler(received) }
        if isFirst { startThread() }
    }

    /// Where signals are watched already: lets them end the process at once while `body` runs, as where nobody watches.
    /// - Parameter words: what is said of SIGINT then.
    static func endingProcess<Result>(saying words: StaticString, while body: () -> Result) -> Result {
        let handler = state.withLock(\.handler)
        watch { signal in end(by: signal, saying: signal == SIGINT ? words : "\n") }
        defer { state.withLock { $0.handler = handler } }
        return body()
    }

    /// The exit status of a run that a signal ended.
    static func exitStatus(of signal: Int32) -> Int32 { signal == SIGINT ? 130 : 143 }

    private static func startThread() {
        var signals = watched()
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var thread = pthread_t()
        let failed = pthread_create(&thread, nil, { _ in Signals.wait() }, nil) != 0
        if !failed { pthread_detach(thread) }
        // Without the thread the signals do what they always do.
        if failed { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
    }

    /// The signals that are not ignored: under `nohup` SIGHUP is, in a background job of a script SIGINT.
    private static func watched() -> sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            sigaction(signal, nil, &action)
            let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
            if !isIgnored { sigaddset(&signals, signal) }
        }
        return signals
    }

    private static func endAtOnce(_ signal: Int32) -> Never {
        end(by: signal, saying: "\nstopped at once: what is not finished is undone when the database is next opened\n")
    }

    /// Ends the process as the signal would have, which is what a shell's script looks at.
    private static func end(by signal: Int32, saying words: StaticString) -> Never {
        _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
        if signal != SIGHUP {
            Glibc.signal(signal, SIG_DFL)
            var own = sigset_t()
            sigemptyset(&own)
            sigaddset(&own, signal)
            pthread_sigmask(SIG_UNBLOCK, &own, nil)
            raise(signal)
        }
        _exit(exitStatus(of: signal))
    }

    private static func wait() -> UnsafeMutableRawPointer? {
        var signals = watched()
        while true {
            var signal: Int32 = 0
            guard sigwait(&signals, &signal) == 0 else { continue }
            let taken = signal
            let (isFirst, handler) = state.withLock { state in
                defer { state.received = state.received ?? taken }
                return (state.received == nil, state.handler)
            }
            guard isFirst else { endAtOnce(taken) }
            handler?(taken)
        }
    }
}
