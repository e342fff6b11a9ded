internal import SQLText

/// A file of statements that is never held in memory: read through a window, and hashed each time.
struct LargeFile: Sendable {
    /// Files beyond this size are read through a window, unless said otherwise.
    static let threshold = 8 << 20

    let path: FilePath
    /// The name shown to people.
    let name: String
    /// The digest of the whole normalised text when it was first read: the fast one, as it is made each time.
    let seal: BLAKE2bDigest
    /// The part that holds the statements; `nil` for all of it.
    let section: Range<Int>?

    /// Calls `body` with each statement, and returns the digest for the history.
    /// - Throws: `changed-since-plan` after the last statement, if the bytes were not those that were planned.
    func forEachStatement(
        _ body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws -> SHA256Digest? {
        var file = try FileWindowReader(path)
        let hasher = BackgroundHasher()
        defer { hasher.finish() }
        try Self.explaining(name) {
            try StatementReader(section: section).run(
                read: { try file.read(into: $0) }, observe: { hasher.update($0) }, body: body)
        }
        let digests = hasher.finish()
        guard digests.blake2b == seal else {
            throw MartletError(
                .changedSincePlan, "\(name) changed while it ran", notes: ["what was planned is not what was read"],
                help: "run the same command again")
        }
        return digests.sha256
    }

    /// The place of an offset: the file is read again up to its line.
    func location(of offset: SourceOffset) -> SourceLocation {
        var line = 1
        // The line up to the place and a little beyond: what stands in it was held in memory as a statement too.
        var tail: [UInt8] = []
        let end = offset.utf8 + 4096
        var base = 0
        do {
            var file = try FileWindowReader(path)
            try TextWindows().run(
                read: { try file.read(into: $0) },
                body: { window in
                    let part = window.bytes.prefix(max(0, offset.utf8 - window.offset))
                    if let last = part.lastIndex(of: 0x0A) {
                        line += part.count { $0 == 0x0A }
                        tail = []
                        base = window.offset + last + 1
                    }
                    let first = max(base, window.offset)
                    if first < end { tail += window.bytes[(first - window.offset)...].prefix(end - first) }
                    return window.bytes.count
                })
        } catch {
            // The message matters more than the place, and the file may be gone.
            return SourceLocation(file: name)
        }
        let excerpt = tail.prefix { $0 != 0x0A }
        let column = 1 + excerpt.prefix(max(0, offset.utf8 - base)).count { $0 & 0xC0 != 0x80 }
        return SourceLocation(
            file: name, position: SourcePosition(line: line, column: column),
            excerpt: String(decoding: excerpt, as: UTF8.self))
    }

    /// Turns what is wrong with a text into an error people can use.
    static func explaining(_ name: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as SourceTextError {
            throw MartletError(error, in: name)
        }
    }
}
