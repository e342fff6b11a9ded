import MartletCore
import Testing

@Suite struct DigestTests {
    /// From FIPS 180-4.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func knownChecksums(text: String, sha256: String) {
        let bytes = Array(text.utf8)
        #expect(SHA256Digest(of: bytes).hex == sha256)
        #expect(SHA256Digest(of: text).description == sha256)
        #expect(SHA256Digest(hex: sha256) == SHA256Digest(of: bytes))
        #expect(SHA256Digest(hex: sha256.uppercased()) == SHA256Digest(of: bytes))
        #expect(SHA256Digest(of: bytes).bytes.count == 32)
        #expect(Set([SHA256Digest(of: bytes), SHA256Digest(of: text)]).count == 1)
    }

    @Test(arguments: [1, 63, 64, 65, 127, 128, 1000, 100_000])
    func piecesGiveTheChecksumOfTheWhole(size: Int) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var sha256 = SHA256Digest.Hasher()
        var rest = bytes[...]
        var piece = 1
        while !rest.isEmpty {
            sha256.update(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            piece = piece * 3 + 1
        }
        #expect(sha256.digest() == SHA256Digest(of: bytes))
    }

    @Test func copyOfAHasherGoesOnByItself() {
        var first = SHA256Digest.Hasher()
        first.update("a")
        var second = first
        second.update("bc")
        #expect(first.digest() == SHA256Digest(of: "a"))
        #expect(second.digest() == SHA256Digest(of: "abc"))
        first.update("bc")
        #expect(first.digest() == second.digest())
    }

    @Test func hasherWithoutBytesIsTheEmptyChecksum() {
        #expect(SHA256Digest.Hasher().digest() == SHA256Digest(of: ""))
    }

    @Test(arguments: [
        "", "abc", String(repeating: "g", count: 64), String(repeating: "0", count: 63),
        String(repeating: "é", count: 32),
    ])
    func whatIsNoChecksumIsRefused(hex: String) {
        #expect(SHA256Digest(hex: hex) == nil)
    }
}
