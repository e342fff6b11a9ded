/// The digest of a large file, and those of how it begins, so that damage can be located.
///
/// Every byte is hashed once: the digest of the first chunks is what the digest of the whole passes through.
public struct FileDigests: Sendable, Hashable {
    /// The size in bytes.
    public var size: Int
    /// The digest of the whole, which `sha256sum` prints.
    public var sha256: SHA256Digest
    /// The digest of the first chunk, that of the first two, and so on; the last one is that of the whole.
    ///
    /// Chunks are `BackupManifest.chunkSize` bytes each but the last.
    public var prefixes: [SHA256Digest]

    /// Makes digests that were computed elsewhere.
    public init(size: Int, sha256: SHA256Digest, prefixes: [SHA256Digest]) {
        self.size = size
        self.sha256 = sha256
        self.prefixes = prefixes
    }

    /// Reads the file at `path` once and computes its digests.
    public init(of path: FilePath, _ cancellation: Cancellation) throws(MartletError) {
        var reader = try FileWindowReader(path)
        // A chunk is some whole number of blocks.
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileSystem.blockSize, alignment: 4096)
        defer { block.deallocate() }
        var hasher = SHA256Digest.Hasher()
        var (size, prefixes) = (0, [SHA256Digest]())
        while true {
            if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
            let count = try reader.read(into: block)
            hasher.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
            size += count
            let isLast = count < block.count
            if size.isMultiple(of: BackupManifest.chunkSize) ? count > 0 : isLast { prefixes.append(hasher.digest()) }
            if isLast { break }
        }
        self.init(size: size, sha256: hasher.digest(), prefixes: prefixes)
    }

    /// The first chunk in which a file with these digests is not what `original` was; `nil` if it is the same.
    func firstDifference(from original: FileDigests) -> Int? {
        if self == original { return nil }
        let common = zip(prefixes, original.prefixes).prefix { $0 == $1 }.count
        return min(common, max(0, max(prefixes.count, original.prefixes.count) - 1))
    }
}
