/// The bytes of an input, taken piece by piece.
///
/// Numbers are taken from the end, so that a saved input is the text that is read, with a few bytes behind it.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The last byte; 0 once there is none.
    mutating func byte() -> UInt8 { rest.popLast() ?? 0 }

    /// A number from 0 to `limit` - 1.
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(byte()) % limit : 0 }

    /// Eight bytes as one number.
    mutating func word() -> UInt64 { (0..<8).reduce(0) { word, _ in word << 8 | UInt64(byte()) } }

    /// The next few bytes from the front, at most `limit`.
    mutating func bytes(upTo limit: Int) -> [UInt8] {
        let count = below(limit + 1)
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// A text from the front; what is no UTF-8 is replaced.
    mutating func text(upTo limit: Int = 40) -> String { String(decoding: bytes(upTo: limit), as: UTF8.self) }

    /// What is left, cut at each NUL into texts.
    var texts: [String] {
        rest.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Bytes that are read as from a file, in pieces.
struct PiecewiseReading {
    private var rest: ArraySlice<UInt8>
    private let pieceBytes: Int

    init(_ bytes: [UInt8], pieceBytes: Int) {
        rest = bytes[...]
        self.pieceBytes = pieceBytes
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, pieceBytes))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}
