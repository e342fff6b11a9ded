import Glibc
import TestSupport
import Testing

/// What happens to a run at one of its calls to the system.
enum Fault: Hashable, Sendable, CustomStringConvertible {
    /// It is killed right before the call.
    case kill
    /// The call fails.
    case error(String)
    /// The call fails, and all of its name after it.
    case errorFromThere(String)

    var description: String {
        switch self {
        case .kill: "killed"
        case .error(let name): name
        case .errorFromThere(let name): "\(name) from there on"
        }
    }
}

/// One call of a run to the system, by its name and number.
///
/// `strace` counts the calls of an undisturbed run, and lets something happen at one of them.
struct SystemCall: CustomStringConvertible {
    var name: String
    /// Its number among the calls of this name by one thread, which is how `strace` counts.
    var number: Int
    /// Whether it may make a file.
    var makesFile = false

    var description: String { "\(name) \(number)" }

    /// The calls of these names that an undisturbed run makes in its project, in the order in which it makes them.
    ///
    /// What the loader opens before is left out: a program that cannot be loaded does nothing. So is the look at other
    /// processes, of which there are now more and now fewer.
    static func all(of names: [String], by command: [String], in project: ProjectCopy) -> [SystemCall] {
        let log = project.folder.path("strace.log")
        let result = strace(["-y", "-o", log, "-e", "trace=openat," + names.joined(separator: ",")], command, project)
        expectStatus(result, 0)
        var counts: [String: Int] = [:]
        var calls: [SystemCall] = []
        var seen: Set<String> = []
        var hasBegun = false
        for line in (TextFile.read(log) ?? "").split(separator: "\n") {
            guard let match = line.prefixMatch(of: /(\d+) +(\w+)\(/) else { continue }
            let (thread, name) = (match.output.1, String(match.output.2))
            counts["\(thread) \(name)", default: 0] += 1
            hasBegun = hasBegun || line.contains("\"" + project.path)
            guard hasBegun, names.contains(name), !line.contains("/proc") else { continue }
            let call = SystemCall(
                name: name, number: counts["\(thread) \(name)"] ?? 1, makesFile: line.contains("O_CREAT"))
            // The same number of another thread is met by the same fault.
            if seen.insert("\(call)").inserted { calls.append(call) }
        }
        return calls
    }

    /// Runs a command, to which a fault happens at this call.
    func run(with fault: Fault, _ command: [String], in project: ProjectCopy) -> ProgramResult {
        let (injection, options) =
            switch fault {
            // Signals do not come through with a filter.
            case .kill: ("signal=SIGKILL:when=\(number)", [String]())
            // Quicker, as other calls are not stopped at.
            case .error(let error): ("error=\(error):when=\(number)", ["--seccomp-bpf"])
            case .errorFromThere(let error): ("error=\(error):when=\(number)+", ["--seccomp-bpf"])
            }
        return Self.strace(
            options + ["-o", "/dev/null", "-e", "trace=\(name)", "-e", "inject=\(name):\(injection)"], command, project)
    }

    private static func strace(_ options: [String], _ command: [String], _ project: ProjectCopy) -> ProgramResult {
        Program.run(
            ["strace", "-f", "-qq"] + options + [MartletBinary.path] + command, in: project.path,
            environment: MartletBinary.quietEnvironment)
    }

    /// The errors that the call may answer with, by the manual of the system.
    var errors: [Fault] {
        let single =
            switch name {
            case "openat": ["EIO", "EMFILE", "EINTR"] + (makesFile ? ["ENOSPC", "EDQUOT"] : [])
            case "write", "pwrite64", "fsync", "fdatasync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"]
            case "ftruncate": ["EIO", "EINTR"]
            case "rename", "link", "mkdir": ["EIO", "ENOSPC", "EDQUOT"]
            case "flock": ["EINTR", "ENOLCK"]
            default: ["EIO"]
            }
        let lasting = name == "flock" ? [] : single.filter { ["EIO", "ENOSPC"].contains($0) }
        return single.map(Fault.error) + lasting.map(Fault.errorFromThere)
    }
}

/// A fault at one call.
struct FaultPoint: CustomStringConvertible {
    var call: SystemCall
    var fault: Fault

    var description: String { "\(fault) at \(call)" }

    /// Whether the system only asks to make the call again.
    var isInterruption: Bool { fault == .error("EINTR") }

    /// Whether the storage stays broken.
    var isLasting: Bool { if case .errorFromThere = fault { true } else { false } }

    /// What is wrong with the exit status of the run to which it happened.
    ///
    /// It may have succeeded all the same (0), failed (1) or found the storage out of reach (5); without its
    /// configuration it does not begin (2). A call that was only interrupted is made again.
    func wrongStatus(of result: ProgramResult) -> [String] {
        if [0, 1, 5].contains(result.status) {
            let isRepeated = ["openat", "write", "pwrite64", "ftruncate"].contains(call.name)
            return isInterruption && isRepeated && result.status != 0 ? ["not tried again"] : []
        }
        if result.status == 2, result.error.hasPrefix("error[config]: cannot open") { return [] }
        return ["exit status \(result.status)"]
    }

    /// Whether the disk says, of a file or a folder of Martlet's own, that it may not have what was written.
    var isSynchronization: Bool { call.name == "fsync" && !isInterruption }

    /// The names of the calls that write, change names or may fail where one would not think of it.
    private static let names = [
        "openat", "pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "link", "ftruncate", "flock", "chmod",
        "mkdir",
    ]

    /// Each of these calls of a run, killed; `close` as well, which is what comes after the last of the others.
    ///
    /// It is left out of the errors: the real one closes the file even then, `strace` would leave it open.
    static func kills(of command: [String], in project: ProjectCopy) -> [FaultPoint] {
        SystemCall.all(of: names + ["close"], by: command, in: project).map { FaultPoint(call: $0, fault: .kill) }
    }

    /// Each of these calls of a run, with each of its errors.
    static func errors(of command: [String], in project: ProjectCopy) -> [FaultPoint] {
        SystemCall.all(of: names, by: command, in: project).flatMap { call in
            call.errors.map { FaultPoint(call: call, fault: $0) }
        }
    }

    /// Runs the command, to which it happens; `nil` if that kept it from being loaded at all.
    ///
    /// A call of a helper thread has a low number, which is met earlier by that of the thread that loads the program.
    func run(_ command: [String], in project: ProjectCopy) -> ProgramResult? {
        let result = call.run(with: fault, command, in: project)
        if case .kill = fault { return result.status == 128 + SIGKILL ? result : nil }
        return result.error.contains("error while loading shared libraries") ? nil : result
    }
}

/// A project as it was before a run.
final class ProjectCopy {
    let folder = ScratchFolder(inMemory: true)
    /// The folder of the copied project.
    var path: String { folder.path("project") }
    /// Where its database is.
    var database: String { path + "/app.db" }

    init(ofFolder origin: String) { _ = Program.run(["cp", "-a", origin, path]) }

    convenience init(of origin: ScratchProject) { self.init(ofFolder: origin.folder.path) }

    convenience init(of origin: ProjectCopy) { self.init(ofFolder: origin.path) }

    /// The files in it, with what they hold.
    var files: [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: Folder.names(path).map { ($0, TextFile.bytes(path + "/" + $0) ?? []) })
    }

    /// Does something with a copy, so that this one stays as it is.
    func inACopy<Result>(_ body: (ProjectCopy) -> Result) -> Result {
        let copy = ProjectCopy(of: self)
        return withExtendedLifetime(copy) { body(copy) }
    }

    /// The names in a folder of the project.
    func names(in name: String = ".") -> [String] { folder.names(in: "project/" + name) }
}
