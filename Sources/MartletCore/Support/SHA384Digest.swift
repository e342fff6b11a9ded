import CCrypto

/// A SHA-384 checksum: 48 bytes, as sqlx keeps it of a migration.
struct SHA384Digest {
    let bytes: [UInt8]

    /// The checksum of `bytes`.
    init(of bytes: [UInt8]) {
        self.bytes = [UInt8](unsafeUninitializedCapacity: Int(SHA384_DIGEST_LENGTH)) { buffer, count in
            SHA384(bytes, bytes.count, buffer.baseAddress)
            count = Int(SHA384_DIGEST_LENGTH)
        }
    }
}
