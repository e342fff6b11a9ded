internal import Synchronization

/// Work split over two of the processor's cores, for loops that are long and whose turns are independent.
enum Parallel {
    /// Makes an array of what `transform` makes of each index, which it may be asked for on either thread.
    /// - Parameter portion: how many turns are taken at a time; fewer in all are not worth a thread.
    static func map<Product: Sendable>(
        _ count: Int, portion: Int = 128, _ transform: @escaping @Sendable (Int) -> Product
    ) -> [Product] {
        guard count > portion else { return (0..<count).map(transform) }
        return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
            // Each index is taken once, by one of the two, and both are done before the buffer is read.
            nonisolated(unsafe) let places = buffer
            let next = Counter()
            let work: @Sendable () -> Void = {
                while case let start = next.take(portion), start < count {
                    for index in start..<min(start + portion, count) {
                        places.initializeElement(at: index, to: transform(index))
                    }
                }
            }
            let helper = HelperThread(work)
            work()
            helper.join()
            initialized = count
        }
    }

    /// A number that both threads count up.
    private final class Counter: Sendable {
        private let value = Atomic(0)

        func take(_ count: Int) -> Int { value.add(count, ordering: .relaxed).oldValue }
    }
}
