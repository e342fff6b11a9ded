@testable import MartletCore

/// Manifests of backups: any bytes, and manifests that were written and then changed.
enum ManifestsTarget {
    static func check(_ input: [UInt8]) throws {
        try checkReading(input)
        var input = FuzzInput(input)
        let changes = (0..<2).map { _ in Change(&input) }
        let manifest = manifest(&input)
        let text = Array(manifest.text.utf8)
        do {
            let read = try BackupManifest(reading: text)
            try require(read == manifest && read.text.utf8.elementsEqual(text), "\(manifest) is read as \(read)")
        } catch let fault as BackupManifest.Fault {
            throw Violation(description: "\(fault): \(manifest.text)")
        }
        var changed = text
        for change in changes { change.apply(to: &changed) }
        guard changed != text else { return }
        if let read = try? BackupManifest(reading: changed) {
            throw Violation(description: "a changed manifest is taken: \(read.text)")
        }
    }

    /// Whatever is taken for a manifest is one to the last byte.
    private static func checkReading(_ bytes: [UInt8]) throws {
        guard let manifest = try? BackupManifest(reading: bytes) else { return }
        try require(manifest.text.utf8.elementsEqual(bytes), "other bytes are taken for \(manifest.text)")
    }

    private static func manifest(_ input: inout FuzzInput) -> BackupManifest {
        let size = Int(input.word() >> 1)
        let version = input.below(3) == 0 ? nil : input.text()
        let chunks = (0..<input.below(4)).map { _ in SHA256Digest(of: input.bytes(upTo: 8)) }
        return BackupManifest(
            project: input.text(), database: input.text(), engine: input.text(), serverVersion: input.text(),
            createdAt: input.text(), createdBy: input.text(), reason: input.text(), version: version,
            content: FileDigests(size: size, sha256: SHA256Digest(of: input.bytes(upTo: 8)), prefixes: chunks))
    }

    /// What a bad disk, or somebody with an editor, does to a file.
    private struct Change {
        private let kind: Int
        private let place: Int
        private let value: UInt8

        init(_ input: inout FuzzInput) {
            kind = input.below(4)
            place = input.below(256) << 8 | input.below(256)
            value = input.byte()
        }

        func apply(to bytes: inout [UInt8]) {
            guard !bytes.isEmpty else { return }
            let index = place % bytes.count
            switch kind {
            case 0: bytes[index] ^= value
            case 1: bytes.insert(value, at: index)
            case 2: bytes.removeSubrange(index..<min(index + Int(value), bytes.count))
            default: bytes.removeLast(bytes.count - index)
            }
        }
    }
}
