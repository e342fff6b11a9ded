import Glibc
import TestSupport

/// Every power failure that could have hit a run: after each of its calls, with each thing that was not on the disk yet
/// there, not there, or there in part.
struct PowerLossReplay {
    /// What the run began with.
    let origin: ProjectCopy
    /// Where that was when it ran.
    let root: String
    let log: PowerLossLog
    var synchronization = SimulatedDisk.Synchronization.honoured
    /// How many random outcomes of each failure are tried beside the plain ones.
    var variants: Int
    /// Of how many different outcomes one is handed to `finish`.
    var finishEvery = 0
    /// After how many bad outcomes to stop.
    var enough = Int.max

    /// One outcome of one failure.
    struct Failure: CustomStringConvertible {
        /// A folder with what is left.
        var folder: String
        /// What the run had written to its standard output and error by then.
        var said: String
        /// Whether the run was over.
        var isOver: Bool
        var description: String
    }

    /// What came of it.
    struct Result {
        /// How many outcomes were made up, and how many of them are not like another one.
        var states = 0
        var different = 0
        var finished = 0
        /// Those that may not be, in words.
        var bad: [String] = []
        /// What the run's own folder holds after all its calls, by the simulation: to be held against the real one.
        var end: [String: [UInt8]] = [:]
    }

    /// Looks at each different outcome.
    /// - Parameters:
    ///   - look: says what is wrong with it, if something is.
    ///   - finish: the same, for a few of them that nobody has looked at yet.
    func run(
        _ look: (Failure) -> String?, finish: (Failure) -> String? = { _ in nil }
    ) throws -> Result {
        let disk = SimulatedDisk(of: origin.path, as: root, synchronization)
        let scratch = ScratchFolder(inMemory: true)
        var (result, seen, random) = (Result(), Set<Int>(), SplitMix(seed: 1))
        for (index, call) in log.calls.enumerated() {
            guard try disk.apply(call) else { continue }
            if result.bad.count >= enough { break }
            let isOver = !log.calls[(index + 1)...].contains { $0.name != "close" }
            for fates in Fates.all(of: disk.pending, variants: variants, &random) {
                result.states += 1
                let print = disk.fingerprint(fates)
                guard seen.insert(print).inserted else { continue }
                result.different += 1
                func failure() -> Failure {
                    Folder.clear(scratch.path)
                    disk.leave(fates, in: scratch.path)
                    return Failure(
                        folder: scratch.path, said: disk.said, isOver: isOver,
                        description: "after call \(index), \(call.name): \(fates)")
                }
                let state = failure()
                if let problem = look(state) { result.bad.append("\(state): \(problem)") }
                guard finishEvery > 0, result.different % finishEvery == 0 else { continue }
                result.finished += 1
                if let problem = finish(failure()) { result.bad.append("\(state): \(problem)") }
            }
        }
        result.end = disk.files
        return result
    }
}

/// What comes to the disk of all that had not, by the number of the call that changed it.
struct Fates: CustomStringConvertible {
    enum Fate: Hashable {
        case whole
        /// Some sectors of it only.
        case torn(UInt64)
        /// The file has grown by it, but holds something else there.
        case garbage
    }

    private(set) var fates: [Int: Fate] = [:]
    private(set) var description: String

    subscript(order: Int) -> Fate? { fates[order] }

    /// Nothing, everything, names or contents only, one thing only, all but one, and anything at random.
    static func all(of pending: [SimulatedDisk.Pending], variants: Int, _ random: inout SplitMix) -> [Fates] {
        func whole(_ description: String, _ isKept: (SimulatedDisk.Pending) -> Bool) -> Fates {
            var fates = Fates(description: description)
            for change in pending where isKept(change) { fates.fates[change.order] = .whole }
            return fates
        }
        guard !pending.isEmpty else { return [Fates(description: "nothing was pending")] }
        var all = [
            whole("nothing") { _ in false }, whole("everything") { _ in true }, whole("names") { $0.isName },
            whole("contents") { !$0.isName },
        ]
        // The newest things are the ones that matter; a long log has many that wait.
        for change in pending.suffix(max(2, variants)) {
            all.append(whole("\(change.order) only") { $0.order == change.order })
            all.append(whole("all but \(change.order)") { $0.order != change.order })
        }
        for number in 0..<variants {
            var fates = Fates(description: "random \(number)")
            for change in pending {
                switch random.next() % 8 {
                case 0...2: break
                case 3 where !change.isName: fates.fates[change.order] = .torn(random.next())
                case 4 where change.isGrowth: fates.fates[change.order] = .garbage
                default: fates.fates[change.order] = .whole
                }
            }
            all.append(fates)
        }
        return all
    }
}

extension SimulatedDisk {
    /// A change that has not been brought to the disk.
    struct Pending {
        var order: Int
        /// Of a name, and not of a content.
        var isName: Bool
        /// Behind the end that the file has on the disk.
        var isGrowth = false
    }

    /// All that is pending, oldest first.
    var pending: [Pending] {
        var all: [Pending] = []
        var seen: Set<Int> = []
        func collect(_ entry: SimulatedEntry) {
            switch entry {
            case .file(let file):
                guard seen.insert(file.number).inserted else { return }
                all += file.pending.map {
                    Pending(order: $0.order, isName: false, isGrowth: file.isGrown(by: $0.change))
                }
            case .folder(let folder):
                guard seen.insert(folder.number).inserted else { return }
                all += folder.pending.map { Pending(order: $0.order, isName: true) }
                folder.entries.forEach(collect)
            }
        }
        collect(.folder(root))
        return all.sorted { $0.order < $1.order }
    }

    /// A number that two outcomes share only if they are the same.
    func fingerprint(_ fates: Fates) -> Int {
        var hasher = Hasher()
        hasher.combine(said.utf8.count)
        func add(_ entry: SimulatedEntry) {
            switch entry {
            case .file(let file):
                hasher.combine(file.number)
                hasher.combine(file.synchronized)
                for change in file.pending {
                    guard let fate = fates[change.order] else { continue }
                    hasher.combine(change.order)
                    hasher.combine(fate)
                }
            case .folder(let folder):
                for (name, entry) in folder.names(fates).sorted(by: { $0.key < $1.key }) {
                    hasher.combine(name)
                    add(entry)
                }
            }
        }
        add(.folder(root))
        return hasher.finalize()
    }

    /// Writes what is left into a folder.
    func leave(_ fates: Fates, in path: String) {
        var written: [Int: String] = [:]
        func write(_ folder: SimulatedFolder, _ path: String) {
            for (name, entry) in folder.names(fates) {
                let path = path + "/" + name
                switch entry {
                case .folder(let folder):
                    mkdir(path, 0o755)
                    write(folder, path)
                case .file(let file):
                    if let other = written[file.number] {
                        link(other, path)
                    } else {
                        TextFile.write(file.content(fates), to: path)
                        written[file.number] = path
                    }
                }
            }
        }
        write(root, path)
    }

    /// The files as the run sees them, by their paths in the root.
    var files: [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        func add(_ folder: SimulatedFolder, _ path: String) {
            for (name, entry) in folder.current {
                switch entry {
                case .folder(let folder): add(folder, path + name + "/")
                case .file(let file): files[path + name] = file.current
                }
            }
        }
        add(root, "")
        return files
    }
}

extension SimulatedFolder {
    fileprivate var entries: [SimulatedEntry] {
        Array(durable.values) + Array(current.values)
            + pending.compactMap { if case .add(_, let entry) = $0.change { entry } else { nil } }
    }

    fileprivate func names(_ fates: Fates) -> [String: SimulatedEntry] {
        var names = durable
        for change in pending where fates[change.order] != nil { change.change.apply(to: &names) }
        return names
    }
}

extension SimulatedFile {
    fileprivate func isGrown(by change: Change) -> Bool {
        if case .write(let offset, _) = change { offset >= durable.count } else { false }
    }

    fileprivate func content(_ fates: Fates) -> [UInt8] {
        var content = durable
        for change in pending {
            switch (fates[change.order], change.change) {
            case (nil, _): break
            case (.torn(let mask), .write(let offset, let bytes)):
                for sector in Self.sectors(offset, bytes) where mask >> UInt64(sector.number % 64) & 1 == 1 {
                    Change.write(offset: sector.offset, bytes: sector.bytes).apply(to: &content)
                }
            case (.garbage, .write(let offset, let bytes)):
                Change.write(offset: offset, bytes: [UInt8](repeating: 0xa5, count: bytes.count)).apply(to: &content)
            default: change.change.apply(to: &content)
            }
        }
        return content
    }

    /// The parts of a write that fall into sectors of 512 bytes.
    private static func sectors(
        _ offset: Int, _ bytes: [UInt8]
    ) -> [(number: Int, offset: Int, bytes: [UInt8])] {
        let (first, last) = (offset / 512, (offset + bytes.count - 1) / 512)
        return (first...max(first, last)).map { number in
            let start = max(offset, number * 512)
            let end = min(offset + bytes.count, (number + 1) * 512)
            return (number, start, Array(bytes[(start - offset)..<(end - offset)]))
        }
    }
}

/// Numbers that look random and are the same in every run: <https://prng.di.unimi.it/splitmix64.c>.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
