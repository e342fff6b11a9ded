/// Hashes what it is given on a thread of its own, so that hashing a large file costs no time beside running it.
final class BackgroundHasher {
    /// Unchecked: only the queue's thread touches it until that has ended.
    private final class State: @unchecked Sendable {
        var hasher = SHA256Digest.Hasher()
    }

    private let state = State()
    private let queue: BlockQueue

    /// Starts with no bytes.
    init() {
        queue = BlockQueue(blockSize: 1 << 20) { [state] in state.hasher.update($0) }
    }

    /// Takes more bytes; waits only while the thread is several blocks behind.
    func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let block = queue.freeBlock()
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(block.count))
            block.copyMemory(from: piece)
            queue.give(piece.count)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
    }

    /// The digest of everything given.
    ///
    /// Also ends the thread, and so must be called; calling again changes nothing.
    @discardableResult
    func finish() -> SHA256Digest {
        queue.finish()
        return state.hasher.digest()
    }
}
