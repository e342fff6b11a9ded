/// A folder of migrations or seeds, on the disk or in the program: what its names are, and what is behind each.
struct ScriptFolder: Sendable {
    /// Its path; of a folder in the program, what it is called in messages.
    let path: FilePath
    /// Its files, if it is a part of the program.
    var embedded: EmbeddedFolder?

    /// All names, in the order of their bytes.
    /// - Throws: if the folder cannot be read.
    func entries() throws(MartletError) -> [DirectoryEntry] {
        guard let embedded else { return try FileSystem.list(path) }
        // Those of a tool with a folder for each migration have that in their names.
        let folders = Set(embedded.files.compactMap { $0.name.firstIndex(of: "/").map($0.name.prefix(upTo:)) })
        let files = embedded.files.map(\.name).filter { !$0.utf8.contains(UInt8(ascii: "/")) }
        return
            (files.map { DirectoryEntry(name: $0, kind: .file) }
            + folders.map { DirectoryEntry(name: String($0), kind: .folder) })
            .sorted { $0.name.precedesByBytes($1.name) }
    }

    /// Opens it, to read many files.
    /// - Throws: if there is no such folder.
    func open() throws(MartletError) -> OpenScriptFolder {
        guard let embedded else { return .disk(try Directory(path)) }
        let texts = embedded.files.map { ($0.name, $0.text) }
        return .embedded(path, Dictionary(texts) { first, _ in first })
    }

    /// The whole of a file; `nil` if it is not there.
    func bytesIfPresent(_ name: String) throws(MartletError) -> [UInt8]? {
        if let embedded { return embedded.files.first { $0.name == name }.map { Array($0.text.utf8) } }
        let file = path.appending(name)
        return FileSystem.exists(file) ? try FileSystem.read(file) : nil
    }

    /// The first bytes of a file.
    func top(of name: String, limit: Int) throws(MartletError) -> ArraySlice<UInt8> {
        guard embedded == nil else { return try open().read(name).prefix(limit) }
        return try FileSystem.read(path.appending(name), first: limit)
    }
}

/// A folder of scripts while its files are read.
enum OpenScriptFolder: ~Copyable, Sendable {
    case disk(Directory)
    case embedded(FilePath, [String: String])

    /// The whole of a file.
    borrowing func read(_ name: String) throws(MartletError) -> [UInt8] {
        switch self {
        case .disk(let directory): return try directory.read(name)
        case .embedded(let path, let texts):
            guard let text = texts[name] else {
                throw .unreadable("there is no \(path.appending(name))", help: "add it")
            }
            return Array(text.utf8)
        }
    }

    /// The whole of a file, unless it lies on the disk and is larger than `size` bytes: then `nil`.
    ///
    /// What is a part of the program is in memory already.
    borrowing func readUnlessLarger(_ name: String, than size: Int) throws(MartletError) -> [UInt8]? {
        switch self {
        case .disk(let directory): try directory.readUnlessLarger(name, than: size)
        case .embedded: try read(name)
        }
    }

    /// Whether a small file's bytes have this digest, as far as that can be told at once.
    borrowing func hasChecksum(_ checksum: String, _ name: String) -> Bool {
        switch self {
        case .disk(let directory):
            withUnsafeTemporaryAllocation(byteCount: 1 << 15, alignment: 16) { buffer in
                guard let bytes = directory.readSmall(name, into: buffer) else { return false }
                return Checksum.text(checksum, says: SHA256Digest(of: bytes))
            }
        case .embedded(_, let texts):
            texts[name]?.utf8.withContiguousStorageIfAvailable {
                Checksum.text(checksum, says: SHA256Digest(of: UnsafeRawBufferPointer($0)))
            } ?? false
        }
    }
}
