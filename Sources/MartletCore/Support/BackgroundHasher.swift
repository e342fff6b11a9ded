internal import Glibc

/// Hashes what it is given on a thread of its own, so that hashing a large file costs no time beside running it.
///
/// Two blocks are in turn: one is filled while the other is hashed.
/// Unchecked: everything both threads touch is guarded by `mutex`, and a block belongs to one of them at a time.
final class BackgroundHasher: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [UInt8] = []
    private var hasWork = false
    private var isFinished = false
    private var sha256: SHA256Digest.Hasher?
    private var blake2b: BLAKE2bDigest.Hasher?
    private var digests = Digests()
    private var thread = pthread_t()
    private var hasThread = false

    /// What came of the bytes, by the functions that were asked for.
    struct Digests {
        var sha256: SHA256Digest?
        var blake2b: BLAKE2bDigest?
    }

    /// - Parameter sha256: whether the digest for the history is wanted, which takes two and a half times as long.
    init(sha256 wantsSHA256: Bool = true) {
        sha256 = wantsSHA256 ? SHA256Digest.Hasher() : nil
        blake2b = BLAKE2bDigest.Hasher()
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        let this = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let hasher = Unmanaged<BackgroundHasher>.fromOpaque(context)
                hasher.takeUnretainedValue().work()
                hasher.release()
                return nil
            }, this.toOpaque())
        hasThread = status == 0
        if !hasThread { this.release() }
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Takes more bytes; waits only while the thread is a whole block behind.
    func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard hasThread else { return hash(UnsafeRawBufferPointer(bytes)) }
        pthread_mutex_lock(mutex)
        while hasWork { pthread_cond_wait(changed, mutex) }
        waiting.replaceSubrange(waiting.indices, with: bytes)
        hasWork = true
        pthread_cond_signal(changed)
        pthread_mutex_unlock(mutex)
    }

    /// The digests of everything given.
    ///
    /// Also ends the thread, and so must be called; calling again changes nothing.
    @discardableResult
    func finish() -> Digests {
        if hasThread {
            hasThread = false
            pthread_mutex_lock(mutex)
            isFinished = true
            pthread_cond_signal(changed)
            pthread_mutex_unlock(mutex)
            pthread_join(thread, nil)
        }
        if let hasher = blake2b.take() { digests = Digests(sha256: sha256?.digest(), blake2b: hasher.finish()) }
        return digests
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) {
        sha256?.update(bytes)
        blake2b?.update(bytes)
    }

    private func work() {
        var block: [UInt8] = []
        while true {
            pthread_mutex_lock(mutex)
            while !hasWork, !isFinished { pthread_cond_wait(changed, mutex) }
            let isLast = !hasWork
            swap(&block, &waiting)
            hasWork = false
            pthread_cond_signal(changed)
            pthread_mutex_unlock(mutex)
            if isLast { return }
            block.withUnsafeBytes(hash)
        }
    }
}
