import MartletCore
import Testing

@Suite struct DigestTests {
    /// From FIPS 180-4 and RFC 7693; BLAKE2b with an output of 32 bytes as `b2sum -l 256` computes it.
    @Test(arguments: [
        (
            "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"
        ),
        (
            "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
        ),
    ])
    func knownChecksums(text: String, sha256: String, blake2b: String) {
        let bytes = Array(text.utf8)
        #expect(SHA256Digest(of: bytes).hex == sha256)
        #expect(SHA256Digest(of: text).description == sha256)
        #expect(BLAKE2bDigest(of: bytes).hex == blake2b)
        #expect(SHA256Digest(hex: sha256) == SHA256Digest(of: bytes))
        #expect(SHA256Digest(hex: sha256.uppercased()) == SHA256Digest(of: bytes))
        #expect(BLAKE2bDigest(hex: blake2b) == BLAKE2bDigest(of: bytes))
        #expect(SHA256Digest(of: bytes).bytes.count == 32)
    }

    @Test(arguments: [1, 63, 64, 65, 127, 128, 1000, 100_000])
    func piecesGiveTheChecksumOfTheWhole(size: Int) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        var sha256 = SHA256Digest.Hasher()
        var blake2b = BLAKE2bDigest.Hasher()
        var rest = bytes[...]
        var piece = 1
        while !rest.isEmpty {
            sha256.update(Array(rest.prefix(piece)))
            blake2b.update(Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
            piece = piece * 3 + 1
        }
        #expect(sha256.digest() == SHA256Digest(of: bytes))
        #expect(blake2b.finish() == BLAKE2bDigest(of: bytes))
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
        #expect(BLAKE2bDigest.Hasher().finish() == BLAKE2bDigest(of: [UInt8]()))
    }

    @Test(arguments: [
        "", "abc", String(repeating: "g", count: 64), String(repeating: "0", count: 63),
        String(repeating: "é", count: 32),
    ])
    func whatIsNoChecksumIsRefused(hex: String) {
        #expect(SHA256Digest(hex: hex) == nil)
        #expect(BLAKE2bDigest(hex: hex) == nil)
    }
}
