internal import Glibc

/// Does something in a thread of its own, after a while; a blocking test may hold every thread that tasks share.
public func inAThread(after delay: Duration = .zero, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(
        Work {
            var rest = timespec(
                tv_sec: Int(delay.components.seconds), tv_nsec: Int(delay.components.attoseconds / 1_000_000_000))
            nanosleep(&rest, nil)
            body()
        })
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, box.toOpaque())
    precondition(status == 0, "no thread to be had")
    pthread_detach(thread)
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
