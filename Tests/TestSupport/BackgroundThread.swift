internal import Glibc
internal import Synchronization

/// Does something in a thread of its own, after a while; a blocking test may hold every thread that tasks share.
public func inAThread(after delay: Duration = .zero, _ body: @escaping @Sendable () -> Void) {
    let work = Work {
        var rest = timespec(
            tv_sec: Int(delay.components.seconds), tv_nsec: Int(delay.components.attoseconds / 1_000_000_000))
        nanosleep(&rest, nil)
        body()
    }
    Work.underWay.withLock { $0.append(work) }
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().run() }
            return nil
        }, Unmanaged.passUnretained(work).toOpaque())
    precondition(status == 0, "no thread to be had")
    pthread_detach(thread)
}

private final class Work: Sendable {
    /// Some of it never ends: what has a place here is not taken for lost when the process ends.
    static let underWay = Mutex<[Work]>([])

    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func run() {
        body()
        Self.underWay.withLock { works in works.removeAll { $0 === self } }
    }
}
