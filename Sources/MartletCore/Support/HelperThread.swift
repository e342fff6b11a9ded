internal import Glibc

/// A thread that does one thing.
///
/// A process may get no more threads. Then nothing runs beside, and whoever joins does the work instead.
package final class HelperThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private var thread = pthread_t()
    private var undone: (@Sendable () -> Void)?
    /// Whether there is a thread that was not joined yet.
    package private(set) var isRunning = false

    /// Starts the thread.
    package init(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body))
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        isRunning = status == 0
        if !isRunning {
            undone = body
            work.release()
        }
    }

    deinit { if isRunning { pthread_detach(thread) } }

    /// Waits until the work is done; calling again changes nothing.
    package func join() {
        if isRunning { pthread_join(thread, nil) }
        isRunning = false
        undone?()
        undone = nil
    }
}
