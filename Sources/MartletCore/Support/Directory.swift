import Glibc

/// An open folder: its names, and a fast way to read many small files in it.
public struct Directory: ~Copyable, Sendable {
    /// The folder.
    public let path: FilePath
    let descriptor: Descriptor

    /// Opens a folder.
    public init(_ path: FilePath) throws(MartletError) {
        let number = retryingInterrupts { open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard number >= 0 else {
            let fault = SystemFault.last
            if fault.number == ENOTDIR {
                throw MartletError.unreadable(
                    "\(path) is not a folder", help: "name a folder: in martlet.yaml, or with --migrations or --seeds")
            }
            if fault.number == ENOENT { throw Self.missing(path) }
            throw fault.readError(path, doing: "open the folder")
        }
        self.path = path
        descriptor = Descriptor(adopting: number)
    }

    /// Version control keeps no empty folders, so a fresh clone may lack one.
    private static func missing(_ path: FilePath) -> MartletError {
        .unreadable(
            "there is no folder \(path)",
            help: "make it: mkdir -p \(path.string.quotedForShell); or name another, in martlet.yaml or by "
                + "--migrations or --seeds")
    }

    /// All names in the folder but `.` and `..`, in the order of their bytes.
    public borrowing func entries() throws(MartletError) -> [DirectoryEntry] {
        // A descriptor of its own: reading the names moves a position that a copy of ours would share.
        let copy = retryingInterrupts { openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard copy >= 0 else { throw SystemFault.last.readError(path, doing: "open the folder") }
        guard let stream = fdopendir(copy) else {
            let fault = SystemFault.last
            close(copy)
            throw fault.readError(path, doing: "list the folder")
        }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        errno = 0
        while let entry = readdir(stream) {
            if let found = try self.entry(from: entry) { entries.append(found) }
            errno = 0
        }
        guard errno == 0 else { throw SystemFault.last.readError(path, doing: "list the folder") }
        return entries.inOrderOfTheirBytes
    }

    private borrowing func entry(from entry: UnsafeMutablePointer<dirent>) throws(MartletError) -> DirectoryEntry? {
        guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return nil }
        let bytes = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        guard let name = String(validatingCString: bytes) else {
            let readable = PrintableText.escaping(String(cString: bytes))
            throw MartletError.unreadable(
                "a file name in \(path) is not UTF-8: \(readable)", help: "rename or remove the file")
        }
        if name == "." || name == ".." { return nil }
        return DirectoryEntry(name: name, kind: kind(ofType: Int32(entry.pointee.d_type), name: name))
    }

    private borrowing func kind(ofType type: Int32, name: String) -> FileKind {
        switch type {
        case Int32(DT_REG): return .file
        case Int32(DT_DIR): return .folder
        case Int32(DT_LNK): return .symbolicLink
        case Int32(DT_FIFO): return .pipe
        case Int32(DT_SOCK): return .socket
        case Int32(DT_CHR), Int32(DT_BLK): return .device
        default:
            // Some file systems do not tell the kind with the name.
            var status = stat()
            guard fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .other }
            return FileKind(mode: status.st_mode)
        }
    }

    /// Reads a whole file of the folder: one open, one look, one read.
    ///
    /// - Throws: `file-unreadable` if it is missing, no regular file, larger than `limit` bytes, or a symbolic link
    ///   that leads out of the folder.
    public borrowing func read(
        _ name: String, limit: Int = FileSystem.defaultSizeLimit
    ) throws(MartletError) -> [UInt8] {
        let file = try openFile(name)
        let info = try FileSystem.regularFileInfo(file.number, path: path.appending(name))
        return try FileSystem.readAll(file.number, info: info, path: path.appending(name), limit: limit)
    }

    /// Reads a small file of the folder with three calls of the system, for those who do so ten thousand times.
    ///
    /// Returns the part of `buffer` that holds the file. Whatever does not go without saying is `nil`, and is for the
    /// other ways of reading to look into: no such file, a link, a file that may be larger than `buffer`.
    borrowing func readSmall(
        _ name: String, into buffer: UnsafeMutableRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        let file = Descriptor(adopting: openat(descriptor.number, name, Self.readFlags))
        guard file.number >= 0 else { return nil }
        let count = Glibc.read(file.number, buffer.baseAddress, buffer.count)
        // Only a read that comes up short has seen the end of the file.
        guard count >= 0, count < buffer.count else { return nil }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// Reads a file of the folder as above, unless it is larger than `size` bytes: then `nil`, and nothing is read.
    borrowing func readUnlessLarger(_ name: String, than size: Int) throws(MartletError) -> [UInt8]? {
        let file = try openFile(name)
        let info = try FileSystem.regularFileInfo(file.number, path: path.appending(name))
        guard info.size <= size else { return nil }
        return try FileSystem.readAll(file.number, info: info, path: path.appending(name), limit: .max)
    }

    /// A link that leads elsewhere is not followed, and a pipe without a writer does not hold us up.
    private static let readFlags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW

    private borrowing func openFile(_ name: String) throws(MartletError) -> Descriptor {
        let number = retryingInterrupts { openat(descriptor.number, name, Self.readFlags) }
        if number >= 0 { return Descriptor(adopting: number) }
        let fault = SystemFault.last
        let file = path.appending(name)
        // With O_NOFOLLOW a link answers ELOOP: follow it, but not out of the folder.
        guard fault.number == ELOOP else { throw FileSystem.openError(file, fault) }
        let target = try FileSystem.resolve(file, inside: path)
        return try FileSystem.openForReading(target, flags: O_NOFOLLOW)
    }
}

extension [DirectoryEntry] {
    /// The order of `LC_ALL=C ls`; Swift's own is that of the names' normalized forms.
    ///
    /// A folder may have tens of thousands of names: almost all comparisons are settled by the first bytes, kept as
    /// numbers.
    fileprivate var inOrderOfTheirBytes: [DirectoryEntry] {
        let keys = indices.map { (head: self[$0].name.headBytes, index: $0) }
        let sorted = keys.sorted { left, right in
            left.head == right.head
                ? self[left.index].name.precedesByBytes(self[right.index].name) : left.head < right.head
        }
        return sorted.map { self[$0.index] }
    }
}

extension String {
    /// The first sixteen bytes as a number, in whose order the names are as far as these tell; zeros behind the end.
    fileprivate var headBytes: UInt128 {
        var head: UInt128 = 0
        withUnsafeMutableBytes(of: &head) { head in
            _ =
                utf8.withContiguousStorageIfAvailable { head.copyBytes(from: $0.prefix(head.count)) }
                ?? head.copyBytes(from: utf8.prefix(head.count))
        }
        return UInt128(bigEndian: head)
    }

    /// The order of the bytes, compared by the C library.
    func precedesByBytes(_ other: String) -> Bool {
        let order = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                guard let first = left.baseAddress, let second = right.baseAddress else { return left.isEmpty }
                let common = memcmp(first, second, Swift.min(left.count, right.count))
                return common == 0 ? left.count < right.count : common < 0
            }
        }
        return (order ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}

extension FileSystem {
    /// All names in `folder` but `.` and `..`, in the order of their bytes.
    public static func list(_ folder: FilePath) throws(MartletError) -> [DirectoryEntry] {
        try Directory(folder).entries()
    }
}
