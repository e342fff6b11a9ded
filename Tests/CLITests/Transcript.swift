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
        text.replacing(project.folder.path, with: "/project")
            .replacing(#/tester@[^\s",]+/#, with: "tester@host")
            .replacing(#/process \d+ on [^\s,]+/#, with: "process 4711 on host")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#, with: "2026-01-02T03:04:05.678Z")
            .replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/#, with: "2026-01-02T03:04:05Z")
            .replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#, with: "2026-01-02 03:04:05")
            .replacing(#/Created: \d{4}-\d\d-\d\d/#, with: "Created: 2026-01-02")
            // In a column, the width of a duration moves what is before it, and that of a name what is behind it.
            .replacing(#/(03:04:05|done|failed|started) {2,}<?\d+(?:\.\d+)? (?:ms|s|µs)\b/#) { "\($0.output.1)  0 ms" }
            .replacing(#/<?\b\d+(\.\d+)? (ms|s|µs)\b/#, with: "0 ms")
            .replacing(#/APPLIED {14,}TOOK/#, with: "APPLIED              TOOK")
            .replacing(#/APPLIED \(UTC\) {8,}TOOK/#, with: "APPLIED (UTC)        TOOK")
            .replacing(#/RESULT {2,}TOOK/#, with: "RESULT  TOOK")
            .replacing(#/BY {2,}KIND/#, with: "BY           KIND")
            .replacing(#/"(execution_ms|duration_ms)": \d+/#) { "\"\($0.output.1)\": 0" }
            .replacing(#/"run": "[^"]*"/#, with: "\"run\": \"run\"")
            .replacing(#/"(server_version)": "\d[^"]*"/#, with: "\"server_version\": \"3.0.0\"")
            .replacing(#/SQLite \d+\.\d+\.\d+/#, with: "SQLite 3.0.0")
            .replacing(#/"(martlet|version)": "\d+\.\d+\.\d+"/#) { "\"\($0.output.1)\": \"0.0.0\"" }
            .replacing(#/martlet \d+\.\d+\.\d+/#, with: "martlet 0.0.0")
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
