internal import Glibc

/// A folder of a test's own, removed with everything in it when the test lets go of it.
public final class ScratchFolder {
    /// Its path.
    public let path: String

    /// Makes an empty folder.
    /// - Parameter inMemory: where nothing waits for a disk, if there is such a place.
    public init(inMemory: Bool = false) {
        let parent = inMemory && access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array((parent + "/martlet-test-XXXXXX").utf8CString)
        path =
            mkdtemp(&template) == nil
            ? "/tmp/martlet-test-none"
            : String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { remove() }

    /// Removes the folder and all in it, before the test lets go of it.
    public func remove() { _ = Program.run(["rm", "-rf", path]) }

    /// The path of a name in the folder.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file, and the folders on the way to it.
    @discardableResult
    public func write(_ name: String, _ text: String) -> String {
        makeParents(of: name)
        TextFile.write(text, to: path(name))
        return path(name)
    }

    /// Writes a file of any bytes.
    @discardableResult
    public func write(_ name: String, _ bytes: [UInt8]) -> String {
        makeParents(of: name)
        TextFile.write(bytes, to: path(name))
        return path(name)
    }

    /// The text of a file in the folder; `nil` if there is none.
    public func read(_ name: String) -> String? { TextFile.read(path(name)) }

    /// Whether there is something of this name.
    public func has(_ name: String) -> Bool { access(path(name), F_OK) == 0 }

    /// The names in the folder, sorted; those of a folder in it if one is given.
    public func names(in folder: String = ".") -> [String] { Folder.names(path(folder)) }

    private func makeParents(of name: String) {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
    }
}

/// Folders by their paths.
public enum Folder {
    /// The names in the folder at `path`, sorted; none if there is no such folder.
    public static func names(_ path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes everything in the folder at `path`.
    public static func clear(_ path: String) {
        for name in names(path) {
            let path = path + "/" + name
            if unlink(path) != 0 {
                clear(path)
                rmdir(path)
            }
        }
    }
}
