import Glibc
import MartletCore
import Testing

/// A folder that goes away with the test.
final class TemporaryFolder: Sendable {
    let path: FilePath

    init() throws {
        var template = Array("/tmp/martlet-test-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = try FileSystem.realPath(FilePath(validating: String(cString: made)))
    }

    deinit { Self.removeAll(path) }

    /// Writes a file below the folder, and the folders it needs.
    @discardableResult
    func write(_ text: String, to name: String) throws -> FilePath {
        try write(Array(text.utf8), to: name)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> FilePath {
        let file = path.appending(name)
        try FileSystem.createFolders(file.parent)
        let stream = try #require(fopen(file.string, "w"))
        defer { fclose(stream) }
        try #require(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
        return file
    }

    @discardableResult
    func makeFolder(_ name: String) throws -> FilePath {
        try FileSystem.createFolders(path.appending(name))
        return path.appending(name)
    }

    /// Makes a symbolic link below the folder.
    @discardableResult
    func link(_ name: String, to target: String) throws -> FilePath {
        let file = path.appending(name)
        try #require(symlink(target, file.string) == 0)
        return file
    }

    /// The names in the folder.
    func names(in name: String = "") throws -> [String] { try FileSystem.list(path.appending(name)).map(\.name) }

    private static func removeAll(_ folder: FilePath) {
        for entry in (try? FileSystem.list(folder)) ?? [] {
            let path = folder.appending(entry.name)
            if entry.kind == .folder { removeAll(path) } else { unlink(path.string) }
        }
        rmdir(folder.string)
    }
}

/// The first diagnostic of the error that `body` throws.
func diagnostic<Result>(
    sourceLocation: Testing.SourceLocation = #_sourceLocation, _ body: () throws(MartletError) -> Result
) throws -> Diagnostic {
    do throws(MartletError) {
        let result = try body()
        Issue.record("nothing was thrown, the result is \(result)", sourceLocation: sourceLocation)
    } catch {
        return try #require(error.diagnostics.first, sourceLocation: sourceLocation)
    }
    throw NothingThrown()
}

struct NothingThrown: Error {}
