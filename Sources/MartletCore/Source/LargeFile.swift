internal import SQLText

/// A file of statements that is never held in memory: read through a window, and hashed each time.
struct LargeFile: Sendable {
    /// Files beyond this size are read through a window, unless said otherwise.
    static let threshold = 8 << 20

    let path: FilePath
    /// The name shown to people.
    let name: String
    /// The digest of the whole normalised text when it was first read.
    let digest: SHA256Digest
    /// The part that holds the statements; `nil` for all of it.
    let section: Range<Int>?
    let dialect: Dialect

    /// Calls `body` with each part.
    /// - Throws: `changed-since-plan` after the last part, if the bytes were not those that were planned.
    func forEachPart(_ body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void) throws {
        var file = try FileWindowReader(path)
        let hasher = BackgroundHasher()
        defer { hasher.finish() }
        try Self.explaining(name) {
            try StatementReader(section: section, dialect: dialect).run(
                read: { try file.read(into: $0) }, observe: { hasher.update($0) }, body: body)
        }
        guard hasher.finish() == digest else {
            throw MartletError(
                .changedSincePlan, "\(name) changed while it ran", notes: ["what was planned is not what was read"],
                help: "run the same command again")
        }
    }

    /// The place of an offset: the file is read again up to its line.
    func location(of offset: SourceOffset) -> SourceLocation { Self.location(of: offset, in: path, name: name) }

    static func location(
        of offset: SourceOffset, length: Int = 1, in path: FilePath, name: String
    ) -> SourceLocation {
        do {
            var file = try FileWindowReader(path)
            return try TextWindows().location(of: offset, length: length, name: name) { try file.read(into: $0) }
        } catch {
            // The message matters more than the place, and the file may be gone.
            return SourceLocation(file: name)
        }
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
