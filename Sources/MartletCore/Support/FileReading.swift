import Glibc

extension FileSystem {
    /// How large a file may be to be read as a whole, unless said otherwise: 64 MiB.
    public static let defaultSizeLimit = 64 << 20

    /// Reads a whole regular file, once; a symbolic link is followed.
    ///
    /// - Throws: `file-unreadable` if it is missing, a folder, pipe, socket or device, or larger than `limit` bytes.
    public static func read(_ path: FilePath, limit: Int = defaultSizeLimit) throws(MartletError) -> [UInt8] {
        let file = try openForReading(path)
        let info = try regularFileInfo(file.number, path: path)
        return try readAll(file.number, info: info, path: path, limit: limit)
    }

    /// Reads no more than the first bytes of a regular file.
    static func read(_ path: FilePath, first limit: Int) throws(MartletError) -> ArraySlice<UInt8> {
        var file = try FileWindowReader(path)
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        do {
            count = try bytes.withUnsafeMutableBytes { try file.read(into: $0) }
        } catch {
            throw (error as? MartletError) ?? MartletError(.internalFault, "\(error)")
        }
        return bytes[..<count]
    }

    /// Opens a file; a pipe without a writer does not hold us up.
    static func openForReading(_ path: FilePath, flags: Int32 = 0) throws(MartletError) -> Descriptor {
        let number = retryingInterrupts { open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags) }
        guard number >= 0 else { throw openError(path, .last) }
        return Descriptor(adopting: number)
    }

    static func openError(_ path: FilePath, _ fault: SystemFault) -> MartletError {
        // A socket cannot be opened at all: ENXIO.
        if fault.number == ENXIO { return notRegular(path, .socket) }
        if fault.number == ELOOP {
            return .unreadable(
                "cannot open \(path): its symbolic links lead in a circle",
                help: "put the file itself there: ls -l \(path.string.quotedForShell) shows where the link leads")
        }
        return fault.readError(path, doing: "open")
    }

    static func regularFileInfo(
        _ descriptor: Int32, path: @autoclosure () -> FilePath
    ) throws(MartletError) -> FileInfo {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemFault.last.readError(path()) }
        let info = FileInfo(status)
        guard info.kind == .file else { throw notRegular(path(), info.kind) }
        return info
    }

    private static func notRegular(_ path: FilePath, _ kind: FileKind) -> MartletError {
        .unreadable(
            "\(path) is a \(kind.rawValue), not a file", help: "put a file there, or take it away")
    }

    static func readAll(
        _ descriptor: Int32, info: FileInfo, path: @autoclosure () -> FilePath, limit: Int
    ) throws(MartletError) -> [UInt8] {
        try checkSize(info.size, limit: limit, path: path())
        var fault: SystemFault?
        var count = 0
        // One byte more than the size, so that a full file ends in a short read and needs no second one.
        var bytes = [UInt8](unsafeUninitializedCapacity: info.size + 1) { buffer, initialized in
            let answer = retryingInterrupts { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
            if answer < 0 { fault = .last }
            count = max(0, answer)
            initialized = count
        }
        if let fault { throw fault.readError(path()) }
        if count != info.size {
            try readRest(descriptor, of: &bytes, from: count, path: path(), limit: limit)
        }
        return bytes
    }

    /// Goes on after a read that did not give what the size promised, until the end of the file.
    private static func readRest(
        _ descriptor: Int32, of bytes: inout [UInt8], from start: Int, path: @autoclosure () -> FilePath, limit: Int
    ) throws(MartletError) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let answer = retryingInterrupts { Glibc.read(descriptor, piece.baseAddress, piece.count) }
            guard answer >= 0 else { throw SystemFault.last.readError(path()) }
            if answer == 0 { return }
            bytes.append(contentsOf: piece[..<answer])
            try checkSize(bytes.count, limit: limit, path: path())
        }
    }

    private static func checkSize(_ size: Int, limit: Int, path: @autoclosure () -> FilePath) throws(MartletError) {
        guard size > limit else { return }
        throw MartletError.unreadable(
            "\(path()) is larger than \(limit) bytes, the most that is read here", help: "split it into several files")
    }
}

/// A file read piece by piece, for what is too large to hold.
public struct FileWindowReader: ~Copyable {
    /// The file.
    public let path: FilePath
    /// Which file it was, and in what state, when it was opened.
    public let identity: FileIdentity
    private let file: Descriptor

    /// Opens a regular file, with the same refusals as `FileSystem.read`.
    public init(_ path: FilePath) throws(MartletError) {
        let file = try FileSystem.openForReading(path)
        let info = try FileSystem.regularFileInfo(file.number, path: path)
        posix_fadvise(file.number, 0, 0, POSIX_FADV_SEQUENTIAL)
        self.path = path
        self.identity = info.identity
        self.file = file
    }

    /// Fills `buffer` as far as the file goes; 0 at its end.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(MartletError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let answer = retryingInterrupts { Glibc.read(file.number, rest.baseAddress, rest.count) }
            guard answer >= 0 else { throw SystemFault.last.readError(path) }
            if answer == 0 { break }
            filled += answer
        }
        return filled
    }

    /// Starts again at the first byte.
    public mutating func rewind() throws(MartletError) {
        guard lseek(file.number, 0, SEEK_SET) == 0 else { throw SystemFault.last.readError(path) }
    }

    /// Whether the open file, and the file now found under its name, are still what was opened.
    public func isUnchanged() throws(MartletError) -> Bool {
        let open = try FileSystem.regularFileInfo(file.number, path: path)
        guard open.identity == identity else { return false }
        return try FileSystem.info(of: path)?.identity == identity
    }
}
