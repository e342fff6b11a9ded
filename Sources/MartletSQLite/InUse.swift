internal import Glibc
internal import MartletCore

/// A process that has a file open.
struct FileUser: Hashable {
    var process: Int32
    /// Its command line as far as it can be seen.
    var command: String

    var description: String {
        process == getpid() ? "this process" : "process \(process)" + (command.isEmpty ? "" : " (\(command))")
    }
}

/// Finds out who has files open, from what the system shows of other processes.
///
/// Locks tell less: between two transactions a rollback-journal database is open without one. Processes of other
/// users and other containers cannot be seen; for those there is the lock.
enum FileUsers {
    /// The processes that have any of `files` open.
    static func find(_ files: Set<FileKey>, withThisProcess: Bool = false) -> [FileUser] {
        guard !files.isEmpty else { return [] }
        return names(in: "/proc").compactMap { Int32($0) }.sorted().compactMap { process in
            guard withThisProcess || process != getpid() else { return nil }
            let folder = "/proc/\(process)/fd"
            // `stat` follows the entry to the open file itself, also if its name is gone, without opening it.
            let isOpen = names(in: folder).contains { FileKey("\(folder)/\($0)").map(files.contains) ?? false }
            return isOpen ? FileUser(process: process, command: command(of: process)) : nil
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return names }
            let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            if name.pointee != CChar(UInt8(ascii: ".")) { names.append(String(cString: name)) }
        }
        return names
    }

    private static func command(of process: Int32) -> String {
        let descriptor = open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = read(descriptor, &bytes, bytes.count)
        let words = bytes.prefix(max(0, count)).split(separator: 0).map { word in
            let text = String(decoding: word, as: UTF8.self)
            // Another program's secrets are none for our messages either.
            return text.contains("://") ? ConnectionURL.redacted(text) : text
        }
        return PrintableText.escaping(words.joined(separator: " "))
    }
}

/// Which file a name stands for.
struct FileKey: Hashable {
    var device: UInt64
    var inode: UInt64

    /// Looks at the file behind `path`, all links followed; `nil` if there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
