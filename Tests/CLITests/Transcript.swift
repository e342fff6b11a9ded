import TestSupport
import Testing

/// What a user sees of a command: the line typed, both streams and the exit status, with all that differs from run to
/// run put to one value.
struct Transcript {
    private(set) var text = ""
    private let project: ScratchProject

    init(_ project: ScratchProject) { self.project = project }

    /// Runs the command line, words separated by blanks.
    mutating func run(_ command: String) {
        // Tables are as wide as what is in them, which is never the same: nothing of them may be cut. Help is text.
        let columns = command.hasPrefix("help") ? "100" : ""
        let result = MartletBinary.run(
            command.split(separator: " ").map(String.init), in: project.folder.path, environment: ["COLUMNS": columns])
        if !text.isEmpty { text += "\n" }
        text += "$ martlet \(command)\n" + result.output
        if !result.error.isEmpty { text += "--- stderr\n" + result.error }
        text += "--- exit \(result.status)\n"
    }

    /// The text without what differs from run to run.
    var normalised: String {
        text.normalised(project.folder.path, as: "/project")
    }
}

/// Expects that a command says what its golden says, as text and as JSON, each on a fresh project.
/// - Parameters:
///   - name: The golden, without `.txt`.
///   - commands: The command lines; the last one is also run with `--json`.
///   - make: Makes the project and brings it where the commands start.
func expectGolden(
    _ name: String, _ commands: String..., json: Bool = true, sourceLocation: SourceLocation = #_sourceLocation,
    from make: () -> ScratchProject = { ScratchProject() }
) {
    let project = make()
    var transcript = Transcript(project)
    for command in commands { transcript.run(command) }
    var text = transcript.normalised
    if json, let last = commands.last {
        let fresh = make()
        for command in commands.dropLast() {
            _ = MartletBinary.run(command.split(separator: " ").map(String.init), in: fresh.folder.path)
        }
        var document = Transcript(fresh)
        document.run(last + " --json")
        text += "\n" + document.normalised
    }
    Golden.expect(text, name + ".txt", sourceLocation: sourceLocation)
}
