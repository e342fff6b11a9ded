extension FileBackupEngine {
    /// A file beside that of the database, whose name it gets by one rename.
    public func replacement(of url: ConnectionURL, at moment: Timestamp) throws(MartletError) -> any Replacement {
        try FileReplacement(of: url, self, at: moment)
    }
}

/// A database file that is built beside the one whose name it gets.
final class FileReplacement: Replacement {
    let replacesOne: Bool
    private(set) var url: ConnectionURL

    private let original: ConnectionURL
    private let engine: any FileBackupEngine
    private let moment: Timestamp
    private let place: FilePath
    private var seized: (any SeizedDatabase)?
    private var file: AtomicFile?

    init(of url: ConnectionURL, _ engine: any FileBackupEngine, at moment: Timestamp) throws(MartletError) {
        let old = try engine.seize(url, at: moment)
        self.url = url
        original = url
        self.engine = engine
        self.moment = moment
        (place, replacesOne) = (old.file, old.isPresent)
        seized = old
    }

    deinit { discard() }

    // MARK: Building

    func makeEmpty() throws(MartletError) {
        file = try begin()
        // A file of no bytes is an empty database.
        guard replacesOne, let new = url.file else { return }
        do throws(DriverError) {
            try engine.makeEmpty(new, like: original)
        } catch {
            throw MartletError(error, notes: ["\(original) is unchanged by this step"])
        }
    }

    func fill(
        from backup: FilePath, of version: String?, _ cancellation: Cancellation
    ) throws(MartletError) -> FilePath {
        var new = try begin()
        let copy = new.temporaryPath
        var reader = try FileWindowReader(backup)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: FileSystem.blockSize, alignment: 4096)
        defer { block.deallocate() }
        while true {
            if cancellation.isCancelled { throw BackupProblem.interrupted(cancellation) }
            let count = try reader.read(into: block)
            if count == 0 { break }
            try new.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[..<count]))
        }
        file = consume new
        return copy
    }

    private func begin() throws(MartletError) -> AtomicFile {
        AtomicFile.clearAbandoned(in: place.parent)
        let new = try AtomicFile(place, access: replacesOne ? .private : .database, replacing: true)
        url = original.beside(new.temporaryPath)
        return new
    }

    func prove(_ cancellation: Cancellation) throws(DriverError) {
        guard let new = url.file else { return }
        _ = try engine.prove(new, .structure, cancellation)
    }

    // MARK: Taking the place

    func letIn() {
        seized?.release()
        seized = nil
    }

    func shutOut() throws(MartletError) { if seized == nil { seized = try engine.seize(original, at: moment) } }

    func takePlace(_ lock: (any HeldLock)?) throws(MartletError) -> [String] {
        guard let seized, let file = file.take() else { return [] }
        try seized.replace(with: file)
        return seized.notes
    }

    func discard() {
        letIn()
        file = nil
    }
}
