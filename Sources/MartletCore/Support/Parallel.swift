internal import Glibc

/// Work split over the processor's cores, for loops that are long and whose turns are independent.
enum Parallel {
    /// Below this many turns a thread costs more than it saves.
    private static let worthwhile = 256

    /// Calls `body` with ranges that cover `0..<count`, at the same time on two threads if that is worth it.
    static func forRanges(of count: Int, _ body: @escaping @Sendable (Range<Int>) -> Void) {
        guard count >= worthwhile else { return body(0..<count) }
        let middle = count / 2
        let helper = Helper { body(middle..<count) }
        body(0..<middle)
        helper.join()
    }

    /// A thread that does one thing.
    private final class Helper {
        private final class Work: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }

        private var thread = pthread_t()
        private let fallback: (@Sendable () -> Void)?

        init(_ body: @escaping @Sendable () -> Void) {
            let work = Unmanaged.passRetained(Work(body))
            let status = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                    return nil
                }, work.toOpaque())
            // Without a thread to be had, the work is done by whoever waits for it.
            fallback = status == 0 ? nil : body
            if status != 0 { work.release() }
        }

        func join() {
            if let fallback { fallback() } else { pthread_join(thread, nil) }
        }
    }
}
