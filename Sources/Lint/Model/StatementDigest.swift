internal import SQLText

/// A short digest of a statement without its comments and white space, to know it again in a later version of its file.
///
/// FNV-1a with 64 bits: nobody has to be kept from making two statements with one digest.
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
enum StatementDigest {
    /// Sixteen digits of base 16.
    static func text(_ sql: String, _ dialect: Dialect) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        TokenNormalForm.feed(SourceText(sql, name: "", dialect: dialect)) { bytes in
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
