import CCrypto

/// Bytes in the alphabet of RFC 4648, section 4.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        // It writes a zero behind the text.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length + 1) { buffer in
            EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(bytes.count))
            return String(decoding: buffer.prefix(length), as: UTF8.self)
        }
    }
}
