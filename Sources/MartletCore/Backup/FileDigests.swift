/// The digests of a large file: one of the whole, and one of each chunk, so that damage can be located.
public struct FileDigests: Sendable, Hashable {
    /// The size in bytes.
    public var size: Int
    /// The digest that `sha256sum` prints.
    public var sha256: SHA256Digest
    /// The digests of the chunks, in order; `BackupManifest.chunkSize` bytes each but the last.
    public var chunks: [SHA256Digest]

    /// Makes digests that were computed elsewhere.
    public init(size: Int, sha256: SHA256Digest, chunks: [SHA256Digest]) {
        self.size = size
        self.sha256 = sha256
        self.chunks = chunks
    }

    /// Reads the file at `path` once and computes its digests, both kinds at the same time.
    public init(of path: FilePath, _ cancellation: Cancellation) throws(MartletError) {
        var reader = try FileWindowReader(path)
        var whole = SHA256Digest.Hasher()
        let queue = BlockQueue(blockSize: BackupManifest.chunkSize) { whole.update($0) }
        defer { queue.finish() }
        var (size, chunks) = (0, [SHA256Digest]())
        while true {
            if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
            let block = queue.freeBlock()
            let count = try reader.read(into: block)
            if count == 0 { break }
            let chunk = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[..<count])
            queue.give(count)
            // Both read the block at the same time; it is filled again only when the queue is done with it.
            chunks.append(SHA256Digest(of: chunk))
            size += count
        }
        queue.finish()
        self.init(size: size, sha256: whole.digest(), chunks: chunks)
    }

    /// The first chunk in which a file with these digests is not what `original` was; `nil` if it is the same.
    func firstDifference(from original: FileDigests) -> Int? {
        if self == original { return nil }
        let common = zip(chunks, original.chunks).prefix { $0 == $1 }.count
        return min(common, max(0, max(chunks.count, original.chunks.count) - 1))
    }
}
