import Glibc

/// The file system, through functions that say in full what went wrong.
///
/// Do not open a SQLite database that this process has open through any of these: closing the descriptor
/// would drop SQLite's own locks on the file (<https://sqlite.org/howtocorrupt.html>, 2.2).
public enum FileSystem {
    /// How many bytes of a large file are read and written at a time.
    ///
    /// As many as `cp` takes: they stay in the processor's cache. With 1 MiB a copy of 1 GB took twice as long, as the
    /// kernel then looks for as much memory in one piece.
    public static let blockSize = 128 << 10

    /// What is known of the file at `path`; `nil` if there is none.
    ///
    /// A symbolic link is followed unless `followingLinks` is false.
    public static func info(of path: FilePath, followingLinks: Bool = true) throws(MartletError) -> FileInfo? {
        var status = stat()
        let result = followingLinks ? stat(path.string, &status) : lstat(path.string, &status)
        if result == 0 { return FileInfo(status) }
        let fault = SystemFault.last
        if fault.number == ENOENT || fault.number == ENOTDIR { return nil }
        throw fault.readError(path, doing: "look at")
    }

    /// Whether there is something at `path`; a symbolic link that leads nowhere is nothing.
    public static func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return stat(path.string, &status) == 0
    }

    /// Whether there is a folder at `path`.
    public static func isFolder(_ path: FilePath) -> Bool {
        var status = stat()
        return stat(path.string, &status) == 0 && FileKind(mode: status.st_mode) == .folder
    }

    /// The current folder of the process.
    public static func currentFolder() throws(MartletError) -> FilePath {
        guard let buffer = getcwd(nil, 0) else { throw SystemFault.last.readError(.current, doing: "find") }
        defer { free(buffer) }
        return try FilePath(validating: String(cString: buffer))
    }

    /// The one absolute path of a file that exists, all symbolic links followed.
    public static func realPath(_ path: FilePath) throws(MartletError) -> FilePath {
        guard let buffer = realpath(path.string, nil) else {
            let fault = SystemFault.last
            throw fault.number == ELOOP ? openError(path, fault) : fault.readError(path, doing: "find")
        }
        defer { free(buffer) }
        return try FilePath(validating: String(cString: buffer))
    }

    /// The real path of `path` if it lies inside the folder `root` once all links are followed.
    ///
    /// - Throws: `file-unreadable` if a link leads out of the folder, in a circle or nowhere.
    public static func resolve(_ path: FilePath, inside root: FilePath) throws(MartletError) -> FilePath {
        let real = try realPath(path)
        let realRoot = try realPath(root)
        guard real.isInside(realRoot) else {
            throw MartletError.unreadable(
                "\(path) is a symbolic link out of its folder, to \(real)",
                help: "put a copy of the file into the folder instead of a link")
        }
        return real
    }

    /// Makes `folder` and the folders above it that are missing, and brings their names to the disk.
    public static func createFolders(_ folder: FilePath, access: FileAccess = .shared) throws(MartletError) {
        if mkdir(folder.string, access.folderMode) == 0 { return try synchronizeFolder(folder.parent) }
        let fault = SystemFault.last
        if fault.number == ENOENT, folder.parent != folder {
            try createFolders(folder.parent, access: access)
            if mkdir(folder.string, access.folderMode) == 0 { return try synchronizeFolder(folder.parent) }
        }
        if isFolder(folder) { return }
        let last = fault.number == ENOENT ? SystemFault.last : fault
        if last.number == EEXIST || last.number == ENOTDIR {
            throw MartletError(
                .writeFailed, "cannot make the folder \(folder): a file of that name, or above it, is in the way",
                notes: ["what was there before is untouched"],
                help: "move the file away, or choose another folder: ls -ld \(folder.string.quotedForShell)")
        }
        throw last.writeError(folder, doing: "make the folder")
    }

    /// Removes the file at `path`; the answer is whether there was one.
    @discardableResult
    public static func remove(_ path: FilePath) throws(MartletError) -> Bool {
        if unlink(path.string) == 0 { return true }
        let fault = SystemFault.last
        if fault.number == ENOENT { return false }
        throw fault.writeError(path, doing: "remove")
    }

    /// Removes an empty folder; the answer is whether there was one.
    @discardableResult
    public static func removeFolder(_ path: FilePath) throws(MartletError) -> Bool {
        if rmdir(path.string) == 0 { return true }
        let fault = SystemFault.last
        if fault.number == ENOENT { return false }
        throw fault.writeError(path, doing: "remove")
    }
}
