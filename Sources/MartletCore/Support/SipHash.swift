/// SipHash-1-3 with a key of noughts, in 64 bits: the digest that refinery keeps of a migration.
///
/// OpenSSL's has to be asked for by name among its providers, which are 3 MiB more in the binary; the standard library's
/// own has another key in every process.
///
/// Source: <https://www.aumasson.jp/siphash/siphash.pdf>.
struct SipHash13 {
    private var v0: UInt64 = 0x736f_6d65_7073_6575
    private var v1: UInt64 = 0x646f_7261_6e64_6f6d
    private var v2: UInt64 = 0x6c79_6765_6e65_7261
    private var v3: UInt64 = 0x7465_6462_7974_6573
    private var word: UInt64 = 0
    private var count: UInt64 = 0

    /// Starts with no bytes.
    init() {}

    /// Adds bytes.
    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            word |= UInt64(byte) << (8 * (count % 8))
            count &+= 1
            if count % 8 == 0 {
                absorb(word)
                word = 0
            }
        }
    }

    /// The digest of what was added so far.
    var value: UInt64 {
        var last = self
        last.absorb(word | count << 56)
        last.v2 ^= 0xFF
        for _ in 0..<3 { last.mix() }
        return last.v0 ^ last.v1 ^ last.v2 ^ last.v3
    }

    private mutating func absorb(_ word: UInt64) {
        v3 ^= word
        mix()
        v0 ^= word
    }

    private mutating func mix() {
        v0 &+= v1
        v1 = v1.rotated(by: 13) ^ v0
        v0 = v0.rotated(by: 32)
        v2 &+= v3
        v3 = v3.rotated(by: 16) ^ v2
        v0 &+= v3
        v3 = v3.rotated(by: 21) ^ v0
        v2 &+= v1
        v1 = v1.rotated(by: 17) ^ v2
        v2 = v2.rotated(by: 32)
    }
}

extension UInt64 {
    fileprivate func rotated(by bits: UInt64) -> UInt64 { self << bits | self >> (64 - bits) }
}
