import Glibc

/// Writes the Swift source of embedded folders; the plugin `EmbedMigrations` runs it.
///
///     EmbedMigrationsTool OUTPUT [--folder NAME FILE…]…
enum EmbedMigrationsTool {
    /// Reads the files and writes the source; ends the process with 1 if that cannot be done.
    static func run(_ arguments: ArraySlice<String>) {
        guard let output = arguments.first else { fail("usage", "EmbedMigrationsTool OUTPUT [--folder NAME FILE…]…") }
        let source = SwiftSource.text(folders(arguments.dropFirst()))
        // Left alone where nothing has changed, so that nothing is compiled again.
        if read(output) == Array(source.utf8) { return }
        guard let file = fopen(output, "w") else { fail(output, "cannot be written: \(reason)") }
        let isWritten = fputs(source, file) >= 0
        guard fclose(file) == 0, isWritten else { fail(output, "cannot be written: \(reason)") }
    }

    private static func folders(_ arguments: ArraySlice<String>) -> [SwiftSource.Folder] {
        arguments.split(separator: "--folder").map { part in
            let name = part.first ?? ""
            let files = part.dropFirst().map { path in (name: self.name(of: path, in: name), text: text(of: path)) }
            return SwiftSource.Folder(name: name, files: files)
        }
    }

    /// A file's path from a folder on; of a tool with a folder for each migration, that stands in it.
    private static func name(of path: String, in folder: String) -> String {
        let (parts, outer) = (path.split(separator: "/"), folder.split(separator: "/"))
        let start = parts.indices.last { parts[$0...].starts(with: outer) && parts.count - $0 > outer.count }
        return (start.map { parts[($0 + outer.count)...] } ?? parts.suffix(1)).joined(separator: "/")
    }

    /// What tools keep beside SQL and is read with it.
    private static let endings = [".sql", ".sql.conf", "/atlas.sum", "/metadata.toml"]

    /// The text of a file that is read; that of others is not needed to say that they are none.
    private static func text(of path: String) -> String {
        guard endings.contains(where: path.hasSuffix) else { return "" }
        guard let bytes = read(path) else { fail(path, "cannot be read: \(reason)") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            fail(path, "the file is not valid UTF-8; convert it, for example with iconv")
        }
        return text
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, file)
            }
            if piece.isEmpty { return ferror(file) == 0 ? bytes : nil }
            bytes += piece
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// Says it as compilers do, so that the build shows it.
    private static func fail(_ subject: String, _ message: String) -> Never {
        let line = Array("\(subject): error: \(message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        exit(1)
    }
}
