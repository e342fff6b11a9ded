internal import Glibc

extension FileSystem {
    /// Brings a file's content to the disk.
    static func synchronize(_ path: FilePath) throws(MartletError) {
        let file = try openForReading(path)
        // A failure is told to each descriptor that was open then: whoever wrote the file hears of it too.
        guard retryingInterrupts({ fsync(file.number) }) == 0 else {
            throw SystemFault.last.writeError(path, doing: "bring to the disk")
        }
    }
}
