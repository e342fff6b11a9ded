internal import Glibc

/// Blocks of bytes that one thread fills and a second one works on, in order and at the same time.
///
/// Unchecked: what both threads touch is guarded by `mutex`; a block belongs to the filler until it is given.
final class BlockQueue: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private let blocks: [UnsafeMutableRawBufferPointer]
    private var counts: [Int]
    private var given = 0
    private var done = 0
    private var isFinished = false
    private let work: (UnsafeRawBufferPointer) -> Void
    private var thread: HelperThread?

    /// Starts the thread that calls `work` with each block.
    init(blockSize: Int, blockCount: Int = 4, _ work: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.work = work
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        blocks = (0..<blockCount).map { _ in .allocate(byteCount: blockSize, alignment: 4096) }
        counts = Array(repeating: 0, count: blockCount)
        // The thread holds on to the queue until `finish`.
        let thread = HelperThread { self.workUntilFinished() }
        self.thread = thread.isRunning ? thread : nil
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
        for block in blocks { block.deallocate() }
    }

    /// The block to fill next; waits until it was worked on.
    func freeBlock() -> UnsafeMutableRawBufferPointer {
        locked {
            while given - done >= blocks.count { pthread_cond_wait(changed, mutex) }
            return blocks[given % blocks.count]
        }
    }

    /// Hands over the first `count` bytes of the block that was filled.
    func give(_ count: Int) {
        guard thread != nil else { return work(UnsafeRawBufferPointer(rebasing: blocks[0][..<count])) }
        locked {
            counts[given % blocks.count] = count
            given += 1
            pthread_cond_broadcast(changed)
        }
    }

    /// Waits until everything given was worked on and ends the thread; has to be called, and may be called again.
    func finish() {
        guard let thread else { return }
        locked {
            isFinished = true
            pthread_cond_broadcast(changed)
        }
        thread.join()
        self.thread = nil
    }

    private func workUntilFinished() {
        while true {
            let block = locked { () -> UnsafeRawBufferPointer? in
                while done == given, !isFinished { pthread_cond_wait(changed, mutex) }
                guard done < given else { return nil }
                let index = done % blocks.count
                return UnsafeRawBufferPointer(rebasing: blocks[index][..<counts[index]])
            }
            guard let block else { return }
            work(block)
            locked {
                done += 1
                pthread_cond_broadcast(changed)
            }
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
