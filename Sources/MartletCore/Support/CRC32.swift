/// The checksum of Ethernet and zip files, in which some tools keep what they have run, or make the number of a lock.
///
/// Source: ISO 3309, and <https://www.rfc-editor.org/rfc/rfc1952> (section 8).
struct CRC32 {
    private var state: UInt32 = .max

    /// Starts with no bytes.
    init() {}

    /// The checksum of bytes.
    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var sum = CRC32()
        sum.update(bytes)
        return sum.value
    }

    /// Adds bytes.
    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8) }
    }

    /// The checksum of what was added so far.
    var value: UInt32 { ~state }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : (value >> 1) ^ 0xEDB8_8320 }
    }
}
