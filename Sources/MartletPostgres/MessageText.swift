internal import MartletCore

/// A text on its way to the server, with the NUL at its end; its memory is used again for the next one.
struct MessageText {
    private var bytes: [UInt8] = []

    /// How many bytes it has so far.
    var count: Int { bytes.count }

    /// Begins anew.
    mutating func clear() {
        // The memory of one very large statement is not kept for ever.
        bytes.removeAll(keepingCapacity: bytes.capacity <= 4 << 20)
    }

    /// Adds text.
    mutating func append(_ text: String) { bytes += text.utf8 }

    /// Adds one byte.
    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// Adds some bytes of a text.
    mutating func append(_ text: ArraySlice<UInt8>) { bytes += text }

    /// Adds text that must not hold a NUL, where the rest would be lost.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) throws(DriverError) {
        guard !text.contains(0) else { throw DriverError(.sql, "a statement holds a NUL character") }
        bytes += text
    }

    /// Hands it over with its NUL.
    mutating func withCString<Result>(
        _ body: (UnsafePointer<CChar>) throws(DriverError) -> Result
    ) throws(DriverError) -> Result {
        bytes.append(0)
        defer { bytes.removeLast() }
        return try bytes.withUnsafeBufferPointer { (buffer) throws(DriverError) -> Result in
            guard let start = buffer.baseAddress else { throw DriverError(.misuse, "an empty message") }
            return try body(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
        }
    }

    /// Where the character with this number, counted from 1, begins.
    func offset(ofCharacter number: Int) -> Int {
        var left = number - 1
        var offset = 0
        for byte in bytes {
            // A byte 10xxxxxx goes on with a character.
            if byte & 0xc0 != 0x80 {
                if left == 0 { break }
                left -= 1
            }
            offset += 1
        }
        return offset
    }
}
