internal import Glibc

/// Work that a thread of its own does while this one does something else.
///
/// Unchecked: `result` is written by the thread alone and read after it was joined.
final class BackgroundTask<Value: Sendable>: @unchecked Sendable {
    private let body: @Sendable () -> Value
    private var result: Value?
    private var thread = pthread_t()
    private var isRunning = false

    /// Starts the work.
    init(_ body: @escaping @Sendable () -> Value) {
        self.body = body
        let work = Unmanaged.passRetained(Work { self.result = body() })
        let status = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, work.toOpaque())
        isRunning = status == 0
        if !isRunning { work.release() }
    }

    deinit { if isRunning { pthread_detach(thread) } }

    /// Waits for the work; without a thread to be had, does it now.
    func value() -> Value {
        if isRunning { pthread_join(thread, nil) }
        isRunning = false
        if let result { return result }
        let value = body()
        result = value
        return value
    }
}

/// What the thread is handed, whose C function cannot know the task's type.
private final class Work {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }
}

extension BackgroundTask {
    /// Starts work that can fail.
    static func trying<Success: Sendable>(
        _ body: @escaping @Sendable () throws(MartletError) -> Success
    ) -> BackgroundTask<Result<Success, MartletError>> {
        BackgroundTask<Result<Success, MartletError>> {
            do throws(MartletError) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
    }
}
