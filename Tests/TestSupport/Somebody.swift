internal import Glibc

/// A user without rights: root may read and write everything, whatever the modes say.
public final class Somebody {
    private let tools = ScratchFolder()

    /// Puts the binary where everybody can read it.
    public init() {
        _ = Program.run(["install", "-m", "0755", MartletBinary.path, tools.path("martlet")])
        _ = Program.run(["chmod", "0755", tools.path])
    }

    /// Runs the binary in a project's folder; as nobody if the tests are root's.
    public func martlet(_ project: ScratchProject, _ arguments: [String]) -> ProgramResult {
        let nobody = getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : []
        return Program.run(
            nobody + [tools.path("martlet")] + arguments, in: project.folder.path,
            environment: MartletBinary.quietEnvironment)
    }
}
