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
        let this = Unmanaged.passRetained(self as AnyObject)
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let task = Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue()
                (task as? any Runnable)?.run()
                return nil
            }, this.toOpaque())
        isRunning = status == 0
        if !isRunning { this.release() }
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

    fileprivate func work() { result = body() }
}

/// What the thread calls, whose C function cannot know the task's type.
private protocol Runnable: AnyObject {
    func run()
}

extension BackgroundTask: Runnable {
    func run() { work() }
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
