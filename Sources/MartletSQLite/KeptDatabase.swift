internal import Glibc
internal import MartletCore

/// A database that cannot be read, kept under another name for whoever wants to recover something from it.
///
/// Until the other file takes its place it has both names: whoever is killed in between leaves it where it was.
struct KeptDatabase {
    private let file: FilePath
    private let name: FilePath
    private var isMoving = false

    /// What follows the name of a database that was kept, before the time.
    private static let mark = ".before-restore-"

    /// Chooses a name that nothing has.
    init(_ file: FilePath, at moment: Timestamp) {
        let stem = file.name + Self.mark + moment.compact
        var name = file.parent.appending(stem)
        var number = 1
        while ([""] + SQLiteTakeover.suffixes).contains(where: { FileSystem.exists(Self.beside(name, $0)) }) {
            number += 1
            name = file.parent.appending("\(stem)-\(number)")
        }
        self.init(file, as: name)
    }

    private init(_ file: FilePath, as name: FilePath) {
        self.file = file
        self.name = name
    }

    private static func beside(_ file: FilePath, _ suffix: String) -> FilePath {
        file.parent.appending(file.name + suffix)
    }

    /// Gives the database its second name, and what lies beside it another.
    /// - Parameter isPresent: whether there is a database at all.
    /// - Returns: what a person should know.
    mutating func keep(isPresent: Bool) throws(MartletError) -> [String] {
        var notes: [String] = []
        if isPresent {
            guard link(file.string, name.string) == 0 else { throw error(file, errno) }
            notes.append("the old database could not be read; it is kept as \(name.name)")
        }
        isMoving = true
        for suffix in SQLiteTakeover.suffixes {
            let (from, to) = (Self.beside(file, suffix), Self.beside(name, suffix))
            guard try FileSystem.info(of: from, followingLinks: false) != nil else { continue }
            guard rename(from.string, to.string) == 0 else { throw error(from, errno) }
            notes.append("\(from.name), left by the old database, was moved to \(to.name)")
        }
        return notes
    }

    private func error(_ path: FilePath, _ code: Int32) -> MartletError {
        MartletError(.writeFailed, "cannot keep \(path) under another name: \(String(cString: strerror(code)))")
    }

    /// Undoes what `keep` has done so far.
    func putBack() {
        guard isMoving else { return }
        for suffix in SQLiteTakeover.suffixes {
            let (from, to) = (Self.beside(name, suffix), Self.beside(file, suffix))
            if !FileSystem.exists(to) { rename(from.string, to.string) }
        }
        // Last, because it tells that there is something to put back.
        unlink(name.string)
    }

    /// Puts back what a restore that was killed had moved already.
    static func finishKilled(_ file: FilePath) {
        guard let key = FileKey(file.string), let entries = try? FileSystem.list(file.parent) else { return }
        for entry in entries where entry.name.hasPrefix(file.name + mark) {
            let name = file.parent.appending(entry.name)
            guard FileKey(name.string) == key else { continue }
            var killed = KeptDatabase(file, as: name)
            killed.isMoving = true
            killed.putBack()
        }
    }
}
