import Glibc

/// A file that appears under its name whole and on the disk, or not at all.
///
/// It is written under a temporary name in the same folder. `commit()` brings it to the disk and renames it; a value
/// that goes away without it leaves nothing behind.
public struct AtomicFile: ~Copyable {
    /// The name it will have.
    public let path: FilePath
    /// The name it has while it is written; another writer, such as SQLite, may fill it.
    public let temporaryPath: FilePath
    /// How the temporary names begin, so that what a crash leaves behind is known for what it is.
    public static var temporaryPrefix: String { ".martlet-" }
    /// How they end.
    static var temporarySuffix: String { ".tmp" }

    private let replacing: Bool
    private let file: Descriptor
    private var isPending = true

    /// Starts a file for `path`.
    ///
    /// A file of that name stays untouched until `commit()`, which refuses to replace it unless `replacing`. A symbolic
    /// link of that name is itself replaced.
    public init(_ path: FilePath, access: FileAccess = .private, replacing: Bool) throws(MartletError) {
        // Asked again when it is renamed; here it spares writing for nothing.
        if !replacing, try FileSystem.info(of: path, followingLinks: false) != nil { throw Self.exists(path) }
        var attempt = 0
        while true {
            let temporary = path.parent.appending(Self.temporaryPrefix + Self.randomSuffix() + Self.temporarySuffix)
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let number = retryingInterrupts { open(temporary.string, flags, access.mode) }
            attempt += 1
            if number >= 0 {
                let file = Descriptor(adopting: number)
                // Whoever clears away what others abandoned may have been here before the lock was.
                guard Self.marksAsInUse(file) || attempt >= 100 else { continue }
                self.path = path
                self.temporaryPath = temporary
                self.replacing = replacing
                self.file = file
                return
            }
            let fault = SystemFault.last
            guard fault.number == EEXIST, attempt < 100 else { throw fault.writeError(path) }
        }
    }

    /// Adds `bytes`, all of them.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(MartletError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let answer = retryingInterrupts { Glibc.write(file.number, piece.baseAddress, piece.count) }
            guard answer > 0 else {
                let fault = answer == 0 ? SystemFault(number: EIO) : SystemFault.last
                throw fault.writeError(path)
            }
            rest = rest.dropFirst(answer)
        }
    }

    /// Adds `bytes`, all of them.
    public mutating func write(_ bytes: [UInt8]) throws(MartletError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(MartletError) in
            try write(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Adds the UTF-8 bytes of `text`.
    public mutating func write(_ text: String) throws(MartletError) {
        try write(Array(text.utf8))
    }

    /// Brings the content to the disk and gives the file its name, which is on the disk too when this returns.
    public consuming func commit() throws(MartletError) {
        guard replacing else {
            try commit(asFirstFreeOf: [path])
            return
        }
        try bringToDisk()
        guard rename(temporaryPath.string, path.string) == 0 else { throw SystemFault.last.writeError(path) }
        isPending = false
        do throws(MartletError) {
            try FileSystem.synchronizeFolder(path.parent)
        } catch {
            var error = error
            error.diagnostics[0].notes = ["\(path) is the new file; after a power failure it may be the old one again"]
            throw error
        }
    }

    /// Gives the file the first of `names`, all in its folder, that nothing has; as `commit()`, replacing nothing.
    /// - Returns: its name.
    @discardableResult
    consuming func commit(asFirstFreeOf names: [FilePath]) throws(MartletError) -> FilePath {
        try bringToDisk()
        for name in names {
            guard try takeName(name) else { continue }
            do throws(MartletError) {
                try FileSystem.synchronizeFolder(name.parent)
            } catch {
                unlink(name.string)
                throw error
            }
            return name
        }
        throw Self.exists(names.first ?? path)
    }

    borrowing func bringToDisk() throws(MartletError) {
        // A file whose fsync failed is never tried again: the kernel may have dropped the pages it could not write.
        guard retryingInterrupts({ fsync(file.number) }) == 0 else {
            throw SystemFault.last.writeError(path, doing: "bring to the disk")
        }
    }

    /// Gives the file a name, which a link refuses if there is one already; then the answer is false.
    private mutating func takeName(_ name: FilePath) throws(MartletError) -> Bool {
        if link(temporaryPath.string, name.string) == 0 {
            unlink(temporaryPath.string)
            isPending = false
            return true
        }
        let fault = SystemFault.last
        switch fault.number {
        case EEXIST:
            return false
        case EPERM, ENOSYS, EOPNOTSUPP, EMLINK:
            // No hard links on this file system: reserve the name, then rename over the reservation.
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let number = retryingInterrupts { open(name.string, flags, 0o600 as mode_t) }
            guard number >= 0 else {
                let second = SystemFault.last
                if second.number == EEXIST { return false }
                throw second.writeError(name)
            }
            close(number)
            guard rename(temporaryPath.string, name.string) == 0 else {
                let second = SystemFault.last
                unlink(name.string)
                throw second.writeError(name)
            }
            isPending = false
            return true
        default:
            throw fault.writeError(name)
        }
    }

    deinit {
        if isPending { unlink(temporaryPath.string) }
    }

    static func exists(_ path: FilePath) -> MartletError {
        MartletError(
            .writeFailed, "\(path) exists already, and is not replaced", notes: ["it is as it was"],
            help: "choose another name, or move it away first")
    }

    private static func randomSuffix() -> String {
        String(UInt64.random(in: .min ... .max), radix: 36)
    }
}

extension FileSystem {
    /// Writes a file that appears whole and on the disk, or not at all: temporary file, fsync, rename, fsync folder.
    ///
    /// What a run that was killed has left in that folder is cleared away first.
    public static func write(
        _ bytes: [UInt8], to path: FilePath, access: FileAccess = .private, replacing: Bool
    ) throws(MartletError) {
        AtomicFile.clearAbandoned(in: path.parent)
        var file = try AtomicFile(path, access: access, replacing: replacing)
        try file.write(bytes)
        try file.commit()
    }

    /// Writes a text file that appears whole and on the disk, or not at all.
    public static func write(
        _ text: String, to path: FilePath, access: FileAccess = .private, replacing: Bool
    ) throws(MartletError) {
        try write(Array(text.utf8), to: path, access: access, replacing: replacing)
    }

    /// Brings the names in `folder` to the disk.
    public static func synchronizeFolder(_ folder: FilePath) throws(MartletError) {
        let directory = try Directory(folder)
        if retryingInterrupts({ fsync(directory.descriptor.number) }) == 0 { return }
        let fault = SystemFault.last
        // Some network file systems cannot do this for a folder, and say so.
        if fault.number == EINVAL { return }
        throw fault.writeError(folder, doing: "bring to the disk")
    }
}
