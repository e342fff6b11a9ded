import Glibc

/// A new file of several, whole and on the disk, but without its name yet.
private final class StagedFile {
    let path: FilePath
    private var file: AtomicFile?

    init(_ path: FilePath, _ text: String, access: FileAccess) throws(MartletError) {
        self.path = path
        var file = try AtomicFile(path, access: access, replacing: false)
        try file.write(text)
        try file.bringToDisk()
        self.file = consume file
    }

    /// Gives it its name.
    func commit() throws(MartletError) {
        guard let file = file.take() else { return }
        try file.commit()
    }
}

extension FileSystem {
    /// Writes new text files of one folder: all of them, or after a failure none.
    ///
    /// All are on the disk before the first gets its name. A run that is killed while they get them, one after the
    /// other, leaves the first ones, each of them whole.
    static func writeNew(_ files: [(path: FilePath, text: String)], access: FileAccess) throws(MartletError) {
        if let folder = files.first?.path.parent { AtomicFile.clearAbandoned(in: folder) }
        var staged: [StagedFile] = []
        for file in files { staged.append(try StagedFile(file.path, file.text, access: access)) }
        for index in staged.indices {
            do throws(MartletError) {
                try staged[index].commit()
            } catch {
                for file in staged[..<index] { unlink(file.path.string) }
                throw error
            }
        }
    }
}
