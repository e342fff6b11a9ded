internal import Glibc
public import MartletCore

extension SQLiteBackend: ScratchBackend {
    /// Makes a file in a folder of its own, in the system's folder for such files; the URL says no more than the engine.
    public func makeScratch(
        beside url: ConnectionURL, copyOf template: (any ScratchDatabase)?
    ) throws(DriverError) -> any ScratchDatabase {
        let scratch = try SQLiteScratch()
        guard let file = template?.url.file else { return scratch }
        try scratch.fill(from: file)
        return scratch
    }
}

/// A file in a folder of its own, which goes with it.
private final class SQLiteScratch: ScratchDatabase {
    let url: ConnectionURL
    private let folder: FilePath
    private let file: FilePath

    init() throws(DriverError) {
        let base = Self.namedFolder ?? "/tmp"
        var name = Array((base + "/martlet-XXXXXX").utf8CString)
        guard mkdtemp(&name) != nil,
            let path = FilePath(String(decoding: name.dropLast().map(UInt8.init), as: UTF8.self))
        else { throw Self.unmade(in: base, errno) }
        folder = path
        file = path.appending("test.db")
        url = .sqlite(file)
    }

    deinit { remove() }

    /// Copies a database that nobody has open, so that its file is all of it.
    func fill(from other: FilePath) throws(DriverError) {
        do throws(MartletError) {
            var reader = try FileWindowReader(other)
            let descriptor = open(file.string, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileSystem.blockSize, alignment: 16)
            defer { block.deallocate() }
            while case let count = try reader.read(into: block), count > 0 {
                guard write(descriptor, block.baseAddress, count) == count else { throw Self.unwritten(file) }
            }
        } catch {
            throw DriverError(.storage, error.diagnostics.first?.message ?? "", file: file)
        }
    }

    /// The folder that the environment names, if it does.
    private static var namedFolder: String? {
        getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func unmade(in base: String, _ fault: Int32) -> DriverError {
        let kind: DriverError.Kind =
            switch fault {
            case EACCES, EPERM, EROFS: .noPermission
            case ENOSPC, EDQUOT: .diskFull
            default: .storage
            }
        var error = DriverError(
            kind, "cannot make a folder for a scratch database in \(base): \(String(cString: strerror(fault)))")
        error.help =
            namedFolder == nil
            ? "name a folder that can be written to: export TMPDIR=FOLDER"
            : "TMPDIR names that folder: make it, or name another one"
        return error
    }

    private static func unwritten(_ file: FilePath) -> MartletError {
        MartletError(.writeFailed, "cannot write \(file): \(String(cString: strerror(errno)))")
    }

    func remove() {
        for entry in (try? FileSystem.list(folder)) ?? [] { _ = try? FileSystem.remove(folder.appending(entry.name)) }
        _ = try? FileSystem.removeFolder(folder)
    }
}
