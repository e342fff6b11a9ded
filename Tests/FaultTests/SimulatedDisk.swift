import Glibc
import TestSupport

/// A change to a file's content, or to the names in a folder, that has not been brought to the disk yet.
struct PendingChange<Change> {
    var change: Change
    /// How many calls had ended before it.
    var order: Int
}

/// What a file holds on the disk, and what may come to it.
final class SimulatedFile {
    enum Change {
        case write(offset: Int, bytes: [UInt8])
        case truncate(Int)
    }

    let number: Int
    /// What a power failure leaves for sure.
    private(set) var durable: [UInt8]
    /// What may be there afterwards, each by itself, as the system writes in any order.
    private(set) var pending: [PendingChange<Change>] = []
    /// How many changes were brought to the disk.
    private(set) var synchronized = 0

    init(number: Int, _ durable: [UInt8] = []) {
        self.number = number
        self.durable = durable
    }

    func add(_ change: Change, order: Int) { pending.append(PendingChange(change: change, order: order)) }

    /// Brings to the disk what was done before a call began.
    func synchronize(before order: Int) {
        for change in pending where change.order < order {
            change.change.apply(to: &durable)
            synchronized += 1
        }
        pending.removeAll { $0.order < order }
    }

    /// What the run itself sees.
    var current: [UInt8] {
        var bytes = durable
        for change in pending { change.change.apply(to: &bytes) }
        return bytes
    }
}

extension SimulatedFile.Change {
    func apply(to content: inout [UInt8]) {
        switch self {
        case .write(let offset, let bytes):
            let end = offset + bytes.count
            if content.count < end { content += [UInt8](repeating: 0, count: end - content.count) }
            content.replaceSubrange(offset..<end, with: bytes)
        case .truncate(let size):
            if size < content.count { content.removeSubrange(size...) }
            if size > content.count { content += [UInt8](repeating: 0, count: size - content.count) }
        }
    }
}

/// Which names a folder has on the disk, and what may come to them.
final class SimulatedFolder {
    enum Change {
        case add(String, SimulatedEntry)
        case remove(String)
        case move(String, SimulatedEntry, to: String)
    }

    let number: Int
    private(set) var durable: [String: SimulatedEntry]
    private(set) var pending: [PendingChange<Change>] = []
    /// What the run itself sees.
    private(set) var current: [String: SimulatedEntry]

    init(number: Int, _ durable: [String: SimulatedEntry] = [:]) {
        self.number = number
        self.durable = durable
        current = durable
    }

    func add(_ change: Change, order: Int) {
        pending.append(PendingChange(change: change, order: order))
        change.apply(to: &current)
    }

    /// Brings to the disk what was done before a call began.
    func synchronize(before order: Int) {
        for change in pending where change.order < order { change.change.apply(to: &durable) }
        pending.removeAll { $0.order < order }
    }
}

extension SimulatedFolder.Change {
    func apply(to names: inout [String: SimulatedEntry]) {
        switch self {
        case .add(let name, let entry): names[name] = entry
        case .remove(let name): names[name] = nil
        case .move(let name, let entry, let other):
            names[name] = nil
            names[other] = entry
        }
    }
}

/// What a name leads to.
enum SimulatedEntry {
    case file(SimulatedFile)
    case folder(SimulatedFolder)

    var file: SimulatedFile? { if case .file(let file) = self { file } else { nil } }
    var folder: SimulatedFolder? { if case .folder(let folder) = self { folder } else { nil } }
}

/// The files of one folder as a run changes them: what is on the disk for sure, and what only may be.
///
/// As little as possible is taken for granted: nothing but `fsync` of a file brings its content to the disk, and nothing
/// but `fsync` of a folder its names; what is not on the disk yet may come there in any order, or not at all.
/// Only a rename is one step: the new name is there, or the old one.
final class SimulatedDisk {
    /// Which calls bring something to the disk; the others are taken for not made.
    enum Synchronization: String, CaseIterable { case honoured, ignored, foldersOnly, filesOnly }

    let root: SimulatedFolder
    /// What the run has written to its standard output and error so far.
    private(set) var said = ""

    private let rootPath: String
    private let synchronization: Synchronization
    private var descriptors: [Int: Open] = [:]
    private var order = 0
    private var count = 0

    /// What a descriptor leads to, and how far it was written.
    private final class Open {
        let entry: SimulatedEntry
        var offset = 0

        init(_ entry: SimulatedEntry) { self.entry = entry }
    }

    /// Begins with what is in a folder, which the run knows by another path.
    init(of path: String, as rootPath: String, _ synchronization: Synchronization) {
        self.rootPath = rootPath
        self.synchronization = synchronization
        var number = 0
        root = Self.read(path, &number)
        count = number
    }

    private static func read(_ path: String, _ count: inout Int) -> SimulatedFolder {
        var names: [String: SimulatedEntry] = [:]
        for name in Folder.names(path) {
            let path = path + "/" + name
            var status = stat()
            precondition(lstat(path, &status) == 0)
            if status.st_mode & S_IFMT == S_IFDIR {
                names[name] = .folder(read(path, &count))
            } else {
                count += 1
                names[name] = .file(SimulatedFile(number: count, TextFile.bytes(path) ?? []))
            }
        }
        count += 1
        return SimulatedFolder(number: count, names)
    }

    // MARK: Calls

    /// Does what a call did; the answer is whether that changed anything.
    func apply(_ call: PowerLossLog.Call) throws(UnknownCall) -> Bool {
        defer { order += 1 }
        let first = call.arguments.first ?? .word("")
        switch call.name {
        case "openat": return try open(call)
        case "close":
            descriptors[first.number] = nil
            return false
        case "write", "pwrite64": return try write(call)
        case "ftruncate":
            guard let file = descriptors[first.number]?.entry.file else { return false }
            file.add(.truncate(call.arguments[1].number), order: order)
            return true
        case "fsync", "fdatasync": return synchronize(first.number, before: call.begun)
        default: return try applyNames(call)
        }
    }

    private func applyNames(_ call: PowerLossLog.Call) throws(UnknownCall) -> Bool {
        let names = call.arguments.compactMap { if case .text = $0 { place($0.string) } else { nil } }
        // Names elsewhere do not matter.
        guard let (folder, name) = names.first else {
            if ["mkdir", "unlink"].contains(call.name) { return false }
            throw UnknownCall(call)
        }
        switch call.name {
        case "unlink", "rmdir": folder.add(.remove(name), order: order)
        case "mkdir":
            count += 1
            folder.add(.add(name, .folder(SimulatedFolder(number: count))), order: order)
        case "rename", "link":
            guard names.count == 2, names[1].folder === folder, let entry = folder.current[name] else {
                throw UnknownCall(call)
            }
            let other = names[1].name
            folder.add(call.name == "link" ? .add(other, entry) : .move(name, entry, to: other), order: order)
        default: throw UnknownCall(call)
        }
        return true
    }

    private func open(_ call: PowerLossLog.Call) throws(UnknownCall) -> Bool {
        // Relative to a folder that is open, files are only read.
        guard call.arguments.count >= 3, call.arguments[0].word == "AT_FDCWD" else { return false }
        let flags = call.arguments[2].word.split(separator: "|")
        let path = call.arguments[1].string
        if path == rootPath || path == rootPath + "/." || path == "." {
            descriptors[call.result] = Open(.folder(root))
            return false
        }
        guard let (folder, name) = place(path) else { return false }
        if let entry = folder.current[name] {
            descriptors[call.result] = Open(entry)
            guard flags.contains("O_TRUNC"), let file = entry.file else { return false }
            file.add(.truncate(0), order: order)
            return true
        }
        guard flags.contains("O_CREAT") else { throw UnknownCall(call) }
        count += 1
        let file = SimulatedFile(number: count)
        descriptors[call.result] = Open(.file(file))
        folder.add(.add(name, .file(file)), order: order)
        return true
    }

    private func write(_ call: PowerLossLog.Call) throws(UnknownCall) -> Bool {
        guard call.arguments.count >= 3, case .text(var bytes) = call.arguments[1] else { throw UnknownCall(call) }
        bytes.removeLast(bytes.count - call.result)
        let number = call.arguments[0].number
        guard let open = descriptors[number] else {
            if number == 1 || number == 2 { said += String(decoding: bytes, as: UTF8.self) }
            return number == 1 || number == 2
        }
        guard let file = open.entry.file else { throw UnknownCall(call) }
        if call.name == "pwrite64" {
            file.add(.write(offset: call.arguments[3].number, bytes: bytes), order: order)
        } else {
            file.add(.write(offset: open.offset, bytes: bytes), order: order)
            open.offset += bytes.count
        }
        return true
    }

    private func synchronize(_ number: Int, before order: Int) -> Bool {
        switch descriptors[number]?.entry {
        case .file(let file):
            guard synchronization == .honoured || synchronization == .filesOnly else { return false }
            file.synchronize(before: order)
        case .folder(let folder):
            guard synchronization == .honoured || synchronization == .foldersOnly else { return false }
            folder.synchronize(before: order)
        case nil: return false
        }
        return true
    }

    /// The folder and the last name of a path inside the root.
    private func place(_ path: String) -> (folder: SimulatedFolder, name: String)? {
        var path = path
        if path.hasPrefix(rootPath + "/") { path.removeFirst(rootPath.utf8.count + 1) }
        guard !path.hasPrefix("/") else { return nil }
        var parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard let name = parts.popLast() else { return nil }
        var folder = root
        for part in parts {
            guard let next = folder.current[part]?.folder else { return nil }
            folder = next
        }
        return (folder, name)
    }
}

/// A call that the simulation does not know; leaving it out would make it say what is not so.
struct UnknownCall: Error, CustomStringConvertible {
    let description: String

    init(_ call: PowerLossLog.Call) {
        let arguments = call.arguments.map { String($0.string.prefix(200)) }.joined(separator: ", ")
        description = "\(call.name)(\(arguments)) = \(call.result)"
    }
}
