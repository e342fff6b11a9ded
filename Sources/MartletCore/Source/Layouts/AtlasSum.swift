/// `atlas.sum`: a digest of each file and of all before it, so that two branches with a file each do not merge unseen.
///
/// Source: <https://atlasgo.io/concepts/migration-directory-integrity>.
struct AtlasSum {
    static let fileName = "atlas.sum"

    /// The digest of a file's line, by the file's name.
    private(set) var hashes: [String: String] = [:]
    /// The digest over all lines.
    private(set) var total = ""

    /// Reads it; a line that is none is passed over.
    init(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let mark = line.firstRange(of: Self.prefix) else { continue }
            let name = line[..<mark.lowerBound].trimmingBlanks
            let hash = line[mark.upperBound...].trimmingBlanks
            if name.isEmpty { total = hash } else { hashes[name] = hash }
        }
    }

    private static let prefix = "h1:"

    /// The digests of files in the order of the folder, without the `h1:` in front.
    static func hashes(_ files: [(name: String, bytes: [UInt8])]) -> [String] {
        var hasher = SHA256Digest.Hasher()
        return files.map { name, bytes in
            hasher.update(name)
            // A file that says so counts only with its name.
            if !isLeftOut(bytes) { hasher.update(bytes) }
            return Base64.text(hasher.digest().bytes)
        }
    }

    /// The digest over all lines.
    static func total(of files: [(name: String, hash: String)]) -> String {
        var hasher = SHA256Digest.Hasher()
        for (name, hash) in files {
            hasher.update(name)
            hasher.update(hash)
        }
        return Base64.text(hasher.digest().bytes)
    }

    private static func isLeftOut(_ bytes: [UInt8]) -> Bool {
        // It stands among the comments at the top.
        bytes.split(separator: UInt8(ascii: "\n")).lazy.map { String(decoding: $0, as: UTF8.self).trimmingBlanks }
            .prefix { $0.hasPrefix("--") }.contains("-- atlas:sum ignore")
    }
}
