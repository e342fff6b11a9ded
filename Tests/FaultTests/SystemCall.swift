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
    var number: Int

    var description: String { "\(name) \(number)" }

    /// The calls of these names that an undisturbed run makes in its project, in the order in which it makes them.
    ///
    /// What the loader opens before is left out: a program that cannot be loaded does nothing.
    static func all(of names: [String], by command: [String], in project: ProjectCopy) -> [SystemCall] {
        let log = project.folder.path("strace.log")
        let result = strace(["-o", log, "-e", "trace=openat," + names.joined(separator: ",")], command, project)
        expectStatus(result, 0)
        var counts: [Substring: Int] = [:]
        var calls: [SystemCall] = []
        var hasBegun = false
        for line in (TextFile.read(log) ?? "").split(separator: "\n") {
            guard let match = line.prefixMatch(of: /\d+ +(\w+)\(/) else { continue }
            let name = match.output.1
            counts[name, default: 0] += 1
            hasBegun = hasBegun || line.contains(project.path)
            guard hasBegun, names.contains(String(name)) else { continue }
            calls.append(SystemCall(name: String(name), number: counts[name] ?? 1))
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
            case "openat": ["EIO", "ENOSPC", "EDQUOT", "EMFILE", "EINTR"]
            case "write", "pwrite64", "fsync", "fdatasync": ["EIO", "ENOSPC", "EDQUOT", "EINTR"]
            case "ftruncate": ["EIO", "EINTR"]
            case "rename", "link", "mkdir": ["EIO", "ENOSPC", "EDQUOT"]
            case "close": ["EIO", "ENOSPC", "EDQUOT", "EINTR"]
            case "flock": ["EINTR", "ENOLCK"]
            default: ["EIO"]
            }
        let lasting = ["close", "flock"].contains(name) ? [] : single.filter { ["EIO", "ENOSPC"].contains($0) }
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

    /// Whether the disk says, of a file or a folder of Martlet's own, that it may not have what was written.
    var isSynchronization: Bool { call.name == "fsync" && !isInterruption }

    /// The names of the calls that write, change names or may fail where one would not think of it.
    static let names = [
        "openat", "pwrite64", "write", "fdatasync", "fsync", "unlink", "rename", "link", "ftruncate", "flock", "chmod",
        "mkdir", "close",
    ]

    /// Each of these calls of a run, killed.
    static func kills(of command: [String], in project: ProjectCopy) -> [FaultPoint] {
        SystemCall.all(of: names, by: command, in: project).map { FaultPoint(call: $0, fault: .kill) }
    }

    /// Each of these calls of a run, with each of its errors.
    static func errors(of command: [String], in project: ProjectCopy) -> [FaultPoint] {
        SystemCall.all(of: names, by: command, in: project).flatMap { call in
            call.errors.map { FaultPoint(call: call, fault: $0) }
        }
    }

    /// Runs the command, to which it happens.
    func run(_ command: [String], in project: ProjectCopy) -> ProgramResult {
        call.run(with: fault, command, in: project)
    }
}

/// A project as it was before a run.
final class ProjectCopy {
    let folder = ScratchFolder(inMemory: true)
    /// The folder of the copied project.
    var path: String { folder.path("project") }
    /// Where its database is.
    var database: String { path + "/app.db" }

    init(of origin: ScratchProject) { _ = Program.run(["cp", "-a", origin.folder.path, path]) }

    init(of origin: ProjectCopy) { _ = Program.run(["cp", "-a", origin.path, path]) }

    /// The names in a folder of the project.
    func names(in name: String = ".") -> [String] { folder.names(in: "project/" + name) }
}
