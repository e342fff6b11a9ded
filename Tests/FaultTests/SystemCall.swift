import Glibc
import TestSupport
import Testing

/// One call of a run to the system, by its name and number: there the run is killed, or the call fails.
///
/// `strace` does both, and counts the calls of an undisturbed run.
struct SystemCall: CustomStringConvertible {
    var name: String
    var number: Int

    var description: String { "\(name) \(number)" }

    /// `MARTLET_KILL_EVERY=5` tries only every fifth.
    static let every = wanted ?? 1

    private static let wanted = getenv("MARTLET_KILL_EVERY").flatMap { Int(String(cString: $0)) }

    /// The calls of these names that an undisturbed run makes, or every few of them.
    /// - Parameter usual: every how many, where `MARTLET_KILL_EVERY` does not say it.
    static func all(
        of names: [String], by command: [String], in project: ProjectCopy, every usual: Int = 1
    ) -> [SystemCall] {
        let log = project.folder.path("strace.log")
        let result = strace(["-o", log, "-e", "trace=" + names.joined(separator: ",")], command, project)
        expectStatus(result, 0)
        let lines = (TextFile.read(log) ?? "").split(separator: "\n")
        return names.flatMap { name in
            let count = lines.count { $0.contains(" \(name)(") }
            return stride(from: 1, through: count, by: wanted ?? usual).map { SystemCall(name: name, number: $0) }
        }
    }

    /// Kills a run right before the call; false if it ended before.
    func kill(_ command: [String], in project: ProjectCopy) -> Bool {
        inject("signal=SIGKILL", [], command, in: project).status == 128 + SIGKILL
    }

    /// Lets the call fail.
    func fail(with error: String, _ command: [String], in project: ProjectCopy) -> ProgramResult {
        // Quicker, as other calls are not stopped at; signals do not come through that way.
        inject("error=\(error)", ["--seccomp-bpf"], command, in: project)
    }

    private func inject(
        _ fault: String, _ options: [String], _ command: [String], in project: ProjectCopy
    ) -> ProgramResult {
        let injection = ["-o", "/dev/null", "-e", "trace=\(name)", "-e", "inject=\(name):\(fault):when=\(number)"]
        return Self.strace(options + injection, command, project)
    }

    private static func strace(_ options: [String], _ command: [String], _ project: ProjectCopy) -> ProgramResult {
        Program.run(
            ["strace", "-f", "-qq"] + options + [MartletBinary.path] + command, in: project.path,
            environment: MartletBinary.quietEnvironment)
    }
}

/// A project as it was before a run.
final class ProjectCopy {
    let folder = ScratchFolder()
    /// The folder of the copied project.
    var path: String { folder.path("project") }

    init(of origin: ScratchProject) { _ = Program.run(["cp", "-a", origin.folder.path, path]) }

    init(of origin: ProjectCopy) { _ = Program.run(["cp", "-a", origin.path, path]) }

    /// The names in a folder of the project.
    func names(in name: String = ".") -> [String] { folder.names(in: "project/" + name) }
}
