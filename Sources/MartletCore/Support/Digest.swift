import CSodium
import Glibc

/// A SHA-256 checksum: 32 bytes, compared and hashed without a heap allocation.
public struct SHA256Digest: Sendable, Hashable, CustomStringConvertible {
    fileprivate let words: DigestWords

    /// The checksum of `bytes`.
    public init(of bytes: UnsafeRawBufferPointer) {
        words = DigestWords { output in
            let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            // An empty buffer may have no address; the library wants one all the same.
            if let input { return crypto_hash_sha256(output, input, UInt64(bytes.count)) }
            return withUnsafePointer(to: 0 as UInt8) { crypto_hash_sha256(output, $0, 0) }
        }
    }

    /// The checksum of `bytes`.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { SHA256Digest(of: $0) }
    }

    /// The checksum of the UTF-8 bytes of `text`.
    public init(of text: String) {
        var text = text
        self = text.withUTF8 { SHA256Digest(of: UnsafeRawBufferPointer($0)) }
    }

    /// Reads 64 hexadecimal digits; anything else is `nil`.
    public init?(hex: some StringProtocol) {
        guard let words = DigestWords(hex: hex) else { return nil }
        self.words = words
    }

    fileprivate init(words: DigestWords) { self.words = words }

    /// The checksum as 64 lowercase hexadecimal digits.
    public var hex: String { words.hex }

    /// The 32 bytes.
    public var bytes: [UInt8] { words.withBytes { Array($0) } }

    /// The checksum as 64 lowercase hexadecimal digits.
    public var description: String { hex }

    /// Computes a SHA-256 checksum piece by piece; a copy goes on by itself.
    public struct Hasher: Sendable {
        private var state = crypto_hash_sha256_state()

        /// Starts with no bytes.
        public init() { crypto_hash_sha256_init(&state) }

        /// Adds `bytes`.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            crypto_hash_sha256_update(&state, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
        }

        /// Adds `bytes`.
        public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

        /// Adds the UTF-8 bytes of `text`.
        public mutating func update(_ text: String) {
            var text = text
            text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
        }

        /// The checksum of what was added so far; more can be added after.
        public func digest() -> SHA256Digest {
            var copy = state
            return SHA256Digest(words: DigestWords { crypto_hash_sha256_final(&copy, $0) })
        }
    }
}

/// A BLAKE2b checksum of 32 bytes: for large files, several times as fast as SHA-256.
public struct BLAKE2bDigest: Sendable, Hashable, CustomStringConvertible {
    private let words: DigestWords

    /// The checksum of `bytes`.
    public init(of bytes: UnsafeRawBufferPointer) {
        Sodium.start()
        words = DigestWords { output in
            let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return crypto_generichash_blake2b(output, DigestWords.byteCount, input, UInt64(bytes.count), nil, 0)
        }
    }

    /// The checksum of `bytes`.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { BLAKE2bDigest(of: $0) }
    }

    /// Reads 64 hexadecimal digits; anything else is `nil`.
    public init?(hex: some StringProtocol) {
        guard let words = DigestWords(hex: hex) else { return nil }
        self.words = words
    }

    fileprivate init(words: DigestWords) { self.words = words }

    /// The checksum as 64 lowercase hexadecimal digits.
    public var hex: String { words.hex }

    /// The 32 bytes.
    public var bytes: [UInt8] { words.withBytes { Array($0) } }

    /// The checksum as 64 lowercase hexadecimal digits.
    public var description: String { hex }

    /// Computes a BLAKE2b checksum piece by piece.
    public struct Hasher: ~Copyable {
        // The library wants its state aligned to 64 bytes, which only an allocation of our own promises.
        private let state: UnsafeMutableRawPointer

        private var opaque: OpaquePointer { OpaquePointer(state) }

        /// Starts with no bytes.
        public init() {
            Sodium.start()
            state = .allocate(byteCount: crypto_generichash_blake2b_statebytes(), alignment: 64)
            crypto_generichash_blake2b_init(opaque, nil, 0, DigestWords.byteCount)
        }

        /// Adds `bytes`.
        public mutating func update(_ bytes: UnsafeRawBufferPointer) {
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
            crypto_generichash_blake2b_update(
                opaque, start.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
        }

        /// Adds `bytes`.
        public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

        /// The checksum of all that was added; ends the computation.
        public consuming func finish() -> BLAKE2bDigest {
            let state = opaque
            return BLAKE2bDigest(
                words: DigestWords { crypto_generichash_blake2b_final(state, $0, DigestWords.byteCount) })
        }

        deinit { state.deallocate() }
    }
}

/// The library's one-time start, where it chooses the code for this processor.
enum Sodium {
    private static let status: Int32 = sodium_init()

    /// Does nothing after the first time.
    static func start() {
        precondition(status >= 0, "libsodium cannot start")
    }
}

/// Thirty-two bytes held in place.
private struct DigestWords: Hashable {
    static let byteCount = 32

    private var w0: UInt64 = 0
    private var w1: UInt64 = 0
    private var w2: UInt64 = 0
    private var w3: UInt64 = 0

    /// Lets a C function write the bytes.
    init(_ fill: (UnsafeMutablePointer<UInt8>) -> Int32) {
        withUnsafeMutableBytes(of: &self) { buffer in
            guard let start = buffer.baseAddress else { return }
            let status = fill(start.assumingMemoryBound(to: UInt8.self))
            precondition(status == 0, "libsodium refused to compute a checksum")
        }
    }

    init?(hex: some StringProtocol) {
        let digits = hex.utf8
        guard digits.count == Self.byteCount * 2 else { return nil }
        var index = digits.startIndex
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        while index != digits.endIndex {
            let low = digits.index(after: index)
            guard let first = HexDigits.value(of: digits[index]), let second = HexDigits.value(of: digits[low]) else {
                return nil
            }
            bytes.append(first << 4 | second)
            index = digits.index(after: low)
        }
        self.init { output in
            bytes.withUnsafeBufferPointer { output.update(from: $0.baseAddress ?? UnsafePointer(output), count: 32) }
            return 0
        }
    }

    var hex: String {
        withBytes { bytes in
            String(unsafeUninitializedCapacity: Self.byteCount * 2) { output in
                for (index, byte) in bytes.enumerated() {
                    output[2 * index] = HexDigits.digit(for: byte >> 4)
                    output[2 * index + 1] = HexDigits.digit(for: byte & 15)
                }
                return Self.byteCount * 2
            }
        }
    }

    func withBytes<Product>(_ body: (UnsafeRawBufferPointer) -> Product) -> Product {
        withUnsafeBytes(of: self, body)
    }
}
